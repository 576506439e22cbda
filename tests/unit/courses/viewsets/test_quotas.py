"""Sharing seats out at the desk."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import places, training

pytestmark = pytest.mark.django_db


def test_seats_are_shared_out_and_a_refusal_is_shown(client, desk, next_door):
    township = places.village().parent
    held = training.training_class(day=today() + dt.timedelta(5), seats=4)
    address = f"/cms/classes/{held.pk}/seats/"
    assert township.name in client.get(address).content.decode()

    page = client.post(address, {"until": str(today()), township.pk: "5"})
    assert "4" in page.context["form"].non_field_errors()[0]
    client.post(address, {"until": str(today()), township.pk: "3"})
    assert held.township_seats.get().seats == 3
    assert client.post(address, {"until": str(today()), township.pk: "-1"}).status_code == 200
    assert held.township_seats.get().seats == 3


def test_a_class_of_next_door_is_not_there(client, desk, next_door):
    held = training.training_class(region=next_door)
    assert client.get(f"/cms/classes/{held.pk}/seats/").status_code == 404
    assert client.post(f"/cms/classes/{held.pk}/seats/", {"until": str(today())}).status_code == 404
