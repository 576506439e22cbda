"""A code opens once, for ten minutes, with the right name, for people of one's own class or area, and is in the log."""

import re

import pytest
from django.core.cache import cache

from courses.domain import officers
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import entry_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def township():
    return places.officer("township")


def test_opens_once_with_the_right_name_and_makes_a_sign_in(township):
    person = people.trainee(name="彭大姐", phone="")
    code = entry_codes.issue(person, by=township)
    with pytest.raises(entry_codes.CodeRefused):
        entry_codes.redeem("彭小妹", code)
    user = entry_codes.redeem(" 彭大姐 ", code)
    person.refresh_from_db()
    assert person.user == user
    assert not user.has_usable_password()
    with pytest.raises(entry_codes.CodeRefused):
        entry_codes.redeem("彭大姐", code)
    actions = AuditEvent.objects.filter(object_id=str(person.pk)).values_list("action", flat=True)
    assert set(actions) == {"trainees.entry_code.issue", "trainees.entry_code.use"}


@pytest.mark.parametrize("name", ["'\"<>", "。", "长" * 60])
def test_what_is_nobodys_name_is_refused_as_a_wrong_one(township, name):
    with pytest.raises(entry_codes.CodeRefused):
        entry_codes.redeem(name, "123456")


def test_a_newer_code_takes_the_place_of_the_older(township):
    person = people.trainee()
    first, second = entry_codes.issue(person, by=township), entry_codes.issue(person, by=township)
    if first != second:
        with pytest.raises(entry_codes.CodeRefused):
            entry_codes.redeem(person.name, first)
    assert entry_codes.redeem(person.name, second)


def test_ends_after_ten_minutes(township, monkeypatch):
    person = people.trainee()
    kept = {}
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: kept.setdefault(key, timeout))
    entry_codes.issue(person, by=township)
    assert set(kept.values()) == {600}
    assert not [key for key in kept if person.name in key]


@pytest.mark.parametrize("role", ["auditor", "poverty", "province", "trainer"])
def test_who_only_reads_gives_no_codes(role):
    with pytest.raises(entry_codes.CodeNotGiven):
        entry_codes.issue(people.trainee(), by=places.officer(role))


def test_a_trainer_gives_them_in_their_own_classes():
    user = places.officer("trainer")
    held = training.training_class(trainer=training.trainer(user))
    person = people.trainee()
    people.enrolment(person, held)
    assert re.fullmatch(r"\d{6}", entry_codes.issue(person, by=user))


def test_staff_are_not_entered_by_code(township):
    boss = places.user("boss")
    officers.appoint(boss, "organiser", places.region(), by=None)
    with pytest.raises(entry_codes.CodeNotGiven):
        entry_codes.issue(people.trainee(user=boss), by=township)


def test_the_pages_lead_from_the_code_to_the_lessons(client, township, settings):
    settings.LANGUAGE_CODE = "en"
    person = people.trainee(name="彭大姐")
    client.force_login(township)
    assert "Give a code" in client.get(f"/people/{person.pk}/entry-code/").text
    code = client.post(f"/people/{person.pk}/entry-code/").context["code"]
    client.logout()
    for _ in range(4):
        wrong = client.post("/enter/", {"name": "彭大姐", "code": "000001" if code == "000000" else "000000"})
        assert "do not go together" in wrong.text
    assert client.post("/enter/", {"name": "彭大姐", "code": f" {code[:3]} {code[3:]}"})["Location"] == "/me/"
    assert client.session.get_expiry_age() <= 3 * 3600
    assert "彭大姐" in client.get("/me/").text


def test_guessing_ends_with_a_sentence(client, settings):
    settings.LANGUAGE_CODE = "en"
    for _ in range(6):
        answer = client.post("/enter/", {"name": "彭大姐", "code": "123456"})
    assert "Too many wrong tries" in answer.text
