"""A session of today with its trainer, and somebody on its roll."""

import pytest

from tests.factories import people, places, training


@pytest.fixture
def trainer():
    return places.user("trainer")


@pytest.fixture
def session(trainer):
    a_class = training.training_class(trainer=training.trainer(trainer))
    return training.running_session(a_class)


@pytest.fixture
def enrolment(session):
    return people.enrolment(people.trainee(name="田小满"), session.training_class)
