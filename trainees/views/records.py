"""Records of phones that need a person: settled one by one, and files of phones that could not send any more."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trainees import permissions
from trainees.domain.operations import bringing, settling
from trainees.forms.joining import WalkInForm
from trainees.forms.records import RecordsFileForm

from .gates import for_those_who, posted_id

MOST_SHOWN = 100


def _to_settle(user):
    about = ("session__training_class", "enrolment__trainee", "sent_by", "stood__marked_by")
    return settling.kept_by(user).select_related(*about)


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def records(request):
    """What needs a look, oldest first, each with both words side by side."""
    waiting = _to_settle(request.user).open()
    rows = list(waiting[:MOST_SHOWN])
    lines = [(row, settling.standing_of(row) if row.enrolment_id else None, settling.said(row)) for row in rows]
    context = {"lines": lines, "more": max(0, waiting.count() - len(rows)) if len(rows) == MOST_SHOWN else 0}
    return render(request, "trainees/records.html", context | {"form": RecordsFileForm()})


@require_POST
@for_those_who(permissions.may_teach)
def settle_record(request, op_id):
    """Take the phone's word or keep the roll's, with a word of why."""
    row = get_object_or_404(_to_settle(request.user), op_id=op_id)
    word = request.POST.get("word", "")
    try:
        if request.POST.get("act") == "take":
            settling.take(row, saw=posted_id(request, "saw"), word=word, by=request.user)
            messages.success(request, _("The phone's record is on the roll; the earlier mark stays in its history."))
        else:
            settling.keep(row, word=word, by=request.user)
            messages.success(request, _("Settled. The record itself stays as it came."))
    except settling.REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("records")


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_teach)
@never_cache
def complete_record(request, op_id):
    """Somebody at the door whose numbers or village were missing or wrong: filled in here, then let in."""
    row = get_object_or_404(_to_settle(request.user).open(), op_id=op_id, kind="walk_in", session__isnull=False)
    initial = settling.written_down(row)
    form = WalkInForm(request.POST or None, near=row.session.training_class.region, initial=initial)
    if form.is_valid():
        try:
            settling.complete(row, form.person(), by=request.user)
        except settling.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Let in, and on the roll of that day."))
            return redirect("records")
    return render(request, "trainees/complete_record.html", {"record": row, "form": form})


@require_POST
@for_those_who(permissions.may_teach)
def bring_records(request):
    """The file of a phone: judged as if whoever brings it in had sent it; what is known changes nothing."""
    form = RecordsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("records")
    try:
        states = bringing.bring_in(form.cleaned_data["file"], by=request.user)
    except bringing.FileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("records")
    arrived, open_ones = states.count("arrived"), len(states) - states.count("arrived")
    messages.success(
        request,
        ngettext("%(number)d record is on the server.", "%(number)d records are on the server.", arrived)
        % {"number": arrived},
    )
    if open_ones:
        messages.warning(
            request,
            ngettext("%(number)d record needs a look.", "%(number)d records need a look.", open_ones)
            % {"number": open_ones},
        )
    return redirect("records")
