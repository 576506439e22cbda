"""Rows that several rules read: places in classes, and sittings. Read once for a scope."""

import datetime as dt
from typing import NamedTuple

from trainees.models import Attendance, Enrolment
from trainees.models.trainee import person

from .declaring import Scope


class Place(NamedTuple):
    """One place that holds a seat, with what was frozen at confirmation; `person` is the row the person is known by."""

    enrolment: int
    person: int
    training_class: int
    course: int = 0
    track: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    state: str = "completed"
    completed_on: dt.date | None = None
    region: str = ""
    birth_on: dt.date | None = None
    labour: str = ""
    away_place: str = ""
    away_months: int | None = None
    poor: bool = False
    household: int | None = None
    groups: tuple = ()
    mode: str = "offline"
    rules_version: int = 1


# Days of the worked examples.
MARCH, MAY = dt.date(2026, 3, 2), dt.date(2026, 5, 4)


def on(day: dt.date, enrolment: int, person: int, training_class: int, **more) -> Place:
    """A place in a class of one day, for a worked example."""
    return Place(enrolment, person, training_class, starts_on=day, ends_on=day, completed_on=day, **more)


_OF_THE_CLASS = ("course", "track", "starts_on", "ends_on")
_FROZEN = ("region", "birth_on", "labour", "away_place", "away_months", "poor", "household", "groups")


def places(scope: Scope) -> list[Place]:
    """Places held in classes that are not void, by class and enrolment."""

    def read():
        rows = Enrolment.objects.holding_a_seat().filter(scope.classes(), scope.persons())
        rows = rows.order_by("training_class", "pk").values_list(
            "pk",
            person(),
            "training_class",
            *(f"training_class__{name}" for name in _OF_THE_CLASS),
            "state",
            "completed_on",
            *(f"snapshot_{name}" for name in _FROZEN),
            "training_class__mode",
            "rules_version",
        )
        return [Place(*row) for row in rows.iterator(chunk_size=5000)]

    return scope.once("places", read)


def completed(scope: Scope) -> list[Place]:
    """The person-times among them."""
    return scope.once("completed", lambda: [row for row in places(scope) if row.state == Enrolment.State.COMPLETED])


class Sitting(NamedTuple):
    """One person present in one session."""

    person: int
    enrolment: int
    programme: int
    session: int
    starts_at: dt.datetime
    ends_at: dt.datetime


def sittings(scope: Scope) -> list[Sitting]:
    """Sittings of people who sat in the scope's programme at all, in whichever programme; by person and time."""

    def read():
        marks = Attendance.objects.present().filter(
            scope.persons("enrolment__trainee"), Scope().classes("session__training_class")
        )
        marks = marks.order_by().values_list(
            person("enrolment__trainee"),
            "enrolment",
            "session__training_class__programme",
            "session",
            "session__starts_at",
            "session__ends_at",
        )
        found = [Sitting(*row) for row in marks.iterator(chunk_size=5000)]
        return sorted(found, key=lambda one: (one.person, one.starts_at))

    found = scope.once("sittings", read)
    if scope.programme is None:
        return found
    here = {one.person for one in found if one.programme == scope.programme.pk}
    return [one for one in found if one.person in here]
