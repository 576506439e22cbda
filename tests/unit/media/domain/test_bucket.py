"""Uploads and published videos in an S3 bucket on this machine: everything plays as from the disk."""

import shutil
import socket
from pathlib import Path

import boto3
import pytest
import time_machine
from django.conf import settings as live
from django.core.files.storage import storages
from django.core.management import call_command
from moto.server import ThreadedMotoServer

from lms import environment
from media.domain import bucket, files, folders, improving, keeping, pipeline, playback
from media.models import Video
from tests.factories import clips

pytestmark = pytest.mark.django_db
KEYS = {"S3_ACCESS_KEY": "village", "S3_SECRET_KEY": "square"}


@pytest.fixture(scope="module")
def endpoint():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint, settings, monkeypatch, tmp_path):
    """The platform with a bucket of its own and an empty disk; gives the client that looks into the bucket."""
    name = f"test-{abs(hash(tmp_path.name)) % 10**9}"
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id=KEYS["S3_ACCESS_KEY"], aws_secret_access_key=KEYS["S3_SECRET_KEY"],
    )  # fmt: skip
    client.create_bucket(Bucket=name)
    for key, value in {**KEYS, "S3_BUCKET": name, "S3_ENDPOINT": endpoint, "S3_REGION": "us-east-1"}.items():
        monkeypatch.setenv(key, value)
    settings.VIDEO_ROOT = tmp_path / "videos"
    settings.STORAGES = live.STORAGES | {
        "videos": environment.bucket("videos"),
        "private": environment.bucket("private", file_overwrite=False),
    }
    monkeypatch.setattr(Video._meta.get_field("source"), "storage", storages["private"])

    def keys(prefix="") -> list[str]:
        return [one["Key"] for one in client.list_objects_v2(Bucket=name, Prefix=prefix).get("Contents", [])]

    return keys


def transcoded(**options) -> Video:
    return clips.transcoded(clips.clip(**({"size": "320x240", "seconds": 7} | options)))


def fetched(client, video, name) -> bytes:
    response = client.get(playback.grant(video) + name)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_upload_and_published_files_lie_in_the_bucket_and_no_copy_of_the_upload_here(s3):
    video = transcoded()
    assert video.state == "ready"
    assert s3("private/video-sources/") == [f"private/{video.source.name}"]
    here = sorted(path.name for path in folders.at(video.folder).iterdir())
    assert sorted(Path(key).name for key in s3(f"videos/{video.folder}/")) == here
    assert [path.name for path in Path(live.VIDEO_ROOT).iterdir()] == [video.folder]


def test_another_machine_plays_what_it_brings_from_the_bucket(s3, client):
    video = transcoded()
    kept = {path.name: path.read_bytes() for path in folders.at(video.folder).iterdir()}
    shutil.rmtree(live.VIDEO_ROOT)

    for name in ("master.m3u8", "240p-media.m3u8", "240p-00001.m4s", "poster.jpg"):
        assert fetched(client, video, name) == kept[name]
    assert sorted(path.name for path in folders.at(video.folder).iterdir()) == sorted(
        ["master.m3u8", "240p-media.m3u8", "240p-00001.m4s", "poster.jpg"]
    )
    assert len(fetched(client, video, "240p.mp4")) == sum(
        len(kept[name]) for name in ("240p-init.mp4", "240p-00000.m4s", "240p-00001.m4s")
    )
    assert client.get(playback.grant(video) + "720p-init.mp4").status_code == 404
    assert files.missing(video) == []


def test_another_machine_makes_the_larger_pictures(s3):
    video = transcoded(size="854x480", seconds=3)
    shutil.rmtree(live.VIDEO_ROOT)
    improving.improve(video.pk)
    video.refresh_from_db()
    assert video.is_whole
    assert f"videos/{video.folder}/480p-init.mp4" in s3()
    assert files.missing(video) == []


def test_the_same_file_is_not_made_twice_wherever_it_was_made(s3, monkeypatch):
    first = transcoded()
    shutil.rmtree(live.VIDEO_ROOT)
    monkeypatch.setattr(pipeline, "_make", lambda *args: pytest.fail("made again"))
    second = transcoded()
    assert (second.folder, second.renditions.count()) == (first.folder, first.renditions.count())


def test_a_run_that_was_broken_off_while_sending_goes_on(s3, monkeypatch):
    video = clips.received(clips.clip(size="320x240", seconds=7))
    sent = []

    def once(storage, name, content, **more):
        sent.append(name)
        if len(sent) == 4:
            raise ConnectionError("the line broke")
        return whole(storage, name, content, **more)

    with monkeypatch.context() as patch:
        whole = type(bucket.storage()).save
        patch.setattr(type(bucket.storage()), "save", once)
        with pytest.raises(ConnectionError):
            pipeline.prepare(video.pk)
    assert not any(key.endswith("master.m3u8") for key in s3("videos/"))
    pipeline.prepare(video.pk)
    video.refresh_from_db()
    assert video.state == "ready"
    shutil.rmtree(live.VIDEO_ROOT)
    assert files.missing(video) == []


def test_deleted_videos_leave_the_bucket_a_day_later(s3, django_capture_on_commit_callbacks):
    video, other = transcoded(), transcoded(seconds=5)
    with django_capture_on_commit_callbacks(execute=True):
        keeping.discard(video, by=None)
    shutil.rmtree(live.VIDEO_ROOT)
    keeping.sweep()
    assert len(s3(f"videos/{video.folder}/")) > 1
    with time_machine.travel("2100-01-01"):
        keeping.sweep()
    assert s3(f"videos/{video.folder}/") == []
    assert s3("private/video-sources/") == [f"private/{other.source.name}"]
    assert files.missing(other) == []


def test_lost_files_are_found_and_made_again(s3, capsys):
    video = transcoded()
    folders.remove(folders.at(video.folder))
    assert files.missing(video)
    call_command("requeue_videos", lost=True)
    video.refresh_from_db()
    assert files.missing(video) == []


def test_a_bucket_needs_its_keys(monkeypatch):
    monkeypatch.setenv("S3_BUCKET", "county")
    with pytest.raises(environment.ImproperlyConfigured, match="S3_ACCESS_KEY"):
        environment.bucket("videos")
    monkeypatch.delenv("S3_BUCKET")
    assert environment.bucket("videos") is None
