"""The end of a class: who completes, who lacks what, and the closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.domain.clashes import PlanRefused
from courses.models import Session, TrainingClass
from trainees import permissions
from trainees.domain import completion, learning, reopening
from trainees.models import Enrolment

from .gates import for_those_who


def _class(request, pk) -> TrainingClass:
    visible = TrainingClass.objects.visible_to(request.user).select_related("course", "programme", "trainer")
    training_class = get_object_or_404(visible, pk=pk)
    if not permissions.may_read_result(request.user, training_class):
        raise Http404
    return training_class


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def class_result(request, pk):
    training_class = _class(request, pk)
    rows = Enrolment.objects.filter(training_class=training_class).holding_a_seat()
    rows = list(rows.select_related("trainee").order_by("trainee__name_pinyin", "pk"))
    for row in rows:
        row.training_class = training_class
    found = learning.participations(rows)
    sessions = training_class.sessions.select_related("venue")
    return render(
        request,
        "trainees/class_result.html",
        {
            "training_class": training_class,
            "complete": [each for each in found if not each.gaps],
            "short": [each for each in found if each.gaps],
            "sessions": sessions,
            "still_open": [session for session in sessions if session.state == Session.State.PLANNED],
            "may_close": permissions.may_close_class(request.user, training_class),
            "may_reopen": permissions.may_reopen_class(request.user, training_class),
            "reopened": reopening.last(training_class),
            "is_closed": training_class.state == TrainingClass.State.CLOSED,
        },
    )


@require_POST
@for_those_who(permissions.may_open_rolls)
def close_class(request, pk):
    training_class = _class(request, pk)
    if not permissions.may_close_class(request.user, training_class):
        raise PermissionDenied
    try:
        completion.close_class(training_class, by=request.user)
    except (PlanRefused, completion.NothingToProve) as refusal:
        messages.error(request, str(refusal))
    else:
        done = training_class.enrolments.person_times().count()
        messages.success(request, _("The class is closed: %(done)d completed it.") % {"done": done})
    return redirect("class_result", training_class.pk)


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_open_rolls)
@never_cache
def reopen_class(request, pk):
    """Say first which published numbers change; then reopen."""
    training_class = _class(request, pk)
    if not permissions.may_reopen_class(request.user, training_class):
        raise PermissionDenied
    if request.method == "GET":
        context = {"training_class": training_class, "effect": reopening.effect(training_class)}
        return render(request, "trainees/reopen_class.html", context)
    try:
        reopening.reopen_class(training_class, reason=request.POST.get("reason", ""), by=request.user)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The class is open again. Correct what is wrong, then close it once more."))
    return redirect("class_result", training_class.pk)
