"""Cards: a person's own code, on their phone or on paper, which the trainer's phone scans. No other module writes Card.

A code is 75 random bits and a check sign; the database holds it sealed and under a keyed index, so neither a look at
the table nor a changed SECRET_KEY makes or breaks a card. On a phone without network rolls carry a digest of each
code, salted for its session: enough to know a card again, useless for making one. Scanning marks by the same verb as
everything else, `attendance.check_in`.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from courses.domain.clashes import when
from courses.models import Session
from lms.kit import audit, codes, rotation
from lms.kit.clock import now
from lms.kit.sealed import blind_index, blind_indexes
from trainees.models import Attendance, Card, Enrolment, Trainee
from trainees.models.trainee import person

from . import attendance, enrolments, timetable
from .marks import Trace
from .windows import MarkRefused

LENGTH = 16
# Tells a card from any other code somebody holds before the camera.
PREFIX = "XXK"
_PURPOSE = "card"
State = Enrolment.State
HAS_NO_PLACE = (State.REQUESTED, State.WAITING, State.WITHDRAWN)


class CardRefused(MarkRefused):
    """This card puts nobody on this roll; the text says why and what to do."""


class CardUnknown(CardRefused):
    """No card of ours has this code."""


class CardRevoked(CardRefused):
    """The card was replaced by another."""


class NotOnThisRoll(CardRefused):
    """The holder has no place in the class of this session."""


@transaction.atomic
def of(trainee: Trainee, *, by) -> Card:
    """The card of a person that counts; made when there is none."""
    held = Trainee.objects.select_for_update().get(pk=trainee.itself.pk)
    return held.cards.standing().first() or _make(held, by=by)


@transaction.atomic
def of_all(trainees: Iterable[Trainee], *, by) -> dict[int, Card]:
    """The same of many, by the key of the row each was asked for; the same few queries for any number."""
    asked = {trainee.pk: trainee.canonical_id or trainee.pk for trainee in trainees}
    whom = set(asked.values())
    held = list(Trainee.objects.select_for_update().filter(pk__in=whom).order_by("pk"))
    have = set(Card.objects.standing().filter(trainee__in=whom).values_list("trainee", flat=True))
    Card.objects.bulk_create(_fresh(one, by) for one in held if one.pk not in have)
    found = {card.trainee_id: card for card in Card.objects.standing().filter(trainee__in=whom)}
    return {pk: found[known] for pk, known in asked.items()}


@transaction.atomic
def renew(trainee: Trainee, *, by) -> Card:
    """A new card in place of a lost one, which counts no more."""
    held = Trainee.objects.select_for_update().get(pk=trainee.itself.pk)
    revoke(held, by=by)
    return _make(held, by=by)


@transaction.atomic
def revoke(trainee: Trainee, *, by) -> None:
    """Every card of the person, under whichever row, counts no more. Twice changes and logs nothing."""
    for card in Card.objects.select_for_update().standing().filter(trainee__in=trainee.rows()):
        card.revoked_at, card.revoked_by = now(), by
        card.save(update_fields=["revoked_at", "revoked_by"])
        audit.record("trainees.card.revoke", trainee, by=by, region=trainee.region_id)


def text(card: Card) -> str:
    """What the square on the card says."""
    return PREFIX + card.code


def grouped(card: Card) -> str:
    """The code as printed under the square, for typing."""
    return "-".join(card.code[start : start + 4] for start in range(0, LENGTH, 4))


def read(told: str) -> Card:
    """The card that was scanned or typed. Raises CardUnknown, CardRevoked."""
    code = normal(told)
    card = None
    if codes.is_code(code, LENGTH):
        found = Card.objects.select_related("trainee__canonical")
        card = found.filter(code_index__in=blind_indexes(_PURPOSE, code)).first()
    if card is None:
        raise CardUnknown(_("This is no card of ours. Scan it again, or type the code that stands under the square."))
    if card.is_revoked:
        raise CardRevoked(
            _("This card was replaced and counts no more. Ask for the new one, or mark the person by hand.")
        )
    return card


def normal(told: str) -> str:
    """A scanned text or typed code without its prefix and what people put between the signs."""
    code = codes.normalise(told)
    return code.removeprefix(PREFIX) if len(code) == len(PREFIX) + LENGTH else code


def scan(session: Session, told: str, *, at: dt.datetime | None = None, by) -> tuple[Attendance, bool]:
    """The standing mark of whoever holds the card, on time or late, and whether it stood already.

    Raises CardRefused and what attendance.check_in() raises.
    """
    enrolment = place_of(session, read(told))
    return attendance.check_in(session, enrolment, trace=Trace(Attendance.How.CARD, at), by=by)


def place_of(session: Session, card: Card) -> Enrolment:
    """The place of the holder in the class of the session. Raises NotOnThisRoll."""
    holder = card.trainee.itself
    place = enrolments.seat_of(holder, session.training_class)
    if place is not None and place.state not in HAS_NO_PLACE:
        return place
    if place is not None and place.state != State.WITHDRAWN:
        raise NotOnThisRoll(
            _("%(name)s still waits for a place in this class. Let them in at the end of the roll.")
            % {"name": holder.name}
        )
    own = timetable.at_the_time_of(holder, session)
    if own:
        raise NotOnThisRoll(
            _("Another class: whoever holds this card is expected in %(class)s, %(venue)s, %(when)s.")
            % {"class": own.training_class, "venue": own.venue, "when": when(own)}
        )
    raise NotOnThisRoll(_("Whoever holds this card has no place in this class. Let them in at the door."))


# ---------------------------------------------------------------- on a phone without network


def salt_of(session: Session) -> str:
    """What the digests of a session's roll are salted with."""
    return salted_hmac("trainees.cards", str(session.pk), algorithm="sha256").hexdigest()[:16]


def digest(code: str, salt: str) -> str:
    """What a phone knows a card by; `trainees/static/trainees/offline/cards.js` reckons the same."""
    return hashlib.sha256(f"{salt}{code}".encode()).hexdigest()[:24]


def codes_of(trainees: Iterable[Trainee]) -> dict[int, list[str]]:
    """The codes that count of people who have a card, by the key of the row each was asked for. One query."""
    asked = {trainee.pk: trainee.canonical_id or trainee.pk for trainee in trainees}
    found = defaultdict(list)
    held = Card.objects.standing().annotate(who=person()).filter(who__in=set(asked.values()))
    for card in held.order_by("pk"):
        found[card.who].append(card.code)
    return {pk: found[known] for pk, known in asked.items()}


# ---------------------------------------------------------------- keys


def indexes(code: str) -> dict[str, str]:
    """The index of a card's code, under the newest key."""
    return {"code_index": blind_index(_PURPOSE, code)}


def rotate_with_the_rest() -> None:
    """Let `rotate_keys` write the indexes of cards anew."""
    rotation.also(rotation.Indexes(Card, "code", derive=indexes))


def _make(trainee: Trainee, *, by) -> Card:
    card = _fresh(trainee, by)
    card.save(force_insert=True)
    audit.record("trainees.card.make", trainee, by=by, region=trainee.region_id)
    return card


def _fresh(trainee: Trainee, by) -> Card:
    code = codes.new(LENGTH)
    return Card(trainee=trainee, code=code, made_by=by, **indexes(code))
