"""The annual training plan against what was held. A cell is the classes behind it: their number, and their people.

A class belongs to the year it begins in. What was planned by nobody stands in lines of its own, so that the sums are
those of the year. Nothing here writes.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from courses.models import CoursePage, PlannedTraining, Programme, TrainingClass
from trainees.models import Enrolment

from .rules import doubt

State = TrainingClass.State


@dataclass(frozen=True)
class HeldClass:
    """A class of the year and its completed participations."""

    training_class: TrainingClass
    person_times: int


@dataclass(frozen=True)
class Line:
    """A course in a year: what was planned (None: nothing), and the classes held and to come."""

    course: CoursePage
    planned: PlannedTraining | None
    held: list[HeldClass] = field(default_factory=list)
    coming: list[TrainingClass] = field(default_factory=list)

    @property
    def classes(self) -> int:
        return len(self.held)

    @property
    def person_times(self) -> int:
        return sum(each.person_times for each in self.held)


@dataclass(frozen=True)
class Sums:
    """All lines together."""

    planned_classes: int
    planned_person_times: int
    classes: int
    person_times: int


def lines(programme: Programme, year: int, *, user) -> list[Line]:
    """The plan of a year in its order, then courses that were held unplanned; three queries."""
    planned = list(
        PlannedTraining.objects.visible_to(user)
        .filter(programme=programme, year=year)
        .select_related("course")
        .order_by("first_month", "pk")
    )
    found = {each.course_id: Line(each.course, each) for each in planned}
    classes = list(_classes(programme, year, user))
    counts = person_times(classes, user=user)
    for training_class in classes:
        line = found.setdefault(training_class.course_id, Line(training_class.course, None))
        if training_class.state == State.CLOSED:
            line.held.append(HeldClass(training_class, counts[training_class.pk]))
        else:
            line.coming.append(training_class)
    return list(found.values())


def sums(found: list[Line]) -> Sums:
    planned = [line.planned for line in found if line.planned]
    return Sums(
        sum(each.classes for each in planned),
        sum(each.person_times for each in planned),
        sum(line.classes for line in found),
        sum(line.person_times for line in found),
    )


def person_times(classes: list[TrainingClass], *, user) -> dict[int, int]:
    """Completed participations of each class that count and that the user may see; one query."""
    rows = Enrolment.objects.visible_to(user).person_times().filter(training_class__in=[each.pk for each in classes])
    rows = doubt.counting(rows)
    counts = rows.order_by().values_list("training_class").annotate(number=Count("pk"))
    return defaultdict(int, counts)


def years(programme: Programme) -> list[int]:
    """The years of the programme, the last first."""
    return list(range(programme.ends_on.year, programme.starts_on.year - 1, -1))


def _classes(programme, year, user):
    classes = TrainingClass.objects.visible_to(user).filter(programme=programme).exclude(state=State.VOID)
    in_year = classes.filter(starts_on__gte=dt.date(year, 1, 1), starts_on__lte=dt.date(year, 12, 31))
    return in_year.select_related("course", "region", "trainer").order_by("starts_on", "number")
