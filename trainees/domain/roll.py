"""Reading the roll of a session: who is expected, who is here, what the trainer should look at. Nothing here writes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from courses.models import Session
from lms.kit.clock import day_bounds, now, today
from trainees.models import Attendance, Enrolment

from . import flags as raised
from . import sheet_codes
from .flags import Flag

State = Enrolment.State
COMING_DAYS = 14
INDEX_FROM = 12
UNDO_FOR = dt.timedelta(minutes=30)


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
        return self.mark is not None and self.mark.is_present

    @property
    def code(self) -> str:
        """What stands in the person's row of the printed sheet."""
        return sheet_codes.of_row(self.enrolment.pk)

    @property
    def letter(self) -> str:
        """Where the line stands in the index; # for names without a sound."""
        first = self.enrolment.trainee.name_pinyin[:1].upper()
        return first if "A" <= first <= "Z" else "#"


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
    def away(self) -> int:
        return len(self.lines) - self.present - self.unmarked

    @property
    def letters(self) -> dict[str, int]:
        """The index: each letter and the enrolment it leads to. Empty where the list is short."""
        if len(self.lines) < INDEX_FROM:
            return {}
        found = {}
        for line in self.lines:
            found.setdefault(line.letter, line.enrolment.pk)
        return found

    def shown(self, which: str) -> list[Line]:
        """The lines a filter leaves: here, away or unmarked; all of them for anything else."""
        tests = {
            "here": lambda line: line.is_present,
            "away": lambda line: line.mark is not None and not line.is_present,
            "unmarked": lambda line: line.mark is None,
        }
        return [line for line in self.lines if tests.get(which, bool)(line)]

    def saved_together(self, user) -> tuple[dt.datetime, int] | None:
        """The last moment, not long ago, in which `user` marked several by hand, and how many: it can be undone."""
        moments = Counter(
            line.mark.marked_at
            for line in self.lines
            if line.mark and line.mark.how == Attendance.How.HAND and line.mark.marked_by_id == user.pk
        )
        recent = [(at, number) for at, number in moments.items() if number > 1 and now() - at < UNDO_FOR]
        return max(recent, default=None)

    @property
    def over_seats(self) -> int:
        return max(0, len(self.lines) - self.seats)


@dataclass(frozen=True)
class Wall:
    """What the wall tells beside its code; `names` are for masking, newest first."""

    present: int
    places: int
    names: list[str]


def wall(session: Session, *, latest: int, leaving: bool = False) -> Wall:
    """How many of how many are here, or have gone, and who did so last. Two queries for any class."""
    places = Enrolment.objects.filter(training_class=session.training_class_id).holding_a_seat().count()
    marks = Attendance.objects.present().filter(session=session)
    if leaving:
        marks = marks.filter(left_at__isnull=False)
    order = "-left_at" if leaving else "-marked_at"
    names = list(marks.order_by(order, "-pk").values_list("enrolment__trainee__name", flat=True))
    return Wall(len(names), places, names[:latest])


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
