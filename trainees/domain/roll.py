"""Reading the roll of a session: who is expected, who is here, what the trainer should look at. Nothing here writes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from courses.models import Session
from lms.kit.clock import day_bounds, today
from trainees.models import Attendance, Enrolment

from . import flags as raised
from .flags import Flag

State = Enrolment.State
COMING_DAYS = 14


@dataclass(frozen=True)
class Line:
    """One person on the roll. `same_phone` names the others who signed in with the same phone: a flag, never a lock.

    `earlier` are the marks that stood before a correction, oldest first; of a closed session only.
    """

    enrolment: Enrolment
    mark: Attendance | None
    same_phone: list[str] = field(default_factory=list)
    earlier: list[Attendance] = field(default_factory=list)

    @property
    def is_present(self) -> bool:
        return self.mark is not None and self.mark.mark in Attendance.PRESENT


@dataclass(frozen=True)
class Roll:
    """Everyone with a place, by the sound of their names; and who still waits for one."""

    lines: list[Line]
    waiting: list[Enrolment]
    seats: int
    flags: list[Flag] = field(default_factory=list)

    @property
    def present(self) -> int:
        return sum(line.is_present for line in self.lines)

    @property
    def unmarked(self) -> int:
        return sum(line.mark is None for line in self.lines)

    @property
    def over_seats(self) -> int:
        return max(0, len(self.lines) - self.seats)

    def latest(self, number: int) -> list[Line]:
        """Who came last, newest first."""
        here = [line for line in self.lines if line.is_present]
        return sorted(here, key=lambda line: line.mark.received_at, reverse=True)[:number]


def of(session: Session) -> Roll:
    """The roll of `session` in three queries, four when it is closed; `session` with its class."""
    rows = Enrolment.objects.filter(training_class=session.training_class_id).exclude(state=State.WITHDRAWN)
    rows = list(rows.select_related("trainee").order_by("trainee__name_pinyin", "pk"))
    known = Attendance.objects.filter(session=session).select_related("marked_by")
    marks = {mark.enrolment_id: mark for mark in known.standing()}
    earlier = {}
    if session.state == Session.State.CLOSED:
        for mark in known.filter(superseded_at__isnull=False).order_by("pk"):
            earlier.setdefault(mark.enrolment_id, []).append(mark)
    names = {row.pk: row.trainee.name for row in rows}
    shared = _shared_phones(marks.values())
    lines = [
        Line(
            row,
            marks.get(row.pk),
            [names[other] for other in shared.get(row.pk, ()) if other in names],
            earlier.get(row.pk, []),
        )
        for row in rows
        if row.state in Enrolment.HOLDS_A_SEAT
    ]
    waiting = [row for row in rows if row.state in {State.WAITING, State.REQUESTED}]
    found = raised.of(session, marks=list(marks.values()), rows=rows)
    return Roll(lines, waiting, seats=session.training_class.seats, flags=found)


def sessions_to_keep(sessions, *, day: dt.date | None = None) -> dict[str, list[Session]]:
    """Of the trainer's `sessions` (a QuerySet): those of today, those left open on earlier days, and the next ones."""
    start, end = day_bounds(day or today())
    held = sessions.not_cancelled().select_related("training_class__course", "venue", "trainer").order_by("starts_at")
    in_sight = Q(starts_at__gte=start, starts_at__lt=end + dt.timedelta(days=COMING_DAYS))
    left_open = Q(starts_at__lt=start, state=Session.State.PLANNED)
    kept = {"today": [], "left_open": [], "coming": []}
    for session in held.filter(in_sight | left_open):
        place = "left_open" if session.starts_at < start else "today" if session.starts_at < end else "coming"
        kept[place].append(session)
    return kept


def _shared_phones(marks: Iterable[Attendance]) -> dict[int, list[int]]:
    """Enrolment → the other enrolments signed in with the same phone."""
    by_device = {}
    for mark in marks:
        if mark.device:
            by_device.setdefault(mark.device, []).append(mark.enrolment_id)
    return {one: [other for other in group if other != one] for group in by_device.values() for one in group}
