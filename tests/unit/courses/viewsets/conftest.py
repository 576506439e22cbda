"""An organiser at their desk, and one of the county next door."""

import pytest

from courses.domain.officers import appoint
from tests.factories import places

NEXT_DOOR = "433125000000"


@pytest.fixture
def desk(client):
    user = places.user("desk", name="王主任")
    appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    return user


@pytest.fixture
def next_door():
    return places.region(NEXT_DOOR, name="保靖县")
