"""The calendar shows whoever works with classes their own sessions, by county, venue and trainer."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.kit.clock import local
from tests.factories import places, training

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 31)
QUERIES = 10


@pytest.fixture
def officer(client):
    client.force_login(places.officer("auditor"))


def sessions(client, **query):
    days = client.get(reverse("calendar"), {"day": "2026-12-31"} | query).context["days"]
    return {session.pk: day.date for day in days for session in day.sessions}


def test_a_session_stands_on_its_local_day(client, officer):
    held = training.training_class(starts_on=DAY, ends_on=DAY + dt.timedelta(1))
    late = training.session(held, starts_at=local(DAY, dt.time(23, 59)), ends_at=local(DAY, dt.time(23, 59, 59)))
    first = training.session(held, number=2, day=DAY + dt.timedelta(1), hour=0)
    assert sessions(client) == {late.pk: DAY, first.pk: DAY + dt.timedelta(1)}
    assert sessions(client, view="day") == {late.pk: DAY}


def test_the_page_says_its_month_and_leads_to_the_roll_and_the_months_beside(client, officer):
    session = training.session(training.training_class(day=DAY))
    html = client.get(reverse("calendar"), {"day": "2026-12-31"}).content.decode()
    assert '<ol class="calendar calendar-month">' in html
    assert reverse("roll", args=[session.pk]) in html
    assert "view=month&amp;day=2027-01-01&amp;" in html
    assert '<a href="?view=month&amp;day=2026-12-31&amp;" aria-current="page">' in html


def test_filters_and_nonsense(client, officer):
    one, other = (training.session(training.training_class(day=DAY)) for _ in range(2))
    assert set(sessions(client, venue=one.venue_id)) == {one.pk}
    assert set(sessions(client, trainer=other.trainer_id)) == {other.pk}
    assert set(sessions(client, region=places.COUNTY)) == {one.pk, other.pk}
    assert set(sessions(client, venue="x", view="year")) == {one.pk, other.pk}
    assert client.get(reverse("calendar"), {"day": "gestern"}).status_code == 200


def test_next_door_is_not_seen_and_trainees_are_refused(client, officer):
    training.session(training.training_class(day=DAY, region=places.region("433125000000")))
    assert sessions(client) == {}
    client.force_login(places.user("trainee"))
    assert client.get(reverse("calendar")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_costs_the_same_for_any_number(client, officer, count, django_assert_num_queries):
    for _ in range(count):
        training.session(training.training_class(day=DAY))
    client.get(reverse("calendar"))
    with django_assert_num_queries(QUERIES):
        assert len(sessions(client)) == count
