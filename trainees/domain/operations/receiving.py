"""Receiving acts: each is kept under its number first, then brought before the roll, and answered on its own.

One act is one transaction: whoever sends it again, at once or in a year, finds its row and gets the first answer.
"""

import dataclasses
import hashlib
import json
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.kit.clock import now
from trainees.models import Operation

from . import hearing, reading
from .hearing import Again, Heard, Sender

State, Outcome, Kind = Operation.State, Operation.Outcome, Operation.Kind
NOBODY = uuid.UUID(int=0)
MOST_AT_ONCE = 200


class TooMany(Exception):
    """More acts at once than a phone of ours sends; the text says so."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What becomes of one act; `row` is None for what is not kept: then the phone asks `again`, or was refused."""

    op_id: str
    state: str
    sentence: str = ""
    row: Operation | None = None


def receive(sent: list, *, sent_at="", offset: int | None = None, by) -> list[Answer]:
    """An answer for each act, in the order they were sent.

    `sent_at` is what the phone's clock said when it sent; a file says `offset` instead, the seconds the clock was
    behind. Acts are taken in the order of the phone's own count. Raises TooMany.
    """
    if len(sent) > MOST_AT_ONCE:
        raise TooMany(_("Too many records at once. Send at most %(most)d.") % {"most": MOST_AT_ONCE})
    received_at = now()
    behind = reading.clock_offset(sent_at, received_at) if offset is None else offset
    sender = Sender(by, received_at, behind)
    answers = {}
    for place in sorted(range(len(sent)), key=lambda place: _count(sent[place])):
        answers[place] = _receive(sent[place], sender)
    return [answers[place] for place in range(len(sent))]


def _receive(sent, sender: Sender) -> Answer:
    op_id = reading.op_id_of(sent)
    if op_id is None:
        told = sent.get("op_id") if isinstance(sent, dict) else ""
        return Answer(told[:36] if isinstance(told, str) else "", State.REFUSED, _no_number())
    try:
        act, refusal = reading.read(sent), ""
        fingerprint = act.fingerprint
    except reading.Unreadable as unreadable:
        act, fingerprint, refusal = None, _fingerprint(sent), str(unreadable)
    known = Operation.objects.filter(op_id=op_id).first()
    if known is None:
        try:
            with transaction.atomic():
                known, is_new = _insert(op_id, act, fingerprint, sent, sender)
                if is_new:
                    return _heard(known, act, refusal, sender)
        except Again as wait:
            return Answer(str(op_id), "again", str(wait))
    return _first_answer(known, fingerprint, sender)


def _insert(op_id, act, fingerprint, sent, sender) -> tuple[Operation, bool]:
    """The row of this number, and whether it is new: whoever comes second waits here for the first."""
    captured = act.captured_at if act else None
    happened, unsure = reading.judged_moment(captured, sender.offset, sender.received_at)
    row = Operation(
        op_id=op_id,
        device_id=act.device_id if act else NOBODY,
        seq=act.seq if act else 0,
        kind=act.kind if act else Kind.UNREADABLE,
        fields=act.fields | {"session": act.session} if act else {},
        fingerprint=fingerprint,
        personal=_sealed(act, sent),
        captured_at=captured,
        clock_offset=sender.offset,
        happened_at=happened,
        clock_unsure=unsure,
        sent_by=sender.by,
        state=State.REFUSED,
        outcome=Outcome.REFUSED,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Operation.objects.get(op_id=op_id), False
    return row, True


def _heard(row: Operation, act, refusal: str, sender: Sender) -> Answer:
    found = Heard(Outcome.REFUSED, sentence=refusal) if act is None else hearing.hear(row, act, sender)
    write(row, found)
    if row.state != State.REFUSED:
        hearing.replace_earlier(row, by=sender.by)
    if row.state == State.ARRIVED:
        _hear_the_next(row, sender)
    return _answer(row)


def write(row: Operation, found: Heard) -> None:
    """Put what became of an act into its row."""
    row.outcome, row.state, row.sentence = found.outcome, found.state, found.sentence[:300]
    row.session, row.enrolment, row.made, row.stood = found.session, found.enrolment, found.made, found.stood
    if row.state != State.REFUSED:
        row.personal = ""
    row.save()


def _hear_the_next(row: Operation, sender: Sender) -> None:
    """A going that came before its coming was refused; now that the coming is here it is heard again."""
    waiting = Operation.objects.filter(
        device_id=row.device_id, kind=Kind.SIGN_OUT, state=State.REFUSED, settled_at__isnull=True, seq__gt=row.seq
    )
    for later in waiting.filter(session=row.session, enrolment=row.enrolment).order_by("seq"):
        write(later, hearing.hear(later, hearing.act_of(later), sender))


def _first_answer(row: Operation, fingerprint: str, sender: Sender) -> Answer:
    """The answer of the first time: to whoever sent it then, or keeps that roll and brings the same act."""
    if row.fingerprint == fingerprint and (row.sent_by_id == sender.by.pk or sender.keeps(row.session_id)):
        return _answer(row)
    return Answer(str(row.op_id), State.REFUSED, _("Another record has this number. Send the records as a file."))


def _answer(row: Operation) -> Answer:
    return Answer(str(row.op_id), row.state, row.sentence, row)


def _count(sent) -> int:
    count = sent.get("seq") if isinstance(sent, dict) else None
    return count if isinstance(count, int) and 0 <= count < reading.LARGEST_NUMBER else 0


def _fingerprint(sent) -> str:
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _sealed(act, sent) -> str:
    if act is None:
        return json.dumps(sent)[: reading.MOST_BYTES]
    return json.dumps(act.personal) if act.personal else ""


def _no_number() -> str:
    return _("This record has no number of its own, so it can't be kept. Send the records as a file.")
