"""Settling: a person decides between a phone's word and the roll's, or completes what was refused. Each is logged."""

import json

from django.db import models, transaction
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import now
from trainees import permissions
from trainees.domain import attendance, doorway, joining
from trainees.domain.marks import Trace
from trainees.models import Attendance, Operation

Kind, State, Outcome, Verdict = Operation.Kind, Operation.State, Operation.Outcome, Operation.Verdict


class NotSettled(Exception):
    """The act can't be settled so; the text says why and what to do."""


class WordIsMissing(NotSettled):
    pass


class RollHasChanged(NotSettled):
    """The roll says something else than whoever settles has seen."""


REFUSALS = (NotSettled, *doorway.REFUSALS)


def kept_by(user) -> models.QuerySet[Operation]:
    """Acts that are the user's to settle: of sessions they keep, and their own that belong to no session of theirs."""
    theirs = models.Q(session__in=permissions.sessions_to_keep(user).values("pk"))
    return Operation.objects.filter(theirs | models.Q(session__isnull=True, sent_by=user))


def standing_of(row: Operation) -> Attendance | None:
    """The mark on the roll today of the person an act is about."""
    return Attendance.objects.standing().filter(session=row.session_id, enrolment=row.enrolment_id).first()


@transaction.atomic
def take(row: Operation, *, saw: int, word: str, by) -> Operation:
    """The phone was right: its word goes on the roll, with the reason, over the mark `saw` (0: none).

    Settled already, nothing changes. Raises WordIsMissing, RollHasChanged, and what attendance.mark() raises.
    """
    row = _locked(row)
    if not row.is_open:
        return row
    if row.state != State.CONFLICT:
        raise NotSettled(_("This was not taken, so there is no word to put on the roll."))
    standing = standing_of(row)
    if (standing.pk if standing else 0) != saw:
        raise RollHasChanged(_("The roll has changed meanwhile. Look again and decide."))
    said = {"minutes": row.fields.get("minutes"), "reason": _needed(word), "trace": Trace(at=row.happened_at)}
    attendance.mark(row.session, row.enrolment, mark_of(row), **said, by=by)
    return _settle(row, Verdict.TAKEN, word, by=by)


@transaction.atomic
def keep(row: Operation, *, word: str, by) -> Operation:
    """The roll was right, or what was refused needs nothing more; the act stays as it came. Raises WordIsMissing."""
    row = _locked(row)
    if not row.is_open:
        return row
    return _settle(row, Verdict.KEPT if row.state == State.CONFLICT else Verdict.DISMISSED, _needed(word), by=by)


@transaction.atomic
def complete(row: Operation, comer: doorway.Comer, *, by) -> Operation:
    """Let somebody in whose walk-in was refused, now with what was missing; on the roll as of the day at the door.

    Raises what doorway.let_in() raises, and then nothing changes.
    """
    row = _locked(row)
    if not row.is_open:
        return row
    if row.kind != Kind.WALK_IN or row.session is None:
        raise NotSettled(_("This is nobody at the door, so there is nothing to complete."))
    row.enrolment = doorway.admit(row.session, comer, by=by)
    if standing_of(row) is None:
        trace, reason = Trace(Attendance.How.WALK_IN, row.happened_at), _("at the door, completed later")
        attendance.mark(row.session, row.enrolment, Attendance.Mark.PRESENT, reason=reason, trace=trace, by=by)
    return _settle(row, Verdict.TAKEN, "", by=by)


def said(row: Operation) -> str:
    """What the phone says, in words of the roll."""
    if row.kind == Kind.SIGN_OUT or row.fields.get("mark") in Attendance.Mark.values:
        words, minutes = str(Attendance.Mark(mark_of(row)).label), row.fields.get("minutes")
        return _("%(mark)s, %(minutes)d min") % {"mark": words, "minutes": minutes} if minutes else words
    return str(row.get_kind_display())


def written_down(row: Operation) -> dict:
    """What was written down of somebody at the door, for whoever completes it."""
    told = json.loads(row.personal) if row.personal and row.kind == Kind.WALK_IN else {}
    village = joining.villages().filter(pk=told.pop("village", "")).first()
    return told | ({"village": village} if village else {})


def mark_of(row: Operation) -> str:
    """The mark an act asks for."""
    if row.kind == Kind.SIGN_OUT:
        return Attendance.Mark.LEFT
    mark = row.fields.get("mark")
    return mark if mark in Attendance.Mark.values else Attendance.Mark.PRESENT


def _locked(row: Operation) -> Operation:
    rows = Operation.objects.select_for_update(of=("self",)).select_related("session__training_class", "enrolment")
    return rows.get(pk=row.pk)


def _needed(word: str) -> str:
    if not word.strip():
        raise WordIsMissing(_("Write in a word what you found, then settle it."))
    return word.strip()[:200]


def _settle(row: Operation, verdict: str, word: str, *, by) -> Operation:
    row.verdict, row.word, row.settled_at, row.settled_by = verdict, word.strip()[:200], now(), by
    row.personal = ""
    row.save()
    region = row.session.training_class.region_id if row.session else ""
    audit.record("trainees.operation.settle", row, by=by, region=region, kind=str(row.kind), verdict=str(verdict))
    return row
