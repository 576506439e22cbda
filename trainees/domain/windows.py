"""When a session takes sign-ins, and what somebody who comes or goes at a moment has missed.

    opens ……… starts ……… late from here ……………………………… ends
           on time  (grace)        late, minutes kept          too late

Both graces are settings. Minutes are whole, rounded in favour of the person, and counted from the
planned times: who comes 12 minutes late has missed 12. Nothing here reads or writes a table.
"""

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.domain import clashes
from courses.models import Session
from lms.kit.clock import local_date
from trainees.models import Attendance

Mark = Attendance.Mark


class MarkRefused(Exception):
    """A mark the roll does not take; the text says why and what to do."""


class NotToday(MarkRefused):
    """The session is on another day."""


class TooEarly(MarkRefused):
    """The session takes sign-ins later on this day."""


class TooLate(MarkRefused):
    """The session is over."""


class SessionIsClosed(MarkRefused):
    """The roll is closed: only corrections with a reason."""


class SessionIsCancelled(MarkRefused):
    """The session is not held."""


class MinutesDoNotFit(MarkRefused):
    """More minutes missed than the session has."""


def opens_at(session: Session) -> dt.datetime:
    """From when on the wall takes people in."""
    return session.starts_at - dt.timedelta(minutes=settings.SIGN_IN_OPENS_MINUTES)


def late_from(session: Session) -> dt.datetime:
    """Who comes at this moment or later is late."""
    return session.starts_at + dt.timedelta(minutes=settings.SIGN_IN_GRACE_MINUTES)


def is_open(session: Session, *, at: dt.datetime, leaving: bool = False) -> bool:
    """Whether the wall takes people in, or lets them go, at a moment."""
    try:
        check_open_for_scan(session, at=at, leaving=leaving)
    except MarkRefused:
        return False
    return True


def check_open_for_scan(session: Session, *, at: dt.datetime, leaving: bool = False) -> None:
    """Raise what keeps anybody from signing in, or out, by scanning at a moment.

    SessionIsCancelled, SessionIsClosed, NotToday, TooEarly, TooLate; signing out is never too late on the day.
    """
    if session.state == Session.State.CANCELLED:
        raise SessionIsCancelled(_("This session is not held. Ask the trainer when the next one is."))
    if session.state == Session.State.CLOSED:
        raise SessionIsClosed(
            _("This session is closed. If you were there, tell the trainer: they can correct the roll.")
        )
    if local_date(session.starts_at) != local_date(at):
        raise NotToday(
            _("This session is on another day (%(when)s). Scan the code of today's session.")
            % {"when": clashes.when(session)}
        )
    if at < opens_at(session):
        raise TooEarly(
            _("This session starts at %(start)s; signing in opens at %(opens)s. Scan again then.")
            % {"start": _clock(session.starts_at), "opens": _clock(opens_at(session))}
        )
    if at > session.ends_at and not leaving:
        raise TooLate(
            _("This session ended at %(end)s. If you were there, tell the trainer: they can put you on the roll.")
            % {"end": _clock(session.ends_at)}
        )


def arrival(session: Session, at: dt.datetime) -> tuple[str, int]:
    """The mark of who comes at a moment, and the minutes missed by then. After the end nothing can be told: present."""
    if late_from(session) <= at < session.ends_at:
        return Mark.LATE, minutes_late(session, at)
    return Mark.PRESENT, 0


def minutes_late(session: Session, at: dt.datetime) -> int:
    """Whole minutes between the start and a moment within the session; 0 outside it."""
    return _minutes(at - session.starts_at) if session.starts_at < at < session.ends_at else 0


def minutes_early(session: Session, at: dt.datetime) -> int:
    """Whole minutes between a moment within the session and its end; 0 outside it."""
    return _minutes(session.ends_at - at) if session.starts_at < at < session.ends_at else 0


def left_early(session: Session, at: dt.datetime) -> int:
    """Minutes missed by who goes at a moment; 0 within the grace before the end."""
    missed = minutes_early(session, at)
    return missed if missed > settings.SIGN_IN_GRACE_MINUTES else 0


def check_minutes(session: Session, missed: int) -> None:
    """Raises MinutesDoNotFit: who has missed the whole session was not there."""
    whole = _minutes(session.length)
    if not 0 <= missed < whole:
        raise MinutesDoNotFit(
            _("This session has %(whole)d minutes. Write fewer minutes, or mark the person absent.") % {"whole": whole}
        )


def _minutes(time: dt.timedelta) -> int:
    return int(time.total_seconds()) // 60


def _clock(moment: dt.datetime) -> str:
    return date_format(localtime(moment), "H:i")
