"""Who stands at the door without a place: registered, enrolled and on the roll in one form."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trainees import permissions
from trainees.domain import attendance, doorway
from trainees.forms.joining import WalkInForm

from .gates import for_those_who, posted_id
from .teaching import session_for


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_open_rolls)
@never_cache
def walk_in(request, pk):
    session = session_for(request, pk, write=True)
    form = WalkInForm(request.POST or None, near=session.training_class.region)
    if form.is_valid():
        try:
            made = doorway.let_in(session, form.person(), by=request.user)
        except doorway.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(name)s is enrolled and on the roll.") % {"name": made.enrolment.trainee.name}
            )
            return redirect("roll", session.pk)
    return render(
        request,
        "trainees/walk_in.html",
        {"session": session, "form": form, "takes_marks": attendance.takes_walk_ins(session)},
    )


@require_POST
@for_those_who(permissions.may_open_rolls)
def admit(request, pk):
    """Let in who waits for a place in the class and stands in the room."""
    session = session_for(request, pk, write=True)
    enrolment = get_object_or_404(session.training_class.enrolments, pk=posted_id(request, "enrolment"))
    try:
        attendance.walk_in(session, enrolment.trainee, by=request.user)
    except doorway.REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("roll", session.pk)
