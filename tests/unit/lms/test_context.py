"""The way about: every link the frame shows to a role opens for that role."""

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.domain import officers
from courses.models import Role
from lms.context import tabs_of, ways_of
from tests.factories import places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_every_work_place_of_a_role_opens(client, role):
    user = places.user(role)
    officers.appoint(user, role, places.region(), by=places.user("boss", is_superuser=True))
    places.programme()
    client.force_login(user)
    ways = ways_of(user)
    assert ways
    assert {way.url: client.get(way.url).status_code for way in ways} == {way.url: 200 for way in ways}


def test_shows_no_work_place_to_trainees_and_visitors():
    assert ways_of(places.user()) == ways_of(AnonymousUser()) == []
    assert [tab.url for tab in tabs_of(AnonymousUser())] == ["/", "/me/", "/accounts/"]


def test_puts_four_places_at_most_at_the_bottom_of_a_phone():
    user = places.officer("organiser")
    for role in ("trainer", "follow_up", "auditor"):
        places.StaffScope.objects.create(user=user, role=role, region=places.region())
    assert len(ways_of(user)) == 5
    assert len(tabs_of(user)) == 4
    assert tabs_of(user)[-1].url == "/accounts/"
