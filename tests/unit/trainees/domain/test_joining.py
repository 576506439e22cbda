"""Becoming a person of the register: who may claim whom."""

import pytest

from tests.factories import people, places
from trainees.domain import joining, register

pytestmark = pytest.mark.django_db
PHONE = "+8613800138000"


@pytest.fixture
def user():
    made = places.user("phone")
    made.set_phone(PHONE, verified=True)
    made.save()
    return made


def test_candidates_are_free_people_of_the_verified_phone(user):
    free = people.trainee(phone=PHONE)
    people.trainee(phone=PHONE, user=places.user("taken"))
    people.trainee()
    assert joining.candidates(user) == [free]
    user.phone_verified = False
    assert joining.candidates(user) == []


def test_claim_twice_is_fine_and_by_a_second_sign_in_refused(user):
    who = people.trainee(phone=PHONE)
    joining.claim(who, proof=who.id_number[-4:], by=user)
    assert joining.claim(who, proof="", by=user).user == user

    taken = people.trainee(phone=PHONE, user=places.user("first"))
    with pytest.raises(joining.SomeoneElses):
        joining.claim(taken, proof=taken.id_number[-4:], by=user)


def test_claim_of_a_person_with_another_phone_is_refused(user):
    who = people.trainee()
    with pytest.raises(joining.PhoneNotVerified):
        joining.claim(who, proof=who.id_number[-4:], by=user)


def test_claim_stops_after_five_tries_even_with_the_right_proof(user):
    who = people.trainee(phone=PHONE)
    for _ in range(joining.TRIES):
        with pytest.raises(joining.ProofDiffers):
            joining.claim(who, proof="", by=user)
    with pytest.raises(joining.TooManyTries):
        joining.claim(who, proof=who.id_number[-4:], by=user)


def test_register_oneself_finds_who_has_no_phone_in_the_register(user):
    known, _new = register.register("向阳花", people.id_number(7), region=places.village(), by=None)
    assert joining.register_oneself("向阳花", people.id_number(7), region=places.village(2), by=user) == known
    known.refresh_from_db()
    assert (known.user, known.phone, known.region) == (user, PHONE, places.village())


def test_register_oneself_takes_over_nobody(user):
    people.trainee(name="向阳花", number=people.id_number(7))
    people.trainee(name="彭大娘", number=people.id_number(8), user=places.user("first"), phone=PHONE)
    for name, serial in (("向阳花", 7), ("彭大娘", 8)):
        with pytest.raises(joining.SomeoneElses):
            joining.register_oneself(name, people.id_number(serial), region=places.village(), by=user)


def test_villages_are_those_of_counties_with_a_programme():
    places.programme()
    here, there = places.village(1, township=1), places.village(1, township=2)
    far = places.region("433122101201", name="外县村")
    assert set(joining.townships()) == {here.parent, there.parent}
    assert set(joining.villages()) == {here, there}
    assert set(joining.villages(far.parent)) == {far}
