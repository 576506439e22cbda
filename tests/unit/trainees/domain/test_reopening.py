"""A closed class is reopened with a reason; what changes is said before, and both results stay on record."""

import datetime as dt

import pytest

from courses.domain.scheduling import ClassIsNotClosed
from courses.domain.sittings import ReasonIsMissing
from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain import attendance, completion, reopening
from trainees.models import Enrolment, FollowUpTask

pytestmark = pytest.mark.django_db
State = Enrolment.State


@pytest.fixture
def organiser():
    return places.officer("organiser")


@pytest.fixture
def closed(organiser):
    """Two of three completed; one of the two has completed another class too."""
    held = training.training_class(day=today() - dt.timedelta(1))
    session = training.session(held)
    here = [people.enrolment(training_class=held, snapshot_poor=number == 0) for number in range(2)]
    people.enrolment(training_class=held)
    people.enrolment(here[0].trainee, training.training_class(state="closed"), state="completed")
    for row in here:
        attendance.mark(session, row, "present", by=organiser)
    attendance.close_session(session, by=organiser)
    return completion.close_class(held, by=organiser)


def test_effect_counts_persons_who_are_counted_nowhere_else(closed):
    found = reopening.effect(closed)
    assert (found.person_times, found.persons, found.poor, found.not_completed) == (2, 1, 1, 1)


def test_reopen_correct_and_close_again(closed, organiser):
    first = closed.enrolments.person_times().first()
    frozen = first.snapshot_region_id, first.confirmed_at
    with pytest.raises(ReasonIsMissing):
        reopening.reopen_class(closed, reason=" ", by=organiser)
    held = reopening.reopen_class(closed, reason="有人代签", by=organiser)
    assert held.state == "open"
    assert set(held.enrolments.values_list("state", flat=True)) == {State.CONFIRMED}
    assert reopening.last(held).details == {"reason": "有人代签", "completed": 2, "not_completed": 1}
    first.refresh_from_db()
    assert (first.snapshot_region_id, first.confirmed_at) == frozen

    session = held.sessions.get()
    with pytest.raises(attendance.SessionIsClosed):
        attendance.mark(session, first, "absent", by=organiser)
    attendance.mark(session, first, "absent", reason="代签", by=organiser)
    completion.close_class(held, by=organiser)
    first.refresh_from_db()
    assert first.state == State.NOT_COMPLETED
    left = FollowUpTask.objects.filter(settled_at__isnull=True).values_list("enrolment", flat=True)
    assert set(left) == set(held.enrolments.person_times().values_list("pk", flat=True))


def test_reopen_an_open_class_is_refused(organiser):
    with pytest.raises(ClassIsNotClosed):
        reopening.reopen_class(training.training_class(), reason="x", by=organiser)
