"""The makers of rows make rows the database takes, and scopes see what lies in them."""

import pytest

from tests.factories import people, places, training
from trainees.models import Enrolment, Trainee

pytestmark = pytest.mark.django_db


def test_enrolment_of_a_village_is_visible_to_its_township_and_not_to_the_next():
    here, there = places.village(1, township=1), places.village(1, township=2)
    enrolment = people.enrolment(people.trainee(region=here), training.training_class(sessions=2), state="completed")
    own = places.officer("township", within=here.parent, username="own")
    other = places.officer("township", within=there.parent, username="other")

    assert list(Enrolment.objects.visible_to(own)) == [enrolment]
    assert list(Enrolment.objects.visible_to(other)) == []
    assert Trainee.objects.visible_to(own).get() == enrolment.trainee
    assert not Trainee.objects.visible_to(other).exists()
