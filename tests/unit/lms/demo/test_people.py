import random

import pytest

from lms.demo.people import AREA, Maker
from lms.kit.phones import normal_phone
from tests.factories import places
from trainees.domain.identity import normal_id_number

pytestmark = pytest.mark.django_db


def _families(seed: int, households: int = 30, people: int = 80):
    villages = [places.village(number) for number in range(1, 6)]
    return Maker(random.Random(seed)).families(villages, villages[:2], households=households, people=people)


def test_families_are_the_same_for_the_same_seed():
    assert _families(7) == _families(7)
    assert _families(7) != _families(8)


def test_families_have_exactly_the_people_asked_for():
    families = _families(7)
    assert len(families) == 30
    assert sum(len(family.people) for family in families) == 80
    assert all(family.people for family in families)


def test_people_have_numbers_valid_in_form_that_belong_to_nobody():
    people = [person for family in _families(7) for person in family.people]
    assert all(normal_id_number(person.id_number) == person.id_number for person in people)
    assert {person.id_number[:6] for person in people} == {AREA}
    assert len({person.id_number for person in people}) == len(people)
    assert all(normal_phone(person.phone) == person.phone for person in people)


def test_families_in_poor_villages_are_more_often_in_the_register():
    families = _families(7, households=300, people=800)
    poor = {places.village(1).code, places.village(2).code}
    share = {
        inside: [family.is_poor for family in families if (family.village.code in poor) is inside]
        for inside in (True, False)
    }
    assert sum(share[True]) / len(share[True]) > 2 * sum(share[False]) / len(share[False])
