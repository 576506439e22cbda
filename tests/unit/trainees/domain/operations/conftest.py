"""Three people on the roll of the session."""

import pytest

from tests.factories import people


@pytest.fixture
def enrolments(session):
    return [people.enrolment(training_class=session.training_class) for _ in range(3)]
