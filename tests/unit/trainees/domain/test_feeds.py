"""A private address shows whoever holds it one user's sessions, moved and cancelled as a real reader understands."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from courses.domain import sittings
from lms.kit.clock import local, today
from tests.factories import people, places, training
from trainees.domain import feeds

pytestmark = pytest.mark.django_db
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def at(*parts) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=SHANGHAI)


def events(client, feed) -> dict:
    answer = client.get(reverse("feed", args=[feed.key]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_feed_follows_a_move_and_a_cancellation(client):
    organiser, user = places.officer("organiser"), places.user("trainer")
    long = "永顺县电子商务进农村综合示范项目网店运营与农产品上行实操培训；第一期, 塔卧镇\\"
    held = training.training_class(trainer=training.trainer(user), page=training.course(title=long), ends_on=today())
    session = training.session(held, hour=14, topic="拍照\n修图")
    feed = feeds.make(user)

    (uid, event) = next(iter(events(client, feed).items()))
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
    assert long in str(event["SUMMARY"])
    assert "拍照\n修图" in str(event["DESCRIPTION"])
    assert event["DTSTART"].dt.astimezone(SHANGHAI).hour == 14

    session.starts_at = local(today(), dt.time(13))
    sittings.plan_session(session, reason="停电", by=organiser)
    moved = events(client, feed)[uid]
    assert (moved["SEQUENCE"], moved["DTSTART"].dt.astimezone(SHANGHAI).hour) == (1, 13)

    sittings.cancel_session(session, reason="下雨", by=organiser)
    gone = events(client, feed)[uid]
    assert (gone["SEQUENCE"], str(gone["STATUS"])) == (2, "CANCELLED")
    assert "下雨" in str(gone["DESCRIPTION"])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(2026, 12, 31, 23, 0), at(2027, 1, 1, 0, 0)),
        (at(2027, 2, 6, 0, 0), at(2027, 2, 6, 0, 45)),
        (at(2028, 2, 29, 23, 59), at(2028, 3, 1, 1, 0)),
    ],
)
def test_midnight_year_end_and_spring_festival_survive(client, start, end):
    user = places.user("trainer")
    held = training.training_class(trainer=training.trainer(user), starts_on=start.date(), ends_on=end.date())
    training.session(held, starts_at=start, ends_at=end)
    (event,) = events(client, feeds.make(user)).values()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (start, end)


def test_a_feed_holds_the_own_sessions_only(client):
    user = places.user("family")
    mine, others = training.training_class(sessions=1), training.training_class(sessions=1)
    people.enrolment(people.trainee(user=user), mine)
    people.enrolment(training_class=others)
    people.enrolment(people.trainee(user=user), others, state="withdrawn")
    old = training.training_class(day=today() - dt.timedelta(100), sessions=1)
    people.enrolment(people.trainee(user=user), old)
    assert [session.training_class for session in feeds.sessions(user)] == [mine]


def test_a_revoked_and_a_replaced_address_stop_working(client):
    user = people.trainee(user=places.user("someone")).user
    first = feeds.make(user)
    second = feeds.make(user)
    assert client.get(reverse("feed", args=[first.key])).status_code == 404
    assert client.get(reverse("feed", args=[second.key])).status_code == 200
    client.force_login(user)
    assert second.key in client.get(reverse("my_feed")).content.decode()
    client.post(reverse("my_feed"), {"revoke": "1"})
    assert client.get(reverse("feed", args=[second.key])).status_code == 404
    assert client.get(reverse("feed", args=["nonsense"])).status_code == 404
    assert feeds.of(user) is None


def test_who_neither_teaches_nor_learns_has_no_address(client):
    client.force_login(places.officer("auditor"))
    assert client.post(reverse("my_feed")).status_code == 403
    assert not feeds.CalendarFeed.objects.exists()
