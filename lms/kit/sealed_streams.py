"""Large files full of personal data, sealed piece by piece: however long, no more than a megabyte is in memory.

Each piece is bound to its place and its number, and the last one says that it is the last: a file that was cut,
mixed or lengthened does not open. Made for files that live a day; they are not rotated, their key stays known as long.
"""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings

from .sealed import SealBroken, newest_key
from .suites import SUITES, DoesNotOpen

PIECE = 1024 * 1024
LENGTH = 4  # bytes that say how long a sealed piece is
LONGEST = PIECE + 1024


def close_stream(source: BinaryIO, target: BinaryIO, *, place: str) -> tuple[str, int]:
    """Seal all of `source` into `target`; gives the SHA-256 and the size of the plain bytes."""
    key_id, key = newest_key()
    target.write(f"{key_id}:{key.suite}\n".encode())
    digest, size, number = hashlib.sha256(), 0, 0
    piece = source.read(PIECE)
    while True:
        following = source.read(PIECE)
        sealed = SUITES[key.suite].close(key.secret, piece, _bound(place, number, is_last=not following))
        target.write(len(sealed).to_bytes(LENGTH, "big") + sealed)
        digest.update(piece)
        size += len(piece)
        if not following:
            return digest.hexdigest(), size
        piece, number = following, number + 1


def open_stream(source: BinaryIO, *, place: str) -> Iterator[bytes]:
    """The plain bytes, piece by piece. Raises SealBroken, at the latest at the end."""
    key_id, _colon, suite = source.readline(200).decode(errors="replace").strip().partition(":")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None or key.suite != suite:
        raise SealBroken(f"{place}: no such key, or not of this suite.")
    number, head = 0, source.read(LENGTH)
    while head:
        length = int.from_bytes(head, "big")
        raw = source.read(length) if length <= LONGEST else b""
        head = source.read(LENGTH)
        try:
            yield SUITES[suite].open(key.secret, raw, _bound(place, number, is_last=not head))
        except DoesNotOpen as error:
            raise SealBroken(f"{place}: piece {number} does not open.") from error
        number += 1
    if not number:
        raise SealBroken(f"{place}: nothing is in it.")


def _bound(place: str, number: int, *, is_last: bool) -> bytes:
    return f"{place}/{number}{'/end' if is_last else ''}".encode()
