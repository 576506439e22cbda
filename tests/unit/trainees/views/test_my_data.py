"""What people see of what is kept about them."""

import pytest
from django.urls import reverse

from courses.models.scope import Role
from tests.factories import people, places
from trainees.domain import disclosure

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
