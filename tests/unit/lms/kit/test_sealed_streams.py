"""Files sealed in pieces open whole or not at all."""

import hashlib
import io

import pytest

from lms.kit.sealed import SealBroken
from lms.kit.sealed_streams import PIECE, close_stream, open_stream


def sealed(data: bytes, place="a.b") -> bytes:
    out = io.BytesIO()
    assert close_stream(io.BytesIO(data), out, place=place) == (hashlib.sha256(data).hexdigest(), len(data))
    return out.getvalue()


def opened(stored: bytes, place="a.b") -> bytes:
    return b"".join(open_stream(io.BytesIO(stored), place=place))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_open_what_was_closed(size):
    data = bytes(range(256)) * (size // 256 + 1)
    stored = sealed(data[:size])
    assert opened(stored) == data[:size]
    assert size < 100 or data[:100] not in stored


def test_a_cut_mixed_or_moved_file_does_not_open():
    stored = sealed(b"x" * (2 * PIECE + 5))
    frame = PIECE + 28 + 4
    head = stored.index(b"\n") + 1
    first, second = stored[head : head + frame], stored[head + frame : head + 2 * frame]
    for broken in (
        stored[: head + 2 * frame],
        stored[:head] + second + first + stored[head + 2 * frame :],
        stored[:-1],
        stored + first,
        stored[:head],
        b"",
        stored[:head] + b"\xff\xff\xff\xff" + first,
        stored[: head + 50] + b"?" + stored[head + 51 :],
    ):
        with pytest.raises(SealBroken):
            opened(broken)
    with pytest.raises(SealBroken):
        opened(stored, place="c.d")


def test_a_key_nobody_has_does_not_open(settings):
    stored = sealed(b"x")
    with pytest.raises(SealBroken):
        opened(b"k9" + stored[2:])
