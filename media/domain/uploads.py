"""Bringing in a file of gigabytes over a network that breaks: begin, append, go on later from any device, finish.

Only rows and rules stand here; the bytes are `partial`'s, the words of the wire (tus 1.0) are `views/uploads.py`'s.
"""

import datetime as dt
import hashlib
import hmac
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit.clock import now
from media.models import Upload, Video

from . import pipeline
from .partial import Misplaced, Partial, Taken

KEPT = dt.timedelta(days=7)  # after the last byte
ORPHAN_SECONDS = 24 * 3600
DIGESTS = ("sha1", "sha256", "md5")

__all__ = ["Misplaced", "Taken"]  # what `append` may raise, too


class NotTaken(Exception):
    """The upload can't begin; the text says why and what to do."""


class Gone(Exception):
    """The upload was given up, or waited too long."""


class WrongChecksum(Exception):
    """The bytes changed on their way; nothing was kept."""


def begin(name: str, size: int, *, title: str = "", modified: int = 0, fingerprint: str = "", by) -> Upload:
    """Make room for a file of `size` bytes. Raises NotTaken or pipeline.TooLarge."""
    if size <= 0:
        raise NotTaken(_("The file is empty. Choose the video again; the copy from the phone may have failed."))
    if size > settings.VIDEO_MAX_BYTES:
        raise pipeline.TooLarge
    name = Path(name).name[:255]
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=by.pk)  # two windows must not both get the last room
        _check_quota(by, size)
        _check_disk(size)
        return Upload.objects.create(
            owner=by,
            name=name,
            title=(title.strip() or Path(name).stem or name)[:200],
            size=size,
            modified=modified,
            fingerprint=fingerprint,
            expires_at=now() + KEPT,
        )


def _check_quota(by, size: int) -> None:
    waiting = sum(upload.size for upload in Upload.objects.of(by).unfinished())
    if waiting + size > settings.VIDEO_UPLOADS_MAX_BYTES:
        raise NotTaken(_("You have too many unfinished uploads. Finish one or give it up, then begin this one."))


def _check_disk(size: int) -> None:
    """Room for what is promised already, and for this file twice: itself and what is made of it."""
    Path(settings.UPLOAD_ROOT).mkdir(parents=True, exist_ok=True, mode=0o700)
    promised = sum(upload.size - upload.arrived for upload in Upload.objects.unfinished())
    if shutil.disk_usage(settings.UPLOAD_ROOT).free < promised + 2 * size:
        raise NotTaken(_("The server has too little room for this file. Tell the operator of the platform."))


def take_up(upload: Upload) -> int:
    """How many bytes have arrived. A connection that still writes is cut off: this one goes on."""
    _check_alive(upload)
    if upload.video_id is None:
        Partial(upload.path).claim()
    return upload.arrived


def append(upload: Upload, pieces: Iterable[bytes], *, at: int, checksum: tuple[str, bytes] | None = None) -> int:
    """Keep `pieces`, which follow byte `at`, and return how much has arrived; what came before a break is kept.

    Raises Gone, Misplaced, Taken, and WrongChecksum (`checksum` is a digest's name and value), which keeps nothing.
    """
    _check_alive(upload)
    if upload.arrived != at:
        raise Misplaced
    partial = Partial(upload.path)
    word = partial.claim()
    if checksum:
        pieces = [_checked(b"".join(pieces), *checksum)]
    try:
        return partial.extend(_no_more_than(pieces, upload.size - at), at=at, word=word)
    finally:
        Upload.objects.filter(pk=upload.pk, video=None).update(expires_at=now() + KEPT)


def _check_alive(upload: Upload) -> None:
    if upload.video_id is None and upload.expires_at <= now():
        raise Gone


def _checked(body: bytes, digest: str, expected: bytes) -> bytes:
    if not hmac.compare_digest(hashlib.new(digest, body, usedforsecurity=False).digest(), expected):
        raise WrongChecksum
    return body


def _no_more_than(pieces: Iterable[bytes], room: int):
    for piece in pieces:
        if room <= 0:
            return
        yield piece[:room]
        room -= len(piece)


class Whole(File):
    """A finished file that a local storage may take as it is, without copying it."""

    def temporary_file_path(self) -> str:
        return self.name


def settle(upload: Upload) -> Video | None:
    """The video of an upload that is whole, made once; None while bytes are missing.

    The storage is given a second name of the file, so that a crash before the commit loses nothing.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=["self"]).select_related("video", "owner").get(pk=upload.pk)
        if upload.video_id or upload.arrived < upload.size:
            return upload.video
        twin = upload.path.with_suffix(".whole")
        twin.unlink(missing_ok=True)
        os.link(upload.path, twin)
        try:
            with twin.open("rb") as opened:
                video = pipeline.receive(
                    Whole(opened, name=str(twin)), title=upload.title, original_name=upload.name, by=upload.owner
                )
        finally:
            twin.unlink(missing_ok=True)
        upload.video = video
        upload.save(update_fields=["video"])
        transaction.on_commit(Partial(upload.path).remove)
    return video


def give_up(upload: Upload) -> None:
    """Drop an upload and its bytes; the video of a finished one stays."""
    partial = Partial(upload.path)
    with transaction.atomic():
        upload.delete()
        transaction.on_commit(partial.remove)


def known(*, size: int, name: str, modified: int, fingerprint: str, by) -> Upload | Video | None:
    """The same file, already on its way for `by`, or already a video of anybody's."""
    mine = Upload.objects.of(by).unfinished().filter(size=size)
    same = mine.filter(fingerprint=fingerprint) if fingerprint else mine.filter(name=name, modified=modified)
    if upload := same.first():
        return upload
    if not fingerprint:
        return None
    return Video.objects.filter(fingerprint=fingerprint, size=size).exclude(state=Video.State.REFUSED).first()


def expire() -> int:
    """Drop what waited too long, and files nobody knows; returns how many uploads went."""
    old = list(Upload.objects.filter(expires_at__lte=now()))
    for upload in old:
        give_up(upload)
    known_names = {pk.hex for pk in Upload.objects.values_list("pk", flat=True)}
    for path in Path(settings.UPLOAD_ROOT).glob("*"):
        age = now().timestamp() - path.stat().st_mtime
        if path.name.partition(".")[0] not in known_names and age > ORPHAN_SECONDS:
            path.unlink(missing_ok=True)
    return len(old)
