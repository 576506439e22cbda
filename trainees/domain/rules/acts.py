"""What people make of a flag: explained, upheld, or a word taken back. Each act keeps its word, its author and the log.

Upholding a flag that puts participations in doubt disallows them: they count no more, for the reason that was written.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import now
from lms.kit.masking import has_whole_number
from trainees.models import AnomalyFlag, Enrolment, FlagWord
from trainees.permissions import may_settle_flag

from . import doubt
from .declaring import REGISTRY
from .flagging import reopen

State, Kind = AnomalyFlag.State, FlagWord.Kind
VERBS = {Kind.EXPLAINED: "explain", Kind.UPHELD: "uphold", Kind.TAKEN_BACK: "reconsider"}
LONGEST, LEAST_LETTERS = 200, 2


class FlagRefused(Exception):
    """Not theirs to say, not now, or not in these words; the text says which."""


def explain(flag: AnomalyFlag, *, word: str, by) -> AnomalyFlag:
    """It looks odd and is in order: what it put in doubt counts. Raises FlagRefused."""
    return _settle(flag, State.EXPLAINED, Kind.EXPLAINED, word, by=by)


def uphold(flag: AnomalyFlag, *, word: str, by) -> AnomalyFlag:
    """It is not in order: what it put in doubt counts no more. Raises FlagRefused."""
    return _settle(flag, State.UPHELD, Kind.UPHELD, word, by=by)


@transaction.atomic
def take_back(flag: AnomalyFlag, *, word: str, by) -> AnomalyFlag:
    """What was said no longer holds: open again, or corrected where the facts are gone. Raises FlagRefused."""
    held = _held(flag, by)
    if not held.is_settled:
        return held
    text = _checked(word)
    reopen(held)
    if held.gone_at:
        held.state, held.settled_at = State.CORRECTED, now()
    return _keep(held, Kind.TAKEN_BACK, text, by=by)


def in_doubt(flag: AnomalyFlag):
    """The person-times that settling this flag decides about."""
    alone = AnomalyFlag.objects.filter(pk=flag.pk)
    as_poor = flag.doubts == AnomalyFlag.Doubts.POOR
    return Enrolment.objects.person_times().filter(doubt.doubted_by(alone, as_poor=as_poor))


@transaction.atomic
def _settle(flag, state, kind, word, *, by) -> AnomalyFlag:
    held = _held(flag, by)
    text = _checked(word)
    held.state, held.word = state, text
    held.settled_at, held.settled_by = now(), by
    return _keep(held, kind, text, by=by)


def _held(flag: AnomalyFlag, by) -> AnomalyFlag:
    held = AnomalyFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if not may_settle_flag(by, held, trainer_settles=REGISTRY[held.rule].trainer_settles):
        raise FlagRefused(_("Only the organiser of this area settles this flag."))
    return held


def _keep(held: AnomalyFlag, kind: str, text: str, *, by) -> AnomalyFlag:
    held.save()
    FlagWord.objects.create(flag=held, kind=kind, text=text, facts=held.facts, said_by=by)
    audit.record(f"trainees.flag.{VERBS[kind]}", held, by=by, region=held.region_id, rule=held.rule)
    return held


def _checked(word: str) -> str:
    text = " ".join(word.split())[:LONGEST]
    if len(text) < LEAST_LETTERS:
        raise FlagRefused(_("Write in a word what you found, then settle it."))
    if has_whole_number(text):
        raise FlagRefused(_("Leave whole ID numbers and phone numbers out: others read this."))
    return text
