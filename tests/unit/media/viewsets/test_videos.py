"""Uploading and looking after videos at the organiser's desk."""

import socket
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from courses.domain import officers
from lms.kit.models import AuditEvent, Job
from media.domain import keeping, pipeline
from media.models import Video
from media.tasks import transcode_video
from tests.factories import clips, places, training

pytestmark = pytest.mark.django_db


def make_organiser():
    user = places.user("organiser")
    officers.appoint(user, "organiser", places.region(), by=None)
    return user


@pytest.fixture
def organiser(client):
    user = make_organiser()
    client.force_login(user)
    return user


def send(client, content, *, name="第一课.mp4", title="农产品网销"):
    return client.post(reverse("videos:add"), {"title": title, "file": clips.upload(content, name)}, follow=True)


def page(client, video) -> str:
    return client.get(reverse("videos:inspect", args=[video.pk])).content.decode()


def work(video):
    transcode_video(Job.objects.get(subject=str(video.pk), state="queued").pk)
    video.refresh_from_db()


def test_upload_is_queued_shown_with_progress_and_then_with_a_player(client, organiser):
    response = send(client, clips.clip(size="320x240", seconds=2))
    video = Video.objects.get()
    assert response.redirect_chain == [(reverse("videos:inspect", args=[video.pk]), 302)]
    assert (video.title, video.original_name, video.uploaded_by) == ("农产品网销", "第一课.mp4", organiser)
    job = Job.objects.get()
    assert f'hx-get="{reverse("job_status", args=[job.pk])}"' in response.content.decode()
    work(video)
    ready = page(client, video)
    assert "240p.mp4" in ready
    assert "poster.jpg" in ready
    assert f"<td>{video.renditions.get(name='240p').megabytes_per_hour}</td>" in ready
    assert AuditEvent.objects.filter(action="media.video.upload", actor=organiser).count() == 1


def test_refused_upload_says_why_on_its_page(client, organiser):
    send(client, "今天的课。".encode(), name="课.mp4")
    video = Video.objects.get()
    work(video)
    assert video.reason in page(client, video)
    assert reverse("videos:retry", args=[video.pk]) not in page(client, video)


def test_failed_upload_can_be_tried_again(client, organiser):
    send(client, clips.clip(size="320x240", seconds=2))
    Video.objects.update(state="failed", reason="处理失败")
    Job.objects.update(state="failed", note="处理失败")
    video = Video.objects.get()
    assert "处理失败" in page(client, video)
    client.post(reverse("videos:retry", args=[video.pk]))
    work(video)
    assert video.state == "ready"
    again = client.post(reverse("videos:retry", args=[video.pk]), follow=True)
    assert Job.objects.count() == 2
    assert again.status_code == 200


def test_upload_over_the_limit_is_refused_in_the_form(client, organiser, settings):
    settings.VIDEO_MAX_BYTES = 1000
    response = send(client, b"x" * 1001)
    assert not Video.objects.exists()
    assert pipeline.too_large() in response.content.decode()


class Unreadable:
    """A body that must not be read."""

    def read(self, *args):
        pytest.fail("the body of a request that is too large was read")

    readline = readlines = __iter__ = read


def test_upload_that_announces_too_much_is_refused_unread(organiser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)
    response = client.generic(
        "POST",
        reverse("videos:add"),
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(5 * 1024**3),
        **{"wsgi.input": Unreadable()},
    )
    assert response.status_code == 413
    assert pipeline.too_large() in response.content.decode()


def test_upload_still_needs_the_form_token(organiser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)
    assert send(client, b"x").status_code == 403
    assert not Video.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_upload_announced_on_a_raw_connection_is_answered_at_once(live_server):
    client = Client()
    client.force_login(make_organiser())
    host = live_server.url.removeprefix("http://")
    head = [
        f"POST {reverse('videos:add')} HTTP/1.1",
        f"Host: {host}",
        f"Cookie: sessionid={client.cookies['sessionid'].value}",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {5 * 1024**3}",
    ]
    with socket.create_connection(host.split(":"), timeout=20) as connection:
        connection.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 413")


def test_pages_are_closed_to_people_without_the_permission(client):
    video = clips.ready_row()
    trainee, desk = places.user("trainee"), places.officer("organiser")
    desk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    for visitor in (None, trainee, desk):
        if visitor:
            client.force_login(visitor)
        for name, args in (("index", []), ("add", []), ("inspect", [video.pk]), ("edit", [video.pk])):
            assert client.get(reverse(f"videos:{name}", args=args)).status_code == 302
        assert client.post(reverse("videos:retry", args=[video.pk])).status_code == 302
        assert client.post(reverse("videos:delete", args=[video.pk])).status_code == 302
    assert Video.objects.count() == 1


def test_list_takes_the_same_queries_for_one_and_three(client, organiser, django_assert_num_queries):
    for rows in (1, 2):
        for _number in range(rows):
            clips.ready_row(uploaded_by=organiser)
        with django_assert_num_queries(11):
            response = client.get(reverse("videos:index"))
    assert response.content.decode().count("已就绪") >= 3


def test_rename_changes_the_title_only(client, organiser):
    video = clips.ready_row()
    client.post(reverse("videos:edit", args=[video.pk]), {"title": "新标题", "state": "failed"})
    video.refresh_from_db()
    assert (video.title, video.state) == ("新标题", "ready")


def test_delete_takes_the_video_from_the_list_and_leaves_its_files_to_the_sweeper(
    client, organiser, settings, django_capture_on_commit_callbacks
):
    video = clips.playable()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("videos:delete", args=[video.pk]))
    assert not Video.objects.exists()
    assert (Path(settings.VIDEO_ROOT) / video.folder / "master.m3u8").exists()


def test_delete_keeps_what_a_lesson_needs_and_says_so(client, organiser):
    video = clips.ready_row()
    training.course(videos=[video])
    response = client.post(reverse("videos:delete", args=[video.pk]), follow=True)
    assert str(keeping.VideoInUse()) in response.content.decode()
    assert Video.objects.get() == video


def test_replace_a_video_in_its_lessons(client, organiser):
    old, new = clips.ready_row(), clips.ready_row(seconds=50)
    training.course(videos=[old])
    address = reverse("videos:replace", args=[old.pk])
    assert address in page(client, old)
    assert f'<option value="{new.pk}">' in client.get(address).content.decode()
    response = client.post(address, {"new": new.pk}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("videos:inspect", args=[new.pk])
    assert new.lessons.count() == 1
    assert reverse("videos:inspect", args=[new.pk]) in page(client, old)
    assert address not in page(client, old)
    assert client.get(address).status_code == 404


def test_replace_is_for_who_may_change_videos(client):
    client.force_login(places.user("nobody"))
    old, new = clips.ready_row(), clips.ready_row()
    client.post(reverse("videos:replace", args=[old.pk]), {"new": new.pk})
    assert not Video.objects.exclude(replaces=None).exists()


def test_every_page_says_where_it_stands(client, organiser):
    video = pipeline.receive(clips.upload(clips.clip(size="320x240", seconds=2)), title="农产品网销", by=organiser)
    work(video)
    for name, args, way in (
        ("add", [], ["视频", "上传视频"]),
        ("lines", [], ["视频", "视频处理队列"]),
        ("inspect", [video.pk], ["视频", "农产品网销"]),
        ("captions", [video.pk], ["视频", "农产品网销", "字幕"]),
        ("replace", [video.pk], ["视频", "农产品网销", "更换视频"]),
    ):
        steps = client.get(reverse(f"videos:{name}", args=args)).context["breadcrumbs_items"]
        assert [str(step["label"]) for step in steps][-len(way) :] == way, name
    assert "<span>上传视频</span>" in client.get(reverse("videos:add")).content.decode()
