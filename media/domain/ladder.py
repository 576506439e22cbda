"""Which forms a video is made in, as plain values: low lanes first, never larger than the source.

Slides spend bits only on change: a constant quality under a cap needs a third of the bytes of fixed bit rates.
"""

from dataclasses import dataclass

VERSION = "l1"  # part of the folder's name: a change of anything below makes new folders
AUDIO = "audio"
SEGMENT_SECONDS = 6
KEYFRAME_SECONDS = 2
AUDIO_BITRATE = 40_000
AUDIO_RATE = 32_000
FASTEST = 30
HEIGHTS = (240, 360)
NEAR = 288  # below it one rung does: 240 beside 280 would cost bytes and show no difference


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


def rungs(width: int, height: int) -> list[Rung]:
    """The rungs for a picture as shown (upright, square pixels), lowest first. A rung is named by its short side."""
    short = even(min(width, height))
    top = min(HEIGHTS[-1], short)
    sides = [top] if top < NEAR else [HEIGHTS[0], top]
    return [_rung(side, width, height) for side in sides]


def _rung(side: int, width: int, height: int) -> Rung:
    crf, cap = (29, 180_000) if side < NEAR else (28, 400_000)
    scale = side / min(width, height)
    if width >= height:
        return Rung(f"{side}p", min(2 * round(width * scale / 2), even(width)), side, crf, cap)
    return Rung(f"{side}p", side, min(2 * round(height * scale / 2), even(height)), crf, cap)


def frame_rate(rate: float) -> float | None:
    """The rate to thin a fast source out to, an even part of it; None leaves the source's own. Never raised."""
    if rate <= FASTEST + 1:
        return None
    parts = 2 if rate <= 2 * FASTEST + 1 else 4
    return min(rate / parts, float(FASTEST))
