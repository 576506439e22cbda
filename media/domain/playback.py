"""Signed, short-lived addresses of a published video: who may watch is decided above, here only the signature counts.

The token stands in the path, so the relative names in a playlist inherit it. It is bound to no network address: a phone
changes its own on the way home. It carries `<expiry>~<folder>~<signature>`.
"""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from . import bucket, playlists

GRACE_SECONDS = 2 * 3600
SAME_ADDRESS_SECONDS = 3600
FOLDER = re.compile(r"[0-9a-f]{16}-[a-z0-9]{1,10}")
FORM = r"(?:\d{1,4}p|audio)"
PICTURE = r"poster\.jpg|thumbnails\.(?:webp|vtt)"
STORED = re.compile(rf"(?:master|audio|{FORM}-media)\.m3u8|{FORM}-(?:init\.mp4|\d{{5}}\.m4s)|{PICTURE}")
WHOLE = re.compile(r"(\d{1,4}p)\.mp4|(audio)\.m4a")
TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4s": "video/iso.segment",
    ".m4a": "audio/mp4",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".vtt": "text/vtt; charset=utf-8",
}


class Expired(Exception):
    """The address was right and its time is over."""


class Unknown(Exception):
    """No such address was ever given out, or no such file."""


@dataclass(frozen=True)
class Opened:
    """What an address stands for: the files to send one after the other, and their type."""

    paths: list[Path]
    content_type: str
    is_playlist: bool

    @property
    def is_one(self) -> bool:
        return len(self.paths) == 1


def grant(video, *, for_seconds: int | None = None) -> str:
    """The base address of a ready video, `/play/<token>/`, valid twice its length and two hours more by default.

    The end is rounded up to the hour: a page opened again gets the same address, so the phone's cache still serves.
    """
    if for_seconds is None:
        ends = time.time() + 2 * video.duration + GRACE_SECONDS
        ends = (int(ends) // SAME_ADDRESS_SECONDS + 1) * SAME_ADDRESS_SECONDS
    else:
        ends = int(time.time()) + for_seconds
    body = f"{ends}~{video.folder}"
    return reverse("play", args=[f"{body}~{_signature(body)}", "x"])[:-1]


def open(token: str, name: str) -> Opened:  # noqa: A001  (the address is opened)
    """What may be sent for this address. Raises Unknown for a forged one or a strange name, Expired for an old one."""
    body, _mark, signature = token.rpartition("~")
    ends, _mark, folder = body.partition("~")
    if not constant_time_compare(signature, _signature(body)) or not FOLDER.fullmatch(folder):
        raise Unknown
    if int(ends) < time.time():
        raise Expired
    root = Path(settings.VIDEO_ROOT) / folder
    paths = _paths(root, name)
    if not all(map(bucket.bring, paths)):
        raise Unknown
    return Opened(paths, TYPES[Path(name).suffix], name.endswith(".m3u8"))


def _paths(root: Path, name: str) -> list[Path]:
    """A stored file, or for `360p.mp4` and `audio.m4a` the init part and all segments: together one valid MP4."""
    if STORED.fullmatch(name):
        return [root / name]
    whole = WHOLE.fullmatch(name)
    if whole is None:
        raise Unknown
    form = whole[1] or whole[2]
    if not bucket.bring(root / f"{form}-media.m3u8"):
        raise Unknown
    return playlists.parts(root, form)


def _signature(body: str) -> str:
    return salted_hmac("media.playback", body, algorithm="sha256").hexdigest()[:40]
