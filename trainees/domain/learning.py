"""What a sign-in sees of learning: the classes of its people, and the classes they could join.

A family may share one phone and one sign-in, so everything here is per person.
Nothing here writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from courses.domain import counting
from courses.models import Session, TrainingClass
from lms.kit.clock import now
from trainees.models import Enrolment, Trainee

from . import aliases, completion, conditions, seats

State = Enrolment.State
ONGOING = (State.CONFIRMED, State.REQUESTED, State.WAITING)


@dataclass(frozen=True)
class LessonSeen:
    """A lesson of a class and the share one person has seen; None for a lesson without video.

    `bar` (`seen_bars.Bar`) is there on the page of the class only.
    """

    lesson: dict
    share: float | None
    counts: bool
    bar: object = None

    @property
    def is_done(self) -> bool:
        return self.share is not None and self.share >= 0.995


@dataclass(frozen=True)
class Participation:
    """One person in one class, ready to show."""

    enrolment: Enrolment
    next_session: Session | None
    steps: list[conditions.Step]
    lessons: list[LessonSeen]

    @property
    def gaps(self) -> list[dict]:
        """What is missing; of a closed class what was."""
        return [step.gap for step in self.steps if step.is_missing]

    @property
    def carry_on(self) -> dict | None:
        """The lesson to open next: the first one not seen to its end."""
        unseen = (seen.lesson for seen in self.lessons if seen.share is not None and not seen.is_done)
        return next(unseen, None)


@dataclass(frozen=True)
class Offer:
    """A class people can join, and what the reader's own people have to do with it."""

    training_class: TrainingClass
    free: int
    mine: list[Enrolment]


def participations(enrolments: Iterable[Enrolment]) -> list[Participation]:
    """Ready to show, in the order given; a constant number of queries. Closed classes show what was frozen."""
    rows = list(enrolments)
    going_on = [row for row in rows if row.state == State.CONFIRMED]
    proofs, rules = completion.proofs(going_on), counting.in_force(row.training_class.programme for row in going_on)
    persons = aliases.persons_of(rows)
    seen = aliases.seconds_seen(set(persons.values()))
    coming = _next_sessions({row.training_class_id for row in rows if row.state in ONGOING})
    return [
        Participation(
            enrolment=row,
            next_session=coming.get(row.training_class_id),
            steps=_steps(row, proofs, rules),
            lessons=_lessons(row, persons[row.pk], seen),
        )
        for row in rows
    ]


def mine(user) -> list[Participation]:
    """The classes of the user's people: those going on first, then by first day, newest first."""
    rows = Enrolment.objects.of(user).exclude(state=State.WITHDRAWN)
    rows = rows.select_related("trainee", "training_class__programme", "training_class__course")
    ordered = sorted(rows.order_by("-training_class__starts_on", "pk"), key=lambda row: row.state not in ONGOING)
    return participations(ordered)


def offers(user, *, course=None, limit: int | None = None) -> list[Offer]:
    """Open classes that have not ended, soonest first; of one course when given. Two queries, one for a visitor;
    two more where seats are kept for townships, which are not offered to everybody."""
    held = Count("enrolments", filter=Q(enrolments__state__in=Enrolment.HOLDS_A_SEAT))
    classes = TrainingClass.objects.open_for_enrolment()
    if course is not None:
        classes = classes.filter(course=course)
    classes = classes.select_related("region").annotate(held=held).order_by("starts_on", "number")[:limit]
    classes = list(classes)
    own = {}
    if classes and user.is_authenticated:
        for row in Enrolment.objects.of(user).filter(training_class__in=classes).select_related("trainee"):
            own.setdefault(row.training_class_id, []).append(row)
    kept = seats.still_kept(classes)
    return [
        Offer(found, max(0, found.seats - found.held - sum(kept.get(found.pk, {}).values())), own.get(found.pk, []))
        for found in classes
    ]


def may_look_at(user):
    """Classes a person may open: the open ones, those their people are in, and what their work shows them."""
    open_now = TrainingClass.objects.filter(state=TrainingClass.State.OPEN)
    if not user.is_authenticated:
        return open_now
    joined = Enrolment.objects.of(user).values("training_class")
    visible = TrainingClass.objects.visible_to(user)
    return TrainingClass.objects.filter(
        Q(pk__in=open_now.values("pk")) | Q(pk__in=joined) | Q(pk__in=visible.values("pk"))
    )


def people_of(user) -> list[Trainee]:
    """Everyone in the register who uses this sign-in, by name."""
    return list(user.trainees.select_related("region")) if user.is_authenticated else []


def _steps(row: Enrolment, proofs: dict, rules: dict) -> list[conditions.Step]:
    if row.state != State.CONFIRMED:
        return [conditions.Step(gap["code"], is_done=False, params=gap["params"]) for gap in row.gaps]
    return conditions.steps(proofs[row.pk], rules=rules[row.training_class.programme_id])


def _lessons(row: Enrolment, person: int, seen: dict) -> list[LessonSeen]:
    counting = {lesson["key"] for lesson in completion.counting_lessons(row.training_class)}
    shares = []
    for lesson in row.training_class.lessons:
        share = None
        if lesson["video"] and lesson["seconds"]:
            best = completion.best_seen(lesson, person, seen)
            share = best.seen / best.length
        shares.append(LessonSeen(lesson, share, counts=lesson["key"] in counting))
    return shares


def _next_sessions(classes: set[int]) -> dict[int, Session]:
    sessions = Session.objects.filter(training_class__in=classes, state=Session.State.PLANNED, ends_at__gte=now())
    soonest = {}
    for session in sessions.select_related("venue").order_by("starts_at"):
        soonest.setdefault(session.training_class_id, session)
    return soonest
