"""Venues, trainers and programmes: each in its own region."""

import pytest

from courses.models import Trainer, Venue
from tests.factories import places, training

pytestmark = pytest.mark.django_db


def test_venue_and_trainer_are_made_in_the_own_county(client, desk, next_door):
    own = places.region()
    client.post("/cms/venues/new/", {"name": "新教室", "region": own.pk, "address": "", "seats": 30})
    client.post("/cms/trainers/new/", {"name": "新老师", "region": own.pk, "title": "", "subjects": "", "profile": ""})
    assert Venue.objects.get().name == "新教室"
    assert Trainer.objects.get().name == "新老师"
    client.post("/cms/venues/new/", {"name": "隔壁", "region": next_door.pk, "address": "", "seats": 30})
    assert Venue.objects.count() == 1


@pytest.mark.parametrize("address", ["venues/edit/{}/", "venues/delete/{}/"])
def test_a_venue_of_next_door_is_not_there(client, desk, next_door, address):
    venue = places.venue(name="保靖教室", region=next_door)
    assert client.get(f"/cms/{address.format(venue.pk)}").status_code == 404
    assert client.post(f"/cms/{address.format(venue.pk)}").status_code == 404
    assert "保靖教室" not in client.get("/cms/venues/").content.decode()


def test_a_trainer_of_next_door_is_not_there(client, desk, next_door):
    trainer = training.trainer(name="保靖老师", region=next_door)
    assert client.get(f"/cms/trainers/edit/{trainer.pk}/").status_code == 404
    assert "保靖老师" not in client.get("/cms/trainers/").content.decode()
