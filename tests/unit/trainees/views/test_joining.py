"""Who am I: people of the register are found by phone and proved; others register."""

import pytest
from django.urls import reverse

from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import joining
from trainees.models import Trainee

pytestmark = pytest.mark.django_db
PHONE = "+8613800138000"


@pytest.fixture
def user(client):
    """Signed in with a verified phone number, in a county with a programme."""
    places.programme()
    made = places.user("phone")
    made.set_phone(PHONE, verified=True)
    made.save()
    client.force_login(made)
    return made


def post(client, **data):
    return client.post(reverse("join"), data)


def details(**changed):
    village = places.village()
    given = {"name": "向阳花", "id_number": people.id_number(7), "village": village.pk, "consent": "on"}
    return {"township": village.parent_id, **given, **changed}


def test_join_offers_the_people_of_this_phone_masked(client, user):
    known = people.trainee(name="彭大娘", phone=PHONE)
    people.trainee(name="别人家", phone="+8613900139000")

    html = client.get(reverse("join")).content.decode()

    assert "彭**" in html
    assert "彭大娘" not in html
    assert known.id_number[-4:] not in html
    assert "别**" not in html


def test_join_claims_with_the_last_four_signs(client, user):
    known = people.trainee(phone=PHONE)

    answer = post(client, person=known.pk, proof=known.id_number[-4:].lower(), next="/classes/1/")

    known.refresh_from_db()
    assert known.user == user
    assert answer.url == "/classes/1/"
    assert AuditEvent.objects.get(action="trainees.trainee.claim").details == {"consent": joining.CONSENT_VERSION}


def test_join_claims_a_person_without_id_number_by_the_whole_name(client, user):
    known = people.trainee(name="彭大娘", number="", phone=PHONE)

    post(client, person=known.pk, proof="彭大爷")
    known.refresh_from_db()
    assert known.user is None
    post(client, person=known.pk, proof=" 彭大娘 ")
    known.refresh_from_db()
    assert known.user == user


def test_join_refuses_wrong_signs_and_stops_guessing(client, user):
    known = people.trainee(phone=PHONE)
    wrong = "0000" if known.id_number[-4:] != "0000" else "1111"
    for _ in range(joining.TRIES):
        assert post(client, person=known.pk, proof=wrong).status_code == 200
    post(client, person=known.pk, proof=known.id_number[-4:])
    known.refresh_from_db()
    assert known.user is None


def test_join_claims_nobody_of_another_phone(client, user):
    stranger = people.trainee(phone="+8613900139000")
    taken = people.trainee(phone=PHONE, user=places.user("first"))
    for person in (stranger, taken):
        assert post(client, person=person.pk, proof=person.id_number[-4:]).status_code == 404
    assert post(client, person="x", proof="1").status_code == 200
    stranger.refresh_from_db()
    assert stranger.user is None


@pytest.mark.parametrize("person", ["²", "9" * 5000, ""])
def test_join_asks_again_for_what_is_nobodys_number(client, user, person):
    people.trainee(phone=PHONE)
    assert post(client, person=person, proof="1").status_code == 200


def test_join_offers_nobody_to_an_unverified_phone(client, user):
    people.trainee(phone=PHONE)
    user.set_phone(PHONE, verified=False)
    user.save()
    assert client.get(reverse("join")).context["candidates"] == []


def test_join_asks_for_the_township_first_and_then_shows_its_villages(client, user):
    here, there = places.village(1, township=1), places.village(1, township=2)

    first = client.get(reverse("join"))
    second = client.get(reverse("join"), {"township": here.parent_id})

    assert set(first.context["townships"]) == {here.parent, there.parent}
    assert list(second.context["form"].fields["village"].queryset) == [here]


def test_join_registers_someone_new(client, user):
    answer = post(client, **details())

    made = Trainee.objects.get()
    assert (made.name, made.user, made.phone, made.region) == ("向阳花", user, PHONE, places.village())
    assert answer.url == reverse("my_learning")
    assert AuditEvent.objects.filter(action="trainees.consent.give").count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"consent": ""},
        {"name": ""},
        {"id_number": "433127198506150010"},
        {"id_number": "12"},
        {"village": "000000000000"},
        {"village": ""},
    ],
)
def test_join_refuses_bad_details_with_a_sentence(client, user, changed):
    answer = post(client, **details(**changed))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Trainee.objects.exists()


def test_join_takes_nobody_elses_person_by_id_number(client, user):
    other_phone = people.trainee(name="向阳花", number=people.id_number(7), phone="+8613900139000")
    answer = post(client, **details())
    other_phone.refresh_from_db()
    assert other_phone.user is None
    assert answer.context["form"].errors


def test_join_never_leads_to_a_strange_site(client, user):
    known = people.trainee(phone=PHONE)
    answer = post(client, person=known.pk, proof=known.id_number[-4:], next="https://evil.example/")
    assert answer.url == reverse("my_learning")


@pytest.mark.parametrize("text", ["卡木", "kamu", "KMC", "433127101202", "卡 木 村"])
def test_join_finds_the_village_by_name_pinyin_or_code_and_leads_to_its_form(client, user, text):
    places.village(1)
    meant = places.village(2)
    meant.name, meant.spelling = "卡木村", "kamucun kmc"
    meant.save()

    page = client.get(reverse("join"), {"place": text, "next": "/calendar/"})
    assert page.context["found"] == [meant]
    link = f"?township={meant.parent_id}&amp;village={meant.code}&amp;next=/calendar/"
    assert link in page.content.decode()
    form = client.get(reverse("join") + link.replace("&amp;", "&")).content.decode()
    assert f'<option value="{meant.code}" selected>' in form


def test_join_finds_townships_too_and_nothing_of_other_counties(client, user):
    here = places.village().parent
    places.region("433130101201", name=here.name)
    assert client.get(reverse("join"), {"place": here.name}).context["found"] == [here]


@pytest.mark.parametrize("text", ["\x00", "a" * 500, "%", "_", "' OR 1=1 --", "<script>alert(1)</script>", "٣"])
def test_join_takes_any_text_for_a_place(client, user, text):
    places.village()
    page = client.get(reverse("join"), {"place": text})
    assert (page.status_code, page.context["found"]) == (200, [])
    assert "<script>alert(1)" not in page.content.decode()
    assert page.context["townships"]


@pytest.mark.parametrize("village", ["nonsense", "433127000000", "\x00", "9" * 400])
def test_join_with_a_village_that_is_none_chooses_none(client, user, village):
    township = places.village().parent_id
    page = client.get(reverse("join"), {"township": township, "village": village})
    assert page.status_code == 200
    assert " selected" not in page.content.decode().partition('name="village"')[2].partition("</select>")[0].replace(
        '<option value="" selected>', ""
    )
