"""A session of today with its trainer, and three people on its roll."""

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
def enrolments(session):
    return [people.enrolment(training_class=session.training_class) for _ in range(3)]
