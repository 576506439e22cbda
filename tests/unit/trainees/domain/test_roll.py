"""Reading the roll: who is on it, who is here, which phones were shared."""

import datetime as dt

import pytest

from courses.models import Session
from lms.kit.clock import now, today
from tests.factories import people, training
from trainees.domain import roll
from trainees.models import Attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return training.training_class(sessions=1, seats=2).sessions.get()


def mark(session, enrolment, kind="present", **fields):
    return Attendance.objects.create(
        session=session, enrolment=enrolment, mark=kind, how="hand", marked_at=now(), **fields
    )


def test_of_counts_standing_marks_and_names_the_waiting(session):
    a_class = session.training_class
    here, late, away, unmarked = (people.enrolment(training_class=a_class) for _ in range(4))
    waiting = people.enrolment(training_class=a_class, state="waiting")
    people.enrolment(training_class=a_class, state="withdrawn")
    mark(session, unmarked, superseded_at=now())
    mark(session, here)
    mark(session, late, "late")
    mark(session, away, "leave")
    mark(training.session(a_class, number=2, hour=15), unmarked)

    found = roll.of(session)

    assert (len(found.lines), found.present, found.unmarked, found.over_seats) == (4, 2, 1, 2)
    assert found.waiting == [waiting]
    assert roll.wall(session, latest=1).names == [late.trainee.name]


def test_of_flags_a_phone_only_within_one_session(session):
    first, second = (people.enrolment(training_class=session.training_class) for _ in range(2))
    other = training.session(session.training_class, number=2, hour=15)
    mark(session, first, device="a")
    mark(other, second, device="a")
    assert [line.same_phone for line in roll.of(session).lines] == [[], []]

    mark(session, second, device="a")
    flags = {line.enrolment: line.same_phone for line in roll.of(session).lines}
    assert flags == {first: [second.trainee.name], second: [first.trainee.name]}


def test_sessions_to_keep_splits_by_day_and_drops_what_is_settled():
    a_class = training.training_class(day=today())
    days = {number: today() + dt.timedelta(days) for number, days in enumerate((-2, 0, 1, 15), start=1)}
    old, now_on, coming, _far = (training.session(a_class, number=number, day=day) for number, day in days.items())
    training.session(a_class, number=5, day=today() - dt.timedelta(1), state=Session.State.CANCELLED)

    assert roll.sessions_to_keep(Session.objects.all()) == {"today": [now_on], "left_open": [old], "coming": [coming]}
