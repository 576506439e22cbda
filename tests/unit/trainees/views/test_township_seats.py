"""A township officer fills the seats their township was given, with their own people only."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.models import TownshipSeats
from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def quota(client):
    township = places.village(1, 1).parent
    held = training.training_class(day=today() + dt.timedelta(5), seats=3, reserved_until=today())
    client.force_login(places.officer("township", within=township))
    return TownshipSeats.objects.create(training_class=held, region=township, seats=2)


def fill(client, quota, who):
    return client.post(reverse("fill_seat", args=[quota.pk]), {"trainee": who.pk}, follow=True)


def test_the_list_and_the_page_show_how_many_are_filled(client, quota):
    people.enrolment(people.trainee(region=places.village(2, 1)), quota.training_class)
    assert "1 / 2" in client.get(reverse("seats_list")).content.decode()
    page = client.get(reverse("seats_of_township", args=[quota.pk]))
    assert (page.context["filled"], page.context["free"]) == (1, 2)


def test_people_are_found_by_name_and_whole_number_and_put_in(client, quota):
    who = people.trainee(name="田春花", name_pinyin="tian chun hua", number=people.id_number(5))
    people.trainee(name="田春花", name_pinyin="tian chun hua", region=places.village(1, 2))
    address = reverse("seats_of_township", args=[quota.pk])
    for typed in ("春花", "chun", people.id_number(5)):
        page = client.post(address, {"q": typed})
        assert [each for each, _told in page.context["found"]] == [who]
    fill(client, quota, who)
    place = Enrolment.objects.get()
    assert (place.trainee, place.state, place.source) == (who, "confirmed", "officer")
    assert client.post(address, {"q": "春花"}).context["found"] == []


def test_another_townships_people_and_seats_are_not_there(client, quota):
    stranger = people.trainee(region=places.village(1, 2))
    assert fill(client, quota, stranger).status_code == 404
    other = TownshipSeats.objects.create(
        training_class=quota.training_class, region=places.village(1, 2).parent, seats=1
    )
    assert client.get(reverse("seats_of_township", args=[other.pk])).status_code == 404
    assert fill(client, other, stranger).status_code == 404
    assert not Enrolment.objects.exists()


def test_the_bureau_reads_and_fills_nothing(client, quota):
    client.force_login(places.officer("auditor"))
    who = people.trainee()
    assert client.get(reverse("seats_of_township", args=[quota.pk])).context["may_fill"] is False
    assert fill(client, quota, who).status_code == 404


def test_over_the_number_people_wait_and_are_told(client, quota):
    for _number in range(3):
        fill(client, quota, people.trainee(region=places.village(1, 1)))
    page = fill(client, quota, people.trainee())
    assert Enrolment.objects.filter(state="waiting").count() == 1
    assert [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, quota, count, django_assert_num_queries):
    for _number in range(count):
        held = training.training_class(day=today() + dt.timedelta(5), reserved_until=today())
        TownshipSeats.objects.create(training_class=held, region=quota.region, seats=2)
    client.get(reverse("seats_list"))
    with django_assert_num_queries(5):
        client.get(reverse("seats_list"))
