"""News of one's classes: on one's pages until read, and nobody else's."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.domain import sittings
from lms.kit.clock import local, today
from tests.factories import people, places, training
from trainees.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    """A place in a class whose session is moved."""
    held = training.training_class(day=today() + dt.timedelta(3), trainer=training.trainer(places.user("teaches")))
    made = people.enrolment(people.trainee(user=places.user("family")), held)
    session = training.session(held)
    session.starts_at = local(held.starts_on, dt.time(10))
    sittings.plan_session(session, reason="赶集日，推迟", by=places.officer("organiser"))
    return made


def test_a_move_stands_on_the_pages_of_trainee_and_trainer_until_read(client, row):
    class_page = reverse("class_detail", args=[row.training_class_id])
    for user, pages in ((row.trainee.user, ["/me/", class_page]), (row.training_class.trainer.user, ["/teach/"])):
        client.force_login(user)
        for page in pages:
            html = client.get(page).content.decode()
            assert "赶集日，推迟" in html
            assert f"<s>{row.training_class.starts_on} 09:00–11:00" in html
        notice = Notice.objects.of(user).get()
        assert client.post(reverse("news_seen", args=[notice.pk]), {"next": pages[0]}).url == pages[0]
        assert reverse("news_seen", args=[notice.pk]) not in client.get(pages[0]).content.decode()


def test_somebody_elses_news_is_not_there_and_stays_unread(client, row):
    notice = Notice.objects.get(trainee=row.trainee)
    client.force_login(places.user("stranger"))
    assert client.post(reverse("news_seen", args=[notice.pk])).status_code == 404
    client.force_login(row.trainee.user)
    assert client.post(reverse("news_seen", args=[notice.pk]), {"next": "https://elsewhere.example/"}).url == "/me/"
    notice.refresh_from_db()
    assert notice.seen_at


def test_a_visitor_sees_no_news(client, row):
    page = client.get(reverse("class_detail", args=[row.training_class_id])).content.decode()
    assert "/seen/" not in page
