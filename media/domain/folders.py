"""Published folders: filled under a name of their own, renamed into place, never changed after, let go late.

A page opened yesterday holds an address to a folder that was replaced today: what nobody names any more stays a day.
"""

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models.fields.files import FieldFile

from . import bucket
from .playlists import MASTER

STALE_SECONDS = 24 * 3600  # no run lasts a day, and no address of a video longer


def at(name: str) -> Path:
    """Where the folder of that name lies or will lie."""
    return Path(settings.VIDEO_ROOT) / name


def is_published(folder: Path) -> bool:
    """Whether it is there, on this disk or in the bucket."""
    return bucket.has(folder / MASTER)


@contextlib.contextmanager
def drafted(folder: Path) -> Iterator[Path]:
    """A fresh folder to fill, renamed to `folder` at the end; whoever comes second throws theirs away."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep_drafts(folder.parent)
    draft = folder.parent / f".making-{uuid.uuid4().hex}"
    draft.mkdir()
    try:
        yield draft
        try:
            draft.rename(folder)
        except OSError:
            if not is_published(folder):
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextlib.contextmanager
def at_hand(file: FieldFile) -> Iterator[Path]:
    """A stored file as one on this disk, where programs can read it; a copy for as long as that, if need be."""
    if path := _local_path(file):
        yield path
        return
    root = Path(settings.VIDEO_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    _sweep_drafts(root)
    box = root / f".making-{uuid.uuid4().hex}"
    box.mkdir()
    try:
        with file.storage.open(file.name) as far, (box / "source").open("wb") as near:
            shutil.copyfileobj(far, near, 1024 * 1024)
        yield box / "source"
    finally:
        shutil.rmtree(box, ignore_errors=True)


def _local_path(file: FieldFile) -> Path | None:
    with contextlib.suppress(NotImplementedError):
        return Path(file.path)
    return None


def link(folder: Path, into: Path) -> None:
    """Put every file of `folder` into another, without a second copy where the disk can do that."""
    bucket.bring_all(folder)
    for path in folder.iterdir():
        try:
            os.link(path, into / path.name)
        except OSError:
            shutil.copy2(path, into / path.name)


def join(paths: list[Path], to: Path) -> None:
    """One file of many, byte for byte after each other."""
    with to.open("wb") as file:
        for path in paths:
            with path.open("rb") as part:
                shutil.copyfileobj(part, file)


def let_go(folder: Path) -> None:
    """From now on nobody new is sent there; its day of grace begins."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(folder)
    bucket.let_go(folder.name)


def remove(folder: Path) -> None:
    """At once, here and in the bucket: what is left of it is of no use."""
    shutil.rmtree(folder, ignore_errors=True)
    bucket.drop(folder.name)


def is_stale(folder: Path) -> bool:
    return time.time() - folder.stat().st_mtime > STALE_SECONDS


def _sweep_drafts(root: Path) -> None:
    """Remove what dead workers left."""
    for draft in root.glob(".making-*"):
        with contextlib.suppress(FileNotFoundError):
            if is_stale(draft):
                shutil.rmtree(draft, ignore_errors=True)
