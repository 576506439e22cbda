"""Deleting videos, and giving their space back later: whoever has the page open watches to the end."""

import contextlib
import datetime as dt
import shutil
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import now
from media.models import Video

from . import bucket, folders


class VideoInUse(Exception):
    """A lesson or somebody's progress needs the video."""

    def __init__(self):
        super().__init__(
            _("This video belongs to a lesson or has been watched, so it stays. Take it out of its lessons instead.")
        )


def discard(video: Video, *, by) -> None:
    """Delete a video nobody needs; `sweep` takes its files a day later. Raises VideoInUse."""
    folder = video.folder
    try:
        with transaction.atomic():
            audit.record("media.video.discard", video, by=by)
            video.delete()
            if folder:
                transaction.on_commit(lambda: folders.let_go(folders.at(folder)))
    except ProtectedError as error:
        raise VideoInUse from error


def sweep() -> int:
    """Remove published folders and sources that no video names and nobody has touched for a day; returns how many."""
    return _sweep_folders() + _sweep_bucket() + _sweep_sources()


def stored_sources(storage: Storage) -> list[str]:
    """The names of the uploaded files that are kept."""
    with contextlib.suppress(FileNotFoundError):
        return storage.listdir("video-sources")[1]
    return []


def _sweep_folders() -> int:
    known = set(Video.objects.values_list("folder", flat=True))
    gone = 0
    for folder in Path(settings.VIDEO_ROOT).glob("*"):
        if folder.name.startswith(".") or folder.name in known or not folders.is_stale(folder):
            continue
        # Away first, then empty: a worker that looks for it meanwhile finds all of it or nothing.
        doomed = folder.with_name(f".gone-{uuid.uuid4().hex}")
        folder.rename(doomed)
        gone += 1
    for doomed in Path(settings.VIDEO_ROOT).glob(".gone-*"):
        shutil.rmtree(doomed, ignore_errors=True)
    return gone


def _sweep_bucket() -> int:
    """What was let go a day ago goes; what nobody names and nobody has let go begins its day."""
    gone, before = 0, now() - dt.timedelta(seconds=folders.STALE_SECONDS)
    for name in bucket.folders() - set(Video.objects.values_list("folder", flat=True)):
        let_go_at = bucket.let_go_at(name)
        if let_go_at is None:
            bucket.let_go(name)
        elif let_go_at < before:
            bucket.drop(name)
            gone += 1
    return gone


def _sweep_sources() -> int:
    storage = Video._meta.get_field("source").storage
    known = set(Video.objects.values_list("source", flat=True))
    names = [f"video-sources/{name}" for name in stored_sources(storage)]
    before = now() - dt.timedelta(seconds=folders.STALE_SECONDS)
    unknown = [name for name in names if name not in known and storage.get_modified_time(name) < before]
    for name in unknown:
        storage.delete(name)
    return len(unknown)
