"""The code on the wall: proves that a phone was in the room at one moment, without a row in the database.

A token is `<session>.<step>.<seal>`: a keyed hash over the session and a step of
15 seconds; the code by which people leave ends in `.out` and has a seal of its own.
Every projector and every reload shows the same token in the same step. It counts
during its step and the next one, judged at the moment of the scan; a slow network
or a sign-in afterwards is no reason to lose it. The scan is therefore stamped: a
signed note of session, moment and phone, which a while later is as good as the code
itself on that phone and worth nothing on another.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from courses.models import Session
from lms.kit.clock import now

STEP_SECONDS = 15
# Time to sign in with a text message, and to register who never was here.
STAMP_SECONDS = 30 * 60
_SALT = "trainees.room_code"
_OUT = ".out"


@dataclass(frozen=True)
class Scan:
    """What a phone saw of the wall at a moment: the session, and whether its people come or leave."""

    session: Session
    at: dt.datetime
    leaving: bool = False


class CodeUnknown(Exception):
    """The code was not made by us, or is no code at all."""


class CodeExpired(Exception):
    """The code was shown too long ago."""


class CodeOfAnotherPhone(Exception):
    """The stamped scan of `session` was made by another phone."""

    def __init__(self, text: str, *, session: Session):
        super().__init__(text)
        self.session = session


def make(session: Session, *, at: dt.datetime | None = None, leaving: bool = False) -> str:
    """The token of `session` at a moment, now by default; fit for an address."""
    return _token(session.pk, _step(at or now()), leaving)


def read(token: str, *, at: dt.datetime | None = None) -> Scan:
    """The scan of a wall that shows `token` at a moment. Raises CodeUnknown, CodeExpired."""
    number, step, leaving = _read(token)
    at = at or now()
    if not 0 <= _step(at) - step <= 1:
        raise CodeExpired(
            _("This code has expired: it changes every %(seconds)d seconds. Scan the code on the wall again.")
            % {"seconds": STEP_SECONDS}
        )
    session = Session.objects.filter(pk=number).first()
    if session is None:
        raise CodeUnknown(_unknown())
    return Scan(session, at, leaving)


def stamp(scan: Scan, *, device: str) -> str:
    """A signed note of a scan by `device`; fit for an address."""
    note = {"session": scan.session.pk, "at": int(scan.at.timestamp()), "device": device}
    if scan.leaving:
        note["out"] = 1
    return signing.dumps(note, salt=_SALT, compress=True)


def read_stamp(stamped: str, *, device: str) -> Scan:
    """The scan that was stamped. Raises CodeUnknown, CodeExpired, CodeOfAnotherPhone."""
    try:
        note = signing.loads(stamped, salt=_SALT)
        session = Session.objects.get(pk=note["session"])
    except (signing.BadSignature, Session.DoesNotExist) as error:
        raise CodeUnknown(_unknown()) from error
    if not constant_time_compare(note["device"], device):
        raise CodeOfAnotherPhone(
            _("This sign-in was begun on another phone. Scan the code on the wall with this one."), session=session
        )
    scanned_at = dt.datetime.fromtimestamp(note["at"], dt.UTC)
    if now() - scanned_at > dt.timedelta(seconds=STAMP_SECONDS):
        raise CodeExpired(_("The scan was too long ago. Scan the code on the wall again, or ask the trainer."))
    return Scan(session, scanned_at, leaving="out" in note)


def new_device() -> str:
    """A name for a phone: random, says nothing about its owner."""
    return secrets.token_hex(16)


def _step(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def _token(number: int, step: int, leaving: bool) -> str:
    way = _OUT if leaving else ""
    seal = salted_hmac(_SALT, f"{number}.{step}{way}", algorithm="sha256").hexdigest()[:20]
    return f"{number:x}.{step:x}.{seal}{way}"


def _read(token: str) -> tuple[int, int, bool]:
    leaving = token.endswith(_OUT)
    try:
        number, step = (int(part, 16) for part in token.split(".")[:2])
    except ValueError as error:
        raise CodeUnknown(_unknown()) from error
    if not constant_time_compare(_token(number, step, leaving).encode(), token.encode()):
        raise CodeUnknown(_unknown())
    return number, step, leaving


def _unknown() -> str:
    return _("This is not a code of ours. Scan the code on the wall of your classroom, or ask the trainer.")
