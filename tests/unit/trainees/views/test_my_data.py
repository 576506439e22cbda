"""What people see of what is kept about them."""

import pytest
from django.urls import reverse

from courses.models.scope import Role
from tests.factories import people, places
from trainees.domain import disclosure, rights
from trainees.models import DataRequest

pytestmark = pytest.mark.django_db
NUMBER = people.id_number(7, birth="19900307")


def test_my_data_masks_numbers_and_tells_which_role_looked_and_why(client):
    user = places.user("mother")
    mother = people.trainee(name="曾小乐", number=NUMBER, phone="+8613912345678", user=user)
    auditor = places.officer("auditor")
    disclosure.unmask(mother, reason="sample", note="抽查第三季度样本", by=auditor)
    client.force_login(user)
    page = client.get("/me/data/").content.decode()

    assert "曾小乐" in page
    assert "139****5678" in page
    assert NUMBER not in page
    assert "13912345678" not in page
    assert "抽查第三季度样本" in page
    assert str(auditor) not in page


def test_my_data_shows_each_person_of_a_shared_sign_in_and_no_other(client):
    user = places.user("family")
    people.trainee(name="曾小乐", user=user)
    people.trainee(name="曾小小", user=user)
    people.trainee(name="彭别人")
    client.force_login(user)
    page = client.get("/me/data/").content.decode()

    assert "曾小乐" in page
    assert "曾小小" in page
    assert "彭别人" not in page


def test_my_data_needs_a_sign_in_and_works_without_a_trainee(client):
    assert reverse("account_login") in client.get("/me/data/").url
    client.force_login(places.user())
    assert client.get("/me/data/").status_code == 200


def test_my_data_tells_of_phone_numbers_shown_for_a_call(client):
    user = places.user("mother")
    mother = people.trainee(name="曾小乐", user=user)
    disclosure.show_phone(mother, by=places.officer("follow_up"))
    client.force_login(user)
    looks = client.get("/me/data/").context["people"][0]["looks"]

    assert [(str(look.role), str(look.reason)) for look in looks] == [
        (str(Role.FOLLOW_UP.label), str(disclosure.Reason.CALL.label))
    ]


def test_ask_for_a_correction_and_read_the_answer(client):
    user = places.user("mother")
    mother = people.trainee(name="曾小乐", user=user)
    client.force_login(user)
    client.post("/me/data/ask/", {"trainee": mother.pk, "what": "name", "wanted": "曾小月"})
    asked = DataRequest.objects.get()
    client.force_login(places.officer("organiser"))
    assert "曾小月" in client.get(reverse("data_request", args=[asked.pk])).content.decode()
    client.post(reverse("data_request", args=[asked.pk]), {"decision": "do", "answer": "核对过身份证"})

    client.force_login(user)
    page = client.get("/me/data/").content.decode()
    assert "曾小月" in page
    assert "核对过身份证" in page


def test_an_officer_chooses_the_village_that_somebodys_words_mean(client):
    user, there = places.user("mother"), places.village(3, township=2)
    foreign = places.region("433130101201", name=there.name)
    mother = people.trainee(user=user)
    client.force_login(user)
    client.post("/me/data/ask/", {"trainee": mother.pk, "what": "village", "wanted": there.name})
    path = reverse("data_request", args=[DataRequest.objects.get().pk])
    client.force_login(places.officer("organiser"))

    offered = client.get(path).context["form"].fields["region"].widget.choices
    assert [code for code, _name in offered] == ["", there.code]
    for region in ("", foreign.code):
        assert client.post(path, {"decision": "do", "answer": "核对过", "region": region}).status_code == 200
    client.post(path, {"decision": "do", "answer": "核对过", "region": there.code})
    mother.refresh_from_db()
    assert mother.region == there


def test_a_correction_that_can_not_stand_is_told_to_the_officer(client):
    asked = rights.ask(people.trainee(number=""), what="id_number", wanted="12345", by=places.user("mother"))
    client.force_login(places.officer("organiser"))
    answer = client.post(reverse("data_request", args=[asked.pk]), {"decision": "do", "answer": "核对过"})

    assert answer.status_code == 200
    assert DataRequest.objects.waiting().exists()


def test_take_consent_back_and_ask_to_be_erased_for_ones_own_people_only(client):
    user = places.user("mother")
    mother, stranger = people.trainee(name="曾小乐", user=user), people.trainee()
    rights.give_consent(mother, version="2026-1", by=user)
    client.force_login(user)
    client.post("/me/data/ask/", {"trainee": mother.pk, "act": "withdraw"})
    client.post("/me/data/ask/", {"trainee": mother.pk, "act": "erase"})

    assert mother.consents.get().withdrawn_by == user
    assert DataRequest.objects.get().what == "erase"
    assert client.post("/me/data/ask/", {"trainee": stranger.pk, "act": "erase"}).status_code == 404
