"""At the door: register, enrol and mark, or nothing at all."""

import pytest

from lms.kit.models import AuditEvent
from tests.factories import places, training
from trainees.domain import attendance, doorway
from trainees.models import Enrolment, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return training.running_session(training.training_class())


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
