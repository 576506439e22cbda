"""Which forms a video is made in, as plain values: the low lane first, then the high one, never larger than the source.

Slides spend bits only on change: a constant quality under a cap needs a third of the bytes of fixed bit rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass

VERSION = "l4"  # part of the folder's name: a change of what lies in it makes new folders
WHOLE = f"{VERSION}h"  # of the folder that holds both lanes
AUDIO = "audio"
SEGMENT_SECONDS = 6
KEYFRAME_SECONDS = 2
AUDIO_BITRATE = 40_000
AUDIO_RATE = 32_000
FASTEST = 30
PRESET = "veryfast"
LOW = (240, 360)
HIGH = (480, 720)
NEAR = 0.9  # of a step of the high lane: a source so close below it is made in its own size
ALONE = 288  # below it one rung does: 240 beside 280 would cost bytes and show no difference
QUALITY = ((288, 29, 180_000), (360, 28, 400_000), (480, 27, 800_000), (720, 26, 1_800_000))  # up to side, crf, cap
WORTH = 0.8  # a rung must save a fifth of the next better one's bytes


@dataclass(frozen=True)
class Rung:
    """One picture size with its quality: crf, and the cap in bit/s."""

    name: str
    width: int
    height: int
    crf: int
    cap: int


def even(value: float) -> int:
    """The nearest even number below, at least 2: the codec stores colour at half size."""
    return max(2, int(value) // 2 * 2)


def low_rungs(width: int, height: int) -> list[Rung]:
    """The low lane for a picture as shown (upright, square pixels), lowest first. A rung is named by its short side."""
    short = even(min(width, height))
    top = min(LOW[-1], short)
    sides = [top] if top < ALONE else [LOW[0], top]
    return [_rung(side, width, height) for side in sides]


def high_rungs(width: int, height: int) -> list[Rung]:
    """The high lane, lowest first; empty for a small picture."""
    short = even(min(width, height))
    sides = [min(side, short) for side in HIGH if short >= NEAR * side]
    return [_rung(side, width, height) for side in sides]


def _rung(side: int, width: int, height: int) -> Rung:
    crf, cap = next((crf, cap) for most, crf, cap in QUALITY if side <= most)
    return Rung(f"{side}p", *fitted(side / min(width, height), width, height), crf, cap)


def fitted(scale: float, width: int, height: int) -> tuple[int, int]:
    """The picture's size times `scale` in even numbers, never above the source's own."""
    return tuple(max(2, min(2 * round(side * scale / 2), even(side))) for side in (width, height))


def frame_rate(rate: float) -> float | None:
    """The rate to thin a fast source out to, an even part of it; None leaves the source's own. Never raised."""
    if rate <= FASTEST + 1:
        return None
    parts = 2 if rate <= 2 * FASTEST + 1 else 4
    return min(rate / parts, float(FASTEST))


def idle_rungs(costs: Iterable[tuple[str, int, int]]) -> set[str]:
    """The names of rungs that save too little: `costs` are (name, average, peak bit/s) from the lowest picture up.

    Slides often cost the same at 240 lines as at 360; then the better one is for everybody.
    """
    idle: set[str] = set()
    better = None
    for name, average, peak in reversed(list(costs)):
        if better and average > WORTH * better[0] and peak > WORTH * better[1]:
            idle.add(name)
        else:
            better = (average, peak)
    return idle
