"""The end of an enrolment, written once."""

import pytest

from tests.factories import people
from trainees.domain import settling
from trainees.models import Enrolment

pytestmark = pytest.mark.django_db
State = Enrolment.State


def test_settle_without_gaps_is_the_person_time_and_stands():
    enrolment = people.enrolment()

    done = settling.settle(enrolment, gaps=[], attended=7200, scheduled=7200, watched=60, by=None)
    settling.settle(enrolment, gaps=[{"code": "practice", "params": {}}], attended=0, scheduled=0, watched=0, by=None)
    done.refresh_from_db()

    assert done.state == State.COMPLETED
    assert done.completed_on == done.training_class.ends_on
    assert (done.attended_seconds, done.scheduled_seconds, done.watched_seconds) == (7200, 7200, 60)
    assert list(Enrolment.objects.person_times()) == [done]
