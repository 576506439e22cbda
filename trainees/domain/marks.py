"""What a mark says and what it keeps of the one it supersedes. Thinking only: nothing here reads or writes a table."""

import datetime as dt
from dataclasses import dataclass

from courses.models import Session
from lms.kit.clock import now
from trainees.models import Attendance

from . import windows

Mark = Attendance.Mark
How = Attendance.How
MINUTES = {Mark.LATE: "late_minutes", Mark.LEFT: "early_minutes", Mark.LEAVE: "leave_minutes"}
COMING = ("marked_at", "how", "device", "marked_by_id")
GOING = ("left_at", "left_how", "left_device", "left_by_id")


@dataclass(frozen=True)
class Trace:
    """How a mark came about, at which moment (None: now) and on which phone, if one is known."""

    how: str = How.HAND
    at: dt.datetime | None = None
    device: str = ""

    @property
    def moment(self) -> dt.datetime:
        return self.at or now()


BY_HAND = Trace()


@dataclass(frozen=True)
class Entry:
    """What somebody says of one person on the roll; `minutes` as in `missed`."""

    enrolment: int
    mark: str
    minutes: int | None = None


def coming(trace: Trace, reason: str, by) -> dict:
    """The fields of somebody's coming."""
    who = by.pk if by else None
    found = {"marked_at": trace.moment, "how": trace.how, "device": trace.device, "marked_by_id": who}
    return found | {"reason": reason.strip()[:200]}


def going(session: Session, standing: Attendance, trace: Trace, by) -> dict:
    """All fields of the mark of who stands there and goes: with the minutes when it is before the end."""
    early = windows.left_early(session, trace.moment)
    mark = Mark.LEFT if early else _without_going(standing)
    who = by.pk if by else None
    went = {"left_at": trace.moment, "left_how": trace.how, "left_device": trace.device, "left_by_id": who}
    minutes = {"late_minutes": standing.late_minutes, "leave_minutes": standing.leave_minutes, "early_minutes": early}
    return {"mark": mark} | kept(standing, COMING) | went | minutes


def missed(session: Session, standing: Attendance | None, kind: str, minutes: int | None, at: dt.datetime) -> dict:
    """The minutes a mark of `kind` says, and what it keeps. Late, left early and a leave for a part may come together.

    `minutes` None: those it had, else what the moment tells. Raises windows.MinutesDoNotFit.
    """
    if kind not in MINUTES or (kind == Mark.LEAVE and not minutes):
        return {}
    fields = {name: getattr(standing, name) if standing else 0 for name in MINUTES.values()}
    fields[MINUTES[kind]] = _known(session, kind, fields[MINUTES[kind]], at) if minutes is None else minutes
    windows.check_minutes(session, sum(fields.values()))
    if standing is None or not standing.is_present:
        return fields
    return fields | kept(standing, COMING if kind == Mark.LEFT else GOING)


def says(standing: Attendance, kind: str, fields: dict) -> bool:
    """Whether what stands says all of it already."""
    return standing.mark == kind and all(getattr(standing, name) == fields.get(name, 0) for name in MINUTES.values())


def kept(standing: Attendance, names) -> dict:
    return {name: getattr(standing, name) for name in names}


def _known(session, kind, before, at) -> int:
    told = {Mark.LATE: windows.minutes_late, Mark.LEFT: windows.minutes_early}
    return before or told[kind](session, at)


def _without_going(standing) -> str:
    """The mark of who stayed to the end after all."""
    if standing.mark != Mark.LEFT:
        return standing.mark
    return Mark.LATE if standing.late_minutes else Mark.LEAVE if standing.leave_minutes else Mark.PRESENT
