"""Bringing in the file of a phone that was dying: the same acts by another way.

The file is signed by nobody: whoever brings it in sends its acts as their own, and is asked for each session as always.
An act the phone has sent after all, or sends later, counts once.
"""

import base64
import hashlib
import json

from django.utils.translation import gettext as _

from . import photos, receiving

FORMAT = "xiangxue-roll-1"
MOST_BYTES = 40 * 1024**2
LARGEST_OFFSET = 400 * 24 * 3600


class FileRefused(Exception):
    """This is no file of records; the text says so."""


def bring_in(file, *, by) -> list[str]:
    """The state of each act of the file, in its order. Raises FileRefused."""
    told = _read(file)
    for photo in told.get("photos") or []:
        _keep_photo(photo, by=by)
    acts, answers = told["acts"], []
    for start in range(0, len(acts), receiving.MOST_AT_ONCE):
        batch = acts[start : start + receiving.MOST_AT_ONCE]
        answers += receiving.receive(batch, offset=_offset(told), by=by)
    return [answer.state for answer in answers]


def _read(file) -> dict:
    try:
        told = json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise FileRefused(_no_records()) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("acts"), list):
        raise FileRefused(_no_records())
    return told


def _offset(told: dict) -> int:
    """How far the phone's clock was behind when it last spoke with us; the way of the file says nothing."""
    offset = told.get("offset")
    return offset if isinstance(offset, int) and abs(offset) < LARGEST_OFFSET else 0


def _keep_photo(photo, *, by) -> None:
    """A photo whose content is not what its name says is left out: its act then waits."""
    try:
        data, sha256 = base64.b64decode(photo["data"], validate=True), photo["sha256"]
        if hashlib.sha256(data).hexdigest() == sha256:
            photos.forget(sha256, by=by)
            photos.add(sha256, data, offset=0, size=len(data), by=by)
    except (KeyError, TypeError, ValueError, photos.PhotoRefused):
        return


def _no_records() -> str:
    return _("This file holds no records of a phone. Choose the one that was saved on the phone's page.")
