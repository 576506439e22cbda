"""One person is one row, however often they are typed in."""

import datetime as dt

import pytest

from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import register
from trainees.models import Household, Trainee

pytestmark = pytest.mark.django_db
SINCE = dt.date(2019, 7, 1)


def test_register_keeps_a_new_person_sealed_and_found_by_number():
    desk = places.officer("organiser")
    number = people.id_number(5)
    person, is_new = register.register(
        "曾 小乐", number.lower(), "138 0013 8000", region=places.village(), groups=["youth"], by=desk
    )

    person = Trainee.objects.with_id_number(number).get()
    assert is_new
    assert (person.name, person.phone, person.birth_on) == ("曾小乐", "+8613800138000", dt.date(1985, 6, 15))
    assert person.name_pinyin.startswith("zeng xiao le")
    assert person.registered_by == desk
    assert [group.group for group in person.groups.all()] == ["youth"]
    event = AuditEvent.objects.get()
    assert (event.action, event.region_code, event.details) == ("trainees.trainee.register", places.village().pk, {})


def test_register_again_finds_the_same_person_and_logs_nothing_new():
    number = people.id_number(5)
    first, _ = register.register("田一", number, region=places.village(), by=None)
    second, is_new = register.register("田一", number, "13800138000", region=places.village(2), by=None)

    second.refresh_from_db()
    assert (second.pk, is_new) == (first.pk, False)
    assert (second.phone, second.region) == ("+8613800138000", places.village())
    assert AuditEvent.objects.count() == 1


def test_register_never_overwrites_a_phone_or_a_sign_in():
    owner = places.user("owner")
    person = people.trainee(name="田一", number=people.id_number(5), phone="+8613800138000", user=owner)
    register.register(
        "田一", people.id_number(5), "13900139000", region=person.region, user=places.user("other"), by=None
    )
    person.refresh_from_db()
    assert (person.phone, person.user) == ("+8613800138000", owner)


def test_register_under_another_name_is_refused_and_shows_only_the_surname():
    people.trainee(name="田大伟", number=people.id_number(5))
    with pytest.raises(register.NamesDiffer, match=r"田\*\*") as refusal:
        register.register("田小伟", people.id_number(5), region=places.village(), by=None)
    assert "大伟" not in str(refusal.value)


def test_register_without_id_number_is_weak_and_found_by_name_and_phone():
    first, _ = register.register("田一", "", "13800138000", region=places.village(), by=None)
    again, _ = register.register("田一", "", "+86 138-0013-8000", region=places.village(), by=None)
    sister, _ = register.register("田二", "", "13800138000", region=places.village(), by=None)
    with_card, _ = register.register("田一", people.id_number(5), "13800138000", region=places.village(), by=None)

    assert first.is_weak
    assert again == first
    assert len({first.pk, sister.pk, with_card.pk}) == 3


@pytest.mark.parametrize(
    ("phone", "refusal"),
    [("", register.NothingToKnowThemBy), ("12345", register.PhoneIsWrong), ("010-12345678", register.PhoneIsWrong)],
)
def test_register_with_nothing_to_know_the_person_by_is_refused(phone, refusal):
    with pytest.raises(refusal):
        register.register("田一", "", phone, region=places.village(), by=None)
    assert not Trainee.objects.exists()


def test_join_household_makes_it_once_and_puts_both_in():
    wife, husband = people.trainee(), people.trainee()
    for person in (wife, husband, wife):
        register.join_household(person, number=" 4331270001 ", since=SINCE, by=None)

    household = Household.objects.get()
    assert household.number == "4331270001"
    assert {member.trainee for member in household.members.all()} == {wife, husband}
    assert AuditEvent.objects.count() == 2


def test_join_household_of_somebody_who_lives_elsewhere_is_refused():
    person = people.trainee()
    people.household(person, number="A1")
    with pytest.raises(register.LivesElsewhere, match="A1"):
        register.join_household(person, number="B2", since=SINCE, by=None)
    assert person.household_on(SINCE).number == "A1"
