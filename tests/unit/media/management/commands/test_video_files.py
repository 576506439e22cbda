"""Lost and forgotten videos are found, and asked for again."""

import io
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from lms.kit.models import Job
from media.tasks import transcode_video
from tests.factories import clips

pytestmark = pytest.mark.django_db


def say(command, *arguments, code=0) -> str:
    out = io.StringIO()
    if code:
        with pytest.raises(SystemExit):
            call_command(command, *arguments, stdout=out)
    else:
        call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _own_sources(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "private": settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private", "base_url": None}}
    }


def test_whole_videos_are_found_whole():
    clips.playable()
    assert "0 lost" in say("check_video_files")


def test_lost_files_are_named_and_made_again(settings):
    video = clips.playable()
    Job.objects.all().delete()
    folder = Path(settings.VIDEO_ROOT) / video.folder
    next(folder.glob("240p-*.m4s")).unlink()
    assert "240p-" in say("check_video_files", code=1)
    assert "0 forgotten or failed, 0 with" in say("requeue_videos")
    assert "1 with lost files" in say("requeue_videos", "--lost")
    transcode_video(Job.objects.get().pk)
    video.refresh_from_db()
    assert video.state == "ready"
    assert "0 lost" in say("check_video_files")
    shutil.rmtree(folder)
    assert "master.m3u8" in say("check_video_files", code=1)


def test_a_video_nobody_works_on_is_queued_once():
    video = clips.received(clips.clip(size="320x240", seconds=2))
    assert "0 forgotten" in say("requeue_videos")
    Job.objects.update(state="cancelled")
    assert "1 forgotten" in say("requeue_videos")
    assert Job.objects.unfinished().get().subject == str(video.pk)


def test_files_no_video_knows_are_named(settings):
    (Path(settings.VIDEO_ROOT) / "0123456789abcdef-l1").mkdir(parents=True)
    assert "videos/0123456789abcdef-l1" in say("check_video_files")
