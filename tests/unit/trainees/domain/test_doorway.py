"""At the door: register, enrol and mark, or nothing at all."""

import datetime as dt

import pytest

from lms.kit.clock import day_bounds, now, today
from lms.kit.models import AuditEvent
from tests.factories import places, training
from trainees.domain import attendance, doorway
from trainees.models import Enrolment, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    start = max(now() - dt.timedelta(minutes=1), day_bounds(today())[0])
    return training.session(training.training_class(), starts_at=start, ends_at=start + dt.timedelta(hours=2))


def comer(**changed):
    return doorway.Comer(
        **({"name": "彭大娘", "id_number": "", "phone": "13800138000", "village": places.village()} | changed)
    )


def test_let_in_logs_the_consent_of_new_people_once(session):
    made = doorway.let_in(session, comer(), by=places.user())
    assert doorway.let_in(session, comer(), by=None) == made
    assert made.enrolment.source == Enrolment.Source.WALK_IN
    assert AuditEvent.objects.filter(action="trainees.consent.give").count() == 1


def test_let_in_refused_leaves_nobody_behind(session):
    attendance.close_session(session, by=places.user())
    with pytest.raises(doorway.REFUSALS):
        doorway.let_in(session, comer(), by=None)
    assert not Trainee.objects.exists()
