"""R16 to R18, R21, R23, R29: rooms, trainers, sizes, syllabus and late changes of classes (domain.md (c))."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Session, TrainingClass
from courses.models.training import HOUR
from lms.kit.clock import local_date
from trainees.models import Attendance, Enrolment

from .declaring import About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register
from .rows import MARCH


class Held(NamedTuple):
    """One session: where, by whom, when, and how many were there."""

    session: int
    training_class: int
    venue: int = 0
    trainer: int = 0
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    seats: int = 0
    present: int = 0


def held(scope: Scope) -> list[Held]:
    """Sessions that are held, with who was present."""

    def read():
        there = Count("attendances", filter=Q(attendances__superseded_at__isnull=True,
                                              attendances__mark__in=Attendance.PRESENT))  # fmt: skip
        sessions = Session.objects.not_cancelled().filter(scope.classes()).annotate(there=there).order_by("pk")
        return [
            Held(*row)
            for row in sessions.values_list(
                "pk", "training_class", "venue", "trainer", "starts_at", "ends_at", "venue__seats", "there"
            )
        ]

    return scope.once("held", read)


def crowded(sessions: Iterable[Held], _limits: Mapping) -> Iterable[Found]:
    for one in sessions:
        if one.present > one.seats:
            facts = {"present": one.present, "seats": one.seats}
            yield Found((one.session,), facts, training_class=one.training_class, session=one.session)


def together(scope: Scope) -> list[Held]:
    """Sessions in the rooms and with the trainers of the scope, of whichever class, by time."""
    mine = Session.objects.not_cancelled().filter(scope.classes()).order_by()
    kept = Session.objects.not_cancelled().filter(Scope().classes())
    kept = kept.filter(Q(venue__in=mine.values("venue")) | Q(trainer__in=mine.values("trainer")))
    fields = ("pk", "training_class", "venue", "trainer", "starts_at", "ends_at")
    return scope.once("together", lambda: [Held(*row) for row in kept.order_by("starts_at", "pk").values_list(*fields)])


def one_room(sessions: Iterable[Held], _limits: Mapping) -> Iterable[Found]:
    """Two classes in one room at once."""
    return _at_once(sessions, lambda one: one.venue)


def one_trainer(sessions: Iterable[Held], _limits: Mapping) -> Iterable[Found]:
    """One trainer in two sessions at once."""
    return _at_once(sessions, lambda one: one.trainer)


def _at_once(sessions: Iterable[Held], shared) -> Iterable[Found]:
    """Every two sessions, sorted by their beginning, with the same `shared` of which one begins in the other."""
    going_on = defaultdict(list)
    for one in sessions:
        before = going_on[shared(one)] = [other for other in going_on[shared(one)] if other.ends_at > one.starts_at]
        for other in before:
            key = tuple(sorted((one.session, other.session)))
            yield Found(key, {"day": local_date(one.starts_at)}, training_class=one.training_class, session=one.session)
        before.append(one)


def busy(sessions: Iterable[Held], limits: Mapping) -> Iterable[Found]:
    """Days on which a trainer taught, or a room was used, for more hours of teaching than the limit."""
    days = defaultdict(list)
    for one in sessions:
        day = local_date(one.starts_at)
        days["trainer", one.trainer, day].append(one)
        days["room", one.venue, day].append(one)
    for (what, which, day), those in days.items():
        hours = sum((one.ends_at - one.starts_at).total_seconds() for one in those) / HOUR
        if hours > limits["hours"]:
            facts = {"why": what, "day": day, "hours": round(hours, 1), "sessions": len(those)}
            yield Found((what, which, str(day)), facts, training_class=those[-1].training_class)


class Whole(NamedTuple):
    """A closed class: how many held a seat, for how many seats, and how many marks of how many say present."""

    training_class: int
    people: int
    seats: int = 0
    present: int = 0
    marks: int = 0
    has_syllabus: bool = True
    completed: int = 0


def whole(scope: Scope) -> list[Whole]:
    def read():
        closed = TrainingClass.objects.filter(scope.classes(""), state=TrainingClass.State.CLOSED).order_by()
        seats = Count("enrolments", filter=Q(enrolments__state__in=Enrolment.HOLDS_A_SEAT))
        done = Count("enrolments", filter=Q(enrolments__state=Enrolment.State.COMPLETED))
        marks = Attendance.objects.standing().filter(scope.classes("session__training_class")).order_by()
        present = Count("pk", filter=Q(mark=Attendance.Mark.PRESENT))
        counted = marks.values_list("session__training_class").annotate(all_=Count("pk"), there=present)
        by_class = {pk: (there, all_) for pk, all_, there in counted}
        rows = closed.annotate(people=seats, done=done).values_list("pk", "people", "seats", "syllabus", "done")
        return [
            Whole(pk, people, places, *by_class.get(pk, (0, 0)), bool(syllabus), completed)
            for pk, people, places, syllabus, completed in rows
        ]

    return scope.once("whole", read)


def too_good(classes: Iterable[Whole], limits: Mapping) -> Iterable[Found]:
    """Everybody present in every session."""
    for one in classes:
        if one.people >= limits["people"] and one.marks >= 2 * one.people and one.present == one.marks:
            facts = {"people": one.people, "marks": one.marks}
            yield Found((one.training_class,), facts, training_class=one.training_class)


def as_planned(classes: Iterable[Whole], limits: Mapping) -> Iterable[Found]:
    """Nearly every class has exactly as many people as seats."""
    classes = list(classes)
    full = [one for one in classes if one.people == one.seats]
    if len(classes) >= limits["classes"] and len(full) * 100 >= limits["percent"] * len(classes):
        yield Found(("full",), {"full": len(full), "all": len(classes)}, training_class=full[-1].training_class)


def no_syllabus(classes: Iterable[Whole], _limits: Mapping) -> Iterable[Found]:
    for one in classes:
        if one.completed and not one.has_syllabus:
            yield Found((one.training_class,), {"number": one.completed}, training_class=one.training_class)


class Late(NamedTuple):
    """A mark that replaced another after the roll was closed."""

    session: int
    training_class: int
    enrolment: int
    to_present: bool = True


def late_marks(scope: Scope) -> list[Late]:
    earlier = Attendance.objects.filter(
        session=OuterRef("session"), enrolment=OuterRef("enrolment"), superseded_at__isnull=False
    )
    marks = Attendance.objects.standing().filter(
        Exists(earlier), scope.classes("session__training_class"), received_at__gt=F("session__closed_at")
    )
    rows = marks.order_by("session", "pk").values_list("session", "session__training_class", "enrolment", "mark")
    return [Late(*row, mark in Attendance.PRESENT) for *row, mark in rows]


def changed_late(marks: Iterable[Late], _limits: Mapping) -> Iterable[Found]:
    sessions = defaultdict(list)
    for one in marks:
        sessions[one.session, one.training_class].append(one)
    for (session, training_class), those in sessions.items():
        facts = {"number": len(those), "present": sum(one.to_present for one in those)}
        people = tuple(one.enrolment for one in those)
        yield Found((session,), facts, training_class=training_class, session=session, places=people)


def _at(hour: int) -> dt.datetime:
    return dt.datetime.combine(MARCH, dt.time(hour), dt.timezone(dt.timedelta(hours=8)))


_CLASS = {"severity": Severity.WARNING, "about": About.CLASS, "doubts": Doubts.NOBODY}

register(
    Rule(
        code="R16",
        title=_("more people than seats"),
        explanation=_(
            "More people were marked present than the room has seats. Correct the seats of the room, or the roll."
        ),
        says=_("%(present)d people present in a room with %(seats)d seats"),
        reads=(Session, Attendance),
        rows=held,
        judge=crowded,
        example=Example(
            _("41 people in a room with 40 seats: one flag. 40 people: in order."),
            rows=[Held(1, 1, seats=40, present=41), Held(2, 1, seats=40, present=40)],
            keys=[(1,)],
        ),
        **_CLASS,
    )
)
register(
    Rule(
        code="R16b",
        title=_("two classes in one room at once"),
        explanation=_("Two sessions stand in the timetable in the same room at the same time."),
        says=_("on %(day)s another session was in the same room at the same time"),
        reads=(Session,),
        rows=together,
        judge=one_room,
        example=Example(
            _("9:00 to 11:00 and 10:00 to 12:00 in one room: one flag. From 11:00 on: in order."),
            rows=[Held(1, 1, 5, 1, _at(9), _at(11)), Held(2, 2, 5, 2, _at(10), _at(12)),
                  Held(3, 3, 6, 3, _at(9), _at(11)), Held(4, 4, 6, 4, _at(11), _at(12))],
            keys=[(1, 2)],
        ),
        **_CLASS,
    )
)  # fmt: skip
register(
    Rule(
        code="R17",
        title=_("a trainer in two places"),
        explanation=_("One trainer stands in the timetable for two sessions at the same time."),
        says=_("on %(day)s the trainer had another session at the same time"),
        reads=(Session,),
        rows=together,
        judge=one_trainer,
        example=Example(
            _("One trainer from 9:00 to 11:00 here and from 10:00 there: one flag."),
            rows=[Held(1, 1, 5, 8, _at(9), _at(11)), Held(2, 2, 6, 8, _at(10), _at(12))],
            keys=[(1, 2)],
        ),
        **_CLASS,
    )
)
register(
    Rule(
        code="R18",
        title=_("everybody there, every time"),
        explanation=_(
            "In a class of %(people)d people or more everybody was present in every session. It happens; see whether "
            "the photos show as many."
        ),
        says=_("%(people)d people, and all %(marks)d marks say present"),
        reads=(Attendance,),
        rows=whole,
        judge=too_good,
        limits=(Limit("people", _("people of a class, at least"), 20, least=2, most=500),),
        example=Example(
            _("20 people and 40 marks in two sessions, all present: one flag. One of them late: none."),
            rows=[Whole(1, 20, present=40, marks=40), Whole(2, 20, present=39, marks=40)],
            keys=[(1,)],
        ),
        **_CLASS | {"severity": Severity.INFO},
    )
)
register(
    Rule(
        code="R18b",
        title=_("classes always exactly full"),
        explanation=_(
            "%(percent)d%% or more of the closed classes (%(classes)d or more) have exactly as many people as seats."
        ),
        says=_("%(full)d of %(all)d classes are exactly full"),
        reads=(TrainingClass, Enrolment),
        rows=whole,
        judge=as_planned,
        limits=(
            Limit("percent", _("share of the classes in percent, at least"), 90, least=10, most=100),
            Limit("classes", _("closed classes, at least"), 10, least=3, most=500),
        ),
        example=Example(
            _("10 classes, each with 40 people for 40 seats: one flag."),
            rows=[Whole(number, 40, 40) for number in range(10)],
            keys=[("full",)],
        ),
        **_CLASS | {"severity": Severity.INFO, "about": About.AREA},
    )
)
register(
    Rule(
        code="R21",
        title=_("a class without a syllabus"),
        explanation=_(
            "The class was closed with results, but no syllabus was frozen for it: meetings and tours are no classes. "
            "Upholding takes all its person-times out of the count."
        ),
        says=_("%(number)d people completed a class without a syllabus"),
        reads=(TrainingClass,),
        rows=whole,
        judge=no_syllabus,
        example=Example(
            _("30 people completed a class without lessons: one flag. With lessons: in order."),
            rows=[Whole(1, 30, has_syllabus=False, completed=30), Whole(2, 30, completed=30)],
            keys=[(1,)],
        ),
        source="WH:352",
        **_CLASS | {"doubts": Doubts.CLASS},
    )
)
register(
    Rule(
        code="R23",
        title=_("more hours than one can teach"),
        explanation=_("A trainer taught, or a room was used, for more than %(hours)d hours of 45 minutes on one day."),
        says=_("on %(day)s %(why)s %(hours)s hours of 45 minutes in %(sessions)d sessions"),
        words={"trainer": _("the trainer taught"), "room": _("the room was used for")},
        reads=(Session,),
        rows=held,
        judge=busy,
        limits=(Limit("hours", _("hours of 45 minutes a day, at most"), 14, least=4, most=24),),
        example=Example(
            _("A trainer from 8:00 to 19:00 in two rooms: 14.7 hours of 45 minutes, one flag."),
            rows=[Held(1, 1, 5, 8, _at(8), _at(13)), Held(2, 2, 6, 8, _at(13), _at(19))],
            keys=[("trainer", 8, "2026-03-02")],
        ),
        source="A10",
        **_CLASS | {"about": About.AREA},
    )
)
register(
    Rule(
        code="R29",
        title=_("marks changed after the roll was closed"),
        explanation=_(
            "Marks were changed after the session was closed; each change has its reason in the roll. Read them, above "
            "all where absent became present."
        ),
        says=_("%(number)d marks changed after closing, %(present)d of them to present"),
        reads=(Attendance,),
        rows=late_marks,
        judge=changed_late,
        example=Example(
            _("Two marks of a session changed after it was closed: one flag about both."),
            rows=[Late(1, 1, 10), Late(1, 1, 11, to_present=False)],
            keys=[(1,)],
        ),
        **_CLASS | {"doubts": Doubts.NAMED},
    )
)
