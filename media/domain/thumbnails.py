"""Pictures to seek by: one sheet of small frames and the index that says which part of it belongs to which time."""

from dataclasses import dataclass

from . import ladder

SHEET = "thumbnails.webp"
INDEX = "thumbnails.vtt"
SIDE = 160
ACROSS = 10
MOST = 100


@dataclass(frozen=True)
class Sheet:
    """`count` frames of `width` × `height`, one each `every` seconds, in rows of ACROSS."""

    every: int
    count: int
    width: int
    height: int

    @property
    def tiles(self) -> str:
        return f"{min(self.count, ACROSS)}x{-(-self.count // ACROSS)}"


def plan(width: int, height: int, duration: float) -> Sheet:
    """The sheet for a picture as shown. The steps are whole segments, so one sheet is enough for any length."""
    seconds = max(1, int(duration))
    every = ladder.SEGMENT_SECONDS * -(-seconds // (ladder.SEGMENT_SECONDS * MOST))
    small = ladder.fitted(min(SIDE / max(width, height), 1), width, height)
    return Sheet(every, -(-seconds // every), *small)


def index(sheet: Sheet, duration: float) -> str:
    """WebVTT whose cues name a rectangle of the sheet; nothing after the end that can be watched."""
    lines = ["WEBVTT", ""]
    for number in range(sheet.count):
        start, end = number * sheet.every, min((number + 1) * sheet.every, duration)
        if start >= end:
            break
        row, column = divmod(number, ACROSS)
        place = f"{column * sheet.width},{row * sheet.height},{sheet.width},{sheet.height}"
        lines += [f"{_clock(start)} --> {_clock(end)}", f"{SHEET}#xywh={place}", ""]
    return "\n".join(lines)


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{thousandths:03d}"
