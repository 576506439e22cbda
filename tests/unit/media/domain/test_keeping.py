"""Deleted videos give their space back, a day later and never what another needs."""

import os
import shutil
import time
from pathlib import Path

import pytest

from media.domain import folders, keeping
from media.models import Video
from tests.factories import clips

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_older_sources():
    shutil.rmtree(Video._meta.get_field("source").storage.path("video-sources"), ignore_errors=True)


def age(path: Path, *, hours: float = 25) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def discarded(video, capture) -> None:
    with capture(execute=True):
        keeping.discard(video, by=None)


def test_sweep_frees_the_space_a_day_after_the_last_video_of_a_folder(django_capture_on_commit_callbacks):
    first, second = clips.playable(), clips.playable()
    folder, sources = folders.at(first.folder), [Path(first.source.path), Path(second.source.path)]
    discarded(first, django_capture_on_commit_callbacks)
    age(folder)
    age(sources[0])
    assert keeping.sweep() == 1  # the source; the folder is the second video's, too
    assert folders.is_published(folder)
    assert not sources[0].exists()
    discarded(second, django_capture_on_commit_callbacks)
    assert keeping.sweep() == 0  # its day of grace has just begun
    assert folders.is_published(folder)
    age(folder)
    age(sources[1])
    assert keeping.sweep() == 2
    assert not folder.exists()
    assert not sources[1].exists()
    assert not list(folder.parent.glob(".gone-*"))


def test_sweep_leaves_what_is_being_made_and_what_plays():
    video = clips.playable()
    folder = folders.at(video.folder)
    age(folder)
    age(Path(video.source.path))
    making = folder.with_name(".making-1")
    making.mkdir()
    assert keeping.sweep() == 0
    assert folders.is_published(folder)
    assert making.exists()


def test_same_file_again_keeps_an_old_folder_from_the_sweeper(django_capture_on_commit_callbacks):
    first = clips.playable()
    folder = folders.at(first.folder)
    discarded(first, django_capture_on_commit_callbacks)
    age(folder)
    second = clips.transcoded(clips.clip(size="320x240", seconds=13))
    # As if the sweeper came before the last step.
    Video.objects.filter(pk=second.pk).update(state="transcoding", folder="")
    assert keeping.sweep() == 0
    assert folders.is_published(folder)
