"""The village screen: a lesson for the whole room, from which no watch time comes."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import clips, people, places, training
from trainees.models import WatchProgress, WatchVisit

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    page = training.course(videos=[None, clips.ready_row(seconds=600), clips.ready_row(seconds=300)])
    trainer = training.trainer(user=places.user("trainer"))
    held = training.training_class(page=page, sessions=1, trainer=trainer)
    people.enrolment(people.trainee(user=places.user("learner")), held)
    return held.sessions.get()


def test_trainer_plays_for_the_room_and_nothing_is_reported(client, session):
    client.force_login(session.training_class.trainer.user)
    html = client.get(reverse("screen", args=[session.pk])).content.decode()
    lessons = session.training_class.lessons
    assert f"<h1>{lessons[1]['title']}</h1>" in html  # the first with a video
    assert "出勤以签到名单为准" in html
    assert 'data-report=""' in html
    assert f'href="{reverse("screen_lesson", args=[session.pk, lessons[2]["key"]])}"' in html
    assert reverse("roll", args=[session.pk]) in html
    assert not WatchVisit.objects.exists()
    assert not WatchProgress.objects.exists()


def test_a_lesson_of_text_and_a_class_without_video_have_a_page(client, session):
    client.force_login(session.training_class.trainer.user)
    text = session.training_class.lessons[0]["key"]
    assert "<video" not in client.get(reverse("screen_lesson", args=[session.pk, text])).content.decode()
    trainer, day = session.training_class.trainer, session.training_class.starts_on + dt.timedelta(days=1)
    bare = training.training_class(page=training.course(), sessions=1, trainer=trainer, day=day)
    html = client.get(reverse("screen", args=[bare.sessions.get().pk])).content.decode()
    assert "没有视频" in html


def test_the_screen_is_for_who_keeps_the_roll(client, session):
    address = reverse("screen", args=[session.pk])
    assert client.get(address).status_code == 302
    client.force_login(places.user("stranger"))
    assert client.get(address).status_code in {403, 404}
    client.force_login(session.training_class.enrolments.get().trainee.user)
    assert client.get(address).status_code in {403, 404}
    client.force_login(session.training_class.trainer.user)
    unknown = reverse("screen_lesson", args=[session.pk, "00000000-0000-0000-0000-000000000007"])
    assert client.get(unknown).status_code == 404


def test_the_session_leads_to_its_screen(client, session):
    client.force_login(session.training_class.trainer.user)
    link = reverse("screen", args=[session.pk])
    assert link in client.get(reverse("teach_today")).content.decode()
    assert link in client.get(reverse("roll", args=[session.pk])).content.decode()
