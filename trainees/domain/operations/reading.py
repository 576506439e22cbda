"""Reading what a phone sent: every field is checked, whatever the phone claims. No table is asked here."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass, field

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from trainees.models import Operation

Kind = Operation.Kind

MOST_BYTES = 4096
LARGEST_NUMBER = 2**53
# A clock may be wrong by so much and is still put right by what it says when it sends.
WIDEST_SKEW = dt.timedelta(days=2)
# Two phones never agree to the second; a moment so little in the future is now.
TOLERANCE = dt.timedelta(minutes=2)
MOST_MINUTES = 600
PERSONAL = {"name": 50, "id_number": 30, "phone": 30, "village": 12}


class Unreadable(Exception):
    """The act is not of the form a phone of ours sends; the text says so."""


@dataclass(frozen=True)
class Act:
    """One act as sent. `fields` are whole numbers and short words of its kind; `personal` what nobody may read."""

    op_id: uuid.UUID
    device_id: uuid.UUID
    seq: int
    kind: str
    session: int
    captured_at: dt.datetime | None
    fields: dict = field(default_factory=dict)
    personal: dict = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Equal for the same act sent again; of the parts that are nobody's personal data."""
        captured = self.captured_at.isoformat() if self.captured_at else ""
        said = [str(self.device_id), self.seq, self.kind, self.session, captured, self.fields]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def op_id_of(sent) -> uuid.UUID | None:
    """The number of the act, when there is one: what has none can't be kept, only answered."""
    told = sent.get("op_id") if isinstance(sent, dict) else None
    return uuid_of(told)


def read(sent: dict) -> Act:
    """What was sent, as plain values. Raises Unreadable."""
    if len(json.dumps(sent)) > MOST_BYTES:
        raise Unreadable(_("This record is larger than any the phone page makes."))
    op_id, device_id = uuid_of(sent.get("op_id")), uuid_of(sent.get("device_id"))
    seq, kind = _number(sent.get("seq")), sent.get("kind")
    told = sent.get("fields")
    if None in {op_id, device_id, seq} or not isinstance(told, dict) or not isinstance(kind, str):
        raise Unreadable(_unreadable())
    if kind not in READERS:
        raise Unreadable(_unreadable())
    fields, personal = READERS[kind](told)
    return Act(
        op_id, device_id, seq, kind, _needed(sent.get("session")), _moment(sent.get("captured_at")), fields, personal
    )


def clock_offset(sent_at, received_at: dt.datetime) -> int:
    """Seconds the phone's clock is behind ours: what it said when it sent, against when that arrived."""
    told = _moment(sent_at)
    return round((received_at - told).total_seconds()) if told else 0


def judged_moment(captured_at: dt.datetime | None, offset: int, received_at: dt.datetime) -> tuple[dt.datetime, bool]:
    """When it happened by our clock, and whether that is unsure.

    The phone's time is moved by `offset`. What then lies in the future, or needs a clock wrong by more than two days,
    tells nothing: the moment of arrival stands in for it.
    """
    if captured_at is None:
        return received_at, True
    moment = captured_at + dt.timedelta(seconds=offset)
    if moment > received_at + TOLERANCE:
        return received_at, True
    return min(moment, received_at), abs(offset) > WIDEST_SKEW.total_seconds()


def _mark(told: dict):
    return _about(told) | {"mark": _word(told.get("mark"), 8), "minutes": _minutes(told.get("minutes"))}, {}


def _sign_out(told: dict):
    return _about(told), {}


def _card(told: dict):
    # The code opens a person's mark: it lies sealed until the roll has heard it.
    return {"knew": _number(told.get("knew", 0)) or 0}, {"card": _word(told.get("card"), 100)}


def _walk_in(told: dict):
    personal = {name: _text(told.get(name, ""), most) for name, most in PERSONAL.items()}
    if not personal["name"].strip() or told.get("consent") is not True:
        raise Unreadable(_("A walk-in needs a name, and that the person was told what is kept and agreed."))
    return {}, personal


def _sheet(told: dict):
    sha256, size = _word(told.get("sha256"), 64).lower(), _needed(told.get("size"))
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise Unreadable(_unreadable())
    return {"sha256": sha256, "size": size}, {}


READERS = {Kind.MARK: _mark, Kind.SIGN_OUT: _sign_out, Kind.CARD: _card, Kind.WALK_IN: _walk_in, Kind.SHEET: _sheet}


def _about(told: dict) -> dict:
    return {"enrolment": _needed(told.get("enrolment")), "knew": _number(told.get("knew", 0)) or 0}


def _unreadable() -> str:
    return _("This record can't be read. Open the page anew; if it comes again, send the record as a file.")


def uuid_of(told) -> uuid.UUID | None:
    """What is written as one; None for anything else."""
    try:
        return uuid.UUID(told) if isinstance(told, str) and len(told) <= 36 else None
    except ValueError:
        return None


def _number(told) -> int | None:
    """A whole number that is not negative; True is none."""
    is_number = isinstance(told, int) and not isinstance(told, bool)
    return told if is_number and 0 <= told < LARGEST_NUMBER else None


def _needed(told) -> int:
    number = _number(told)
    if not number:
        raise Unreadable(_unreadable())
    return number


def _minutes(told) -> int | None:
    """Minutes missed; None: as the moment tells."""
    if told is not None and (_number(told) is None or told > MOST_MINUTES):
        raise Unreadable(_unreadable())
    return told


def _text(told, most: int) -> str:
    if not isinstance(told, str) or len(told) > most or "\0" in told or not _is_whole(told):
        raise Unreadable(_unreadable())
    return told


def _is_whole(text: str) -> bool:
    """Half a character, as JSON may carry it, is none that can be kept."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _word(told, most: int) -> str:
    word = _text(told, most)
    if not word:
        raise Unreadable(_unreadable())
    return word


def _moment(told) -> dt.datetime | None:
    """An aware moment between 2000 and 2100, or None: a phone whose clock says anything else tells no time."""
    try:
        moment = parse_datetime(told) if isinstance(told, str) and len(told) <= 40 else None
    except (ValueError, OverflowError):
        return None
    if moment is None or moment.tzinfo is None or not 2000 <= moment.year < 2100:
        return None
    return moment.astimezone(dt.UTC)
