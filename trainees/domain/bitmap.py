"""Seconds of media as bits, without a database: bit 0 is the first second; merging is OR, so order and repetition
change nothing. Stored as bytes, first second in the lowest bit of the first byte.
"""

from collections.abc import Iterable


def load(stored: bytes) -> int:
    return int.from_bytes(stored, "little")


def dump(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def count(bits: int) -> int:
    return bits.bit_count()


def span(start: int, end: int) -> int:
    """The seconds from `start` until before `end`."""
    return ((1 << (end - start)) - 1) << start if end > start else 0


def merge(ranges: Iterable[tuple[int, int]], length: int) -> int:
    """All seconds of `ranges` (end excluded) that lie within `length`."""
    bits = 0
    for start, end in ranges:
        bits |= span(max(0, start), min(length, end))
    return bits


def union(stored: Iterable[bytes]) -> int:
    """All seconds that are in any of these, as they are stored."""
    bits = 0
    for each in stored:
        bits |= load(each)
    return bits


def earliest(bits: int, most: int) -> int:
    """The first `most` seconds of `bits`."""
    if count(bits) <= most:
        return bits
    kept = 0
    for _number in range(most):
        lowest = bits & -bits
        kept |= lowest
        bits ^= lowest
    return kept


def runs(bits: int, length: int) -> list[tuple[int, int]]:
    """The unbroken stretches of `bits` within `length` as (start, end), end excluded, in order."""
    found, at = [], 0
    bits &= span(0, length)
    while bits:
        gap = (bits & -bits).bit_length() - 1
        bits >>= gap
        full = (~bits & (bits + 1)).bit_length() - 1
        found.append((at + gap, at + gap + full))
        bits >>= full
        at += gap + full
    return found
