"""The people of a class at the desk: who asks and waits, given a place, moved, taken out; the own county only."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.domain.officers import appoint
from lms.kit.clock import today
from tests.factories import people, places, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    user = places.user("desk")
    appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    return user


@pytest.fixture
def held(desk):
    return training.training_class(day=today() + dt.timedelta(5), seats=2)


def act(client, row, **form):
    return client.post(reverse("person_of_class", args=[row.training_class_id, row.pk]), form, follow=True)


def state(row):
    row.refresh_from_db()
    return row.state


def test_who_asks_stands_first_with_what_to_look_at(client, held):
    people.enrolment(training_class=held)
    asks = people.enrolment(people.trainee(number=""), held, state="requested")
    page = client.get(reverse("people_of_class", args=[held.pk]))
    assert next(row.pk for row, _told in page.context["people"]) == asks.pk
    assert len(page.context["people"][0][1]) == 1
    assert page.context["asking"] == 1


def test_a_place_is_given_taken_back_and_moved(client, held):
    row = people.enrolment(training_class=held, state="requested")
    act(client, row, act="confirm")
    assert state(row) == "confirmed"
    there = training.training_class(page=held.course, day=held.starts_on)
    act(client, row, act="move", to=there.pk, reason="离家近")
    assert (state(row), row.moved_to.training_class) == ("withdrawn", there)
    act(client, row.moved_to, act="withdraw")
    assert state(row.moved_to) == "withdrawn"


def test_a_refusal_is_a_message_and_nonsense_is_refused(client, held):
    for _ in range(2):
        people.enrolment(training_class=held)
    row = people.enrolment(training_class=held, state="waiting")
    page = act(client, row, act="confirm")
    assert state(row) == "waiting"
    assert "2" in next(str(message) for message in page.context["messages"])
    assert act(client, row, act="promote").status_code == 405
    assert act(client, row, act="move", to="9" * 30).status_code == 404
    assert act(client, row, act="move", to=training.training_class().pk).status_code == 404


def test_next_door_is_not_there(client, held):
    other = training.training_class(region=places.region("433125000000"))
    row = people.enrolment(training_class=other)
    assert client.get(reverse("people_of_class", args=[other.pk])).status_code == 404
    assert act(client, row, act="withdraw").status_code == 404
    assert client.post(reverse("person_of_class", args=[held.pk, row.pk]), {"act": "withdraw"}).status_code == 404
    assert state(row) == "confirmed"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, held, count, django_assert_max_num_queries):
    for _ in range(count):
        people.enrolment(training_class=held, state="requested")
    client.get(reverse("people_of_class", args=[held.pk]))
    with django_assert_max_num_queries(23):
        client.get(reverse("people_of_class", args=[held.pk]))
