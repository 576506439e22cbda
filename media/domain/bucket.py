"""Published folders in a bucket (S3), where the installation has one: it holds the record, this machine's disk a cache.

A folder is written once and never changes, so a file that lies here is right for ever. The master playlist is sent
last: a folder whose master is in the bucket is there as a whole. Without a bucket everything here does nothing.
"""

import contextlib
import datetime as dt
import shutil
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

from .playlists import MASTER

VIDEOS = "videos"  # the storage's name in settings.STORAGES
LET_GO = ".let-go"  # beside the files of a folder that no video names any more


def storage() -> Storage | None:
    return storages[VIDEOS] if VIDEOS in settings.STORAGES else None


def share(folder: Path) -> None:
    """Have a published folder whole on both sides; what was broken off goes on."""
    if bucket := storage():
        bring_all(folder)
        _push(bucket, folder)


def _push(bucket: Storage, folder: Path) -> None:
    there = _names(bucket, folder.name)
    for path in sorted(folder.iterdir(), key=lambda path: path.name == MASTER):
        if path.name not in there:
            with path.open("rb") as file:
                bucket.save(f"{folder.name}/{path.name}", File(file))


def bring(path: Path) -> bool:
    """Whether the file is on this disk, fetched now if the bucket has it."""
    if path.is_file():
        return True
    bucket, name = storage(), f"{path.parent.name}/{path.name}"
    if bucket is None or not bucket.exists(name):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    try:
        with bucket.open(name) as far, draft.open("wb") as near:
            shutil.copyfileobj(far, near)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def bring_all(folder: Path) -> None:
    """Every file of a published folder onto this disk."""
    bucket = storage()
    for name in sorted(_names(bucket, folder.name), key=lambda name: name == MASTER) if bucket else ():
        bring(folder / name)


def has(path: Path) -> bool:
    """Whether a published file lies here or in the bucket."""
    bucket = storage()
    return path.is_file() or (bucket is not None and bucket.exists(f"{path.parent.name}/{path.name}"))


def folders() -> set[str]:
    """The names of the folders in the bucket."""
    bucket = storage()
    return set(bucket.listdir("")[0]) if bucket else set()


def let_go(name: str) -> None:
    """From now on nobody new is sent to the folder; its day of grace begins."""
    if bucket := storage():
        bucket.delete(f"{name}/{LET_GO}")
        bucket.save(f"{name}/{LET_GO}", ContentFile(b""))


def let_go_at(name: str) -> dt.datetime | None:
    """When the folder was let go; None for one that never was."""
    bucket, mark = storage(), f"{name}/{LET_GO}"
    return bucket.get_modified_time(mark) if bucket.exists(mark) else None


def drop(name: str) -> None:
    """Take a folder out of the bucket, its master first: half a folder is none."""
    if bucket := storage():
        with contextlib.suppress(FileNotFoundError):
            for file in sorted(bucket.listdir(name)[1], key=lambda file: file != MASTER):
                bucket.delete(f"{name}/{file}")


def _names(bucket: Storage, folder: str) -> set[str]:
    with contextlib.suppress(FileNotFoundError):
        return {name for name in bucket.listdir(folder)[1] if name != LET_GO}
    return set()
