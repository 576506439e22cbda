"""The queue page: places, times, reasons, one more try, and calling off what runs."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from lms.kit import queue
from lms.kit.clock import now
from lms.kit.models import AuditEvent, Job
from media.domain import improving, lines, pipeline, runner
from media.models import Video
from media.tasks import transcode_video
from tests.factories import clips, places

from .test_videos import make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    user = make_organiser()
    client.force_login(user)
    return user


def shown(client) -> str:
    return client.get(reverse("videos:lines"), headers={"accept-language": "en"}).content.decode()


def received(title: str, *, size: str = "320x240") -> Video:
    video = clips.received(clips.clip(size=size, seconds=2))
    Video.objects.filter(pk=video.pk).update(title=title)
    video.refresh_from_db()
    return video


def job_of(video) -> Job:
    return Job.objects.filter(subject=str(video.pk)).latest("pk")


def test_waiting_stands_in_the_order_it_will_come(client, organiser):
    videos = [received(f"第{number}课") for number in (1, 2, 3)]
    queue.claim(job_of(videos[0]).pk)
    Job.objects.update(started_at=now() - dt.timedelta(seconds=75), created_at=now() - dt.timedelta(minutes=5))
    assert [(work.video.title, work.place) for work in lines.waiting()] == [("第1课", 0), ("第2课", 1), ("第3课", 2)]
    text = shown(client)
    assert re.search(r"working for 1:[12]\d", text)
    assert re.search(r"place 1, waiting for 5:[01]\d", text)
    assert text.index("第1课") < text.index("第2课") < text.index("第3课")


def test_larger_pictures_wait_in_a_line_of_their_own(client, organiser):
    growing = clips.transcoded(clips.clip(size="854x480", seconds=3))
    Job.objects.filter(kind=pipeline.TASK).update(state="done", finished_at=now())
    fresh = received("新课")
    assert [(work.video, work.place) for work in lines.waiting()] == [(fresh, 1), (growing, 1)]
    assert "larger pictures" in shown(client)


def test_failures_are_shown_first_with_their_reason_and_a_second_try(client, organiser, monkeypatch):
    good, bad = received("好课"), received("坏课", size="322x240")
    transcode_video(job_of(good).pk)

    def fall(*args, **kwargs):
        raise runner.Stopped("exit 137")

    with monkeypatch.context() as patch:
        patch.setattr(runner, "encode", fall)
        transcode_video(job_of(bad).pk)
    text = shown(client)
    assert str(pipeline.failed()) in text
    assert text.index("坏课") < text.index("好课")
    assert reverse("videos:retry", args=[bad.pk]) in text
    assert reverse("videos:retry", args=[good.pk]) not in text
    response = client.post(reverse("videos:retry", args=[bad.pk]), {"lines": "1"})
    assert response.url == reverse("videos:lines")
    assert [work.video for work in lines.waiting()] == [bad]
    assert [work.video for work in lines.ended()] == [good]


def test_call_off_what_waits_and_ask_again(client, organiser):
    video = received("第1课")
    client.post(reverse("videos:call_off", args=[video.pk]), {"lines": "1"})
    video.refresh_from_db()
    assert (video.state, job_of(video).state) == ("failed", "cancelled")
    assert "organiser" in video.reason
    assert AuditEvent.objects.filter(action="media.video.cancel", actor=organiser).count() == 1
    transcode_video(job_of(video).pk)  # a message that comes late wakes nobody
    video.refresh_from_db()
    assert video.state == "failed"
    pipeline.ask_again(video, by=organiser)
    transcode_video(job_of(video).pk)
    video.refresh_from_db()
    assert (video.state, video.reason) == ("ready", "")


def test_call_off_what_runs_stops_its_worker_and_publishes_nothing(settings):
    video = received("第1课")
    calls = []

    def report(percent, note=""):
        calls.append(percent)
        if len(calls) == 2:
            lines.call_off(video, by=places.user("organiser"))
        lease.report(percent, note)

    lease = queue.claim(job_of(video).pk)
    with pytest.raises(queue.LeaseLost):
        pipeline.prepare(video.pk, report=report)
    video.refresh_from_db()
    assert (video.state, job_of(video).state, video.renditions.count()) == ("failed", "cancelled", 0)


def test_call_off_larger_pictures_leaves_the_video_playing():
    video = clips.transcoded(clips.clip(size="854x480", seconds=3))
    lease = queue.claim(job_of(video).pk)
    lines.call_off(video, by=places.user("organiser"))
    with pytest.raises(queue.LeaseLost):
        improving.improve(video.pk, report=lease.report)
    video.refresh_from_db()
    assert (video.state, video.is_whole) == ("ready", False)
    with pytest.raises(pipeline.NothingToDo):
        lines.call_off(video, by=None)


def test_queue_page_asks_few_questions_whatever_waits(client, organiser, django_assert_num_queries):
    received("第1课")
    shown(client)
    with django_assert_num_queries(14):
        shown(client)
    for number in (2, 3):
        received(f"第{number}课")
    with django_assert_num_queries(14):
        shown(client)


def test_queue_page_is_for_who_looks_after_videos(client):
    client.force_login(places.user("nobody"))
    video = received("第1课")
    assert client.get(reverse("videos:lines")).status_code == 302
    client.post(reverse("videos:call_off", args=[video.pk]))
    assert job_of(video).state == "queued"
