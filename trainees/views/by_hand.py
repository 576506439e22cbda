"""The roll by hand: everybody at once, the rest at once, and undoing that; somebody's going."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Session
from trainees import permissions
from trainees.domain import attendance, roll
from trainees.forms import by_hand
from trainees.models import Attendance

from .gates import for_those_who, posted_id
from .teaching import session_for

HOWS = (Attendance.How.HAND, Attendance.How.SHEET)


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_open_rolls)
@never_cache
def roll_by_hand(request, pk):
    """Each person with all marks to choose from, saved in one act; works without a line of JavaScript."""
    session = session_for(request, pk, write=True)
    if request.method == "POST" and _saved(request, session):
        return redirect("roll", session.pk)
    context = {"session": session, "roll": roll.of(session), "marks": Attendance.Mark, "is_open": _is_open(session)}
    return render(request, "trainees/roll_by_hand.html", context | {"sent": request.POST})


def _saved(request, session) -> bool:
    how = request.POST.get("how", "")
    places = session.training_class.enrolments.holding_a_seat().values_list("pk", flat=True)
    try:
        entries = by_hand.entries(request.POST, places, attendance.unmarked(session).values_list("pk", flat=True))
        made = attendance.save_roll(
            session,
            entries,
            reason=request.POST.get("reason", ""),
            how=how if how in HOWS else Attendance.How.HAND,
            by=request.user,
        )
    except (by_hand.NotARoll, attendance.MarkRefused) as refusal:
        messages.error(request, str(refusal))
        return False
    told = ngettext("%(number)d mark is on the roll now.", "%(number)d marks are on the roll now.", len(made))
    messages.success(request, told % {"number": len(made)})
    return True


@require_POST
@for_those_who(permissions.may_open_rolls)
def mark_rest(request, pk):
    """Everybody without a mark becomes present."""
    session = session_for(request, pk, write=True)
    try:
        made = attendance.mark_the_rest(session, by=request.user)
    except attendance.MarkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext("%(number)d person is present now.", "%(number)d people are present now.", len(made))
        messages.success(request, told % {"number": len(made)})
    return redirect("roll", session.pk)


@require_POST
@for_those_who(permissions.may_open_rolls)
def take_back(request, pk):
    """Undo what `mark_rest`, or a card, did at the moment `saved`."""
    session = session_for(request, pk, write=True)
    try:
        saved_at = dt.datetime.fromisoformat(request.POST.get("saved", ""))
        if saved_at.tzinfo is None:
            raise ValueError
        saved_at = saved_at.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    try:
        number = attendance.take_back(session, saved_at=saved_at, how=_how(request), by=request.user)
    except attendance.MarkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext("%(number)d mark was taken back.", "%(number)d marks were taken back.", number)
        messages.success(request, told % {"number": number})
    return redirect("scan_cards" if _how(request) == Attendance.How.CARD else "roll", session.pk)


def _how(request) -> str:
    return Attendance.How.CARD if request.POST.get("how") == Attendance.How.CARD else Attendance.How.HAND


@require_POST
@for_those_who(permissions.may_open_rolls)
def sign_out(request, pk):
    """Somebody goes now."""
    session = session_for(request, pk, write=True)
    enrolment = get_object_or_404(session.training_class.enrolments, pk=posted_id(request, "enrolment"))
    try:
        attendance.sign_out(session, enrolment, by=request.user)
    except attendance.NotSignedIn:
        messages.error(request, _("Mark them present first: nobody leaves who was not there."))
    except attendance.MarkRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('roll', args=[session.pk])}#e{enrolment.pk}")


def _is_open(session) -> bool:
    return session.state == Session.State.PLANNED
