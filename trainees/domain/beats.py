"""Beats: what a player reports of some seconds of playing, read from plain data. Nothing here knows a database.

A beat is `{"run", "seq", "ago", "spent", "ranges", "position"}` and perhaps `{"hidden", "fast", "leapt", "touches",
"check"}`. `run` names one life of the page and `seq` counts in it, so that a beat sent again is known; `ago` is how
long its end is past by the device's own clock, which may show any year; `spent` the seconds of the clock it took;
`ranges` the seconds of media played in it as [start, end).
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .presence import Check

MOST_BEATS = 500
MOST_RANGES = 500
MOST_BEATS_OF_A_RUN = 20_000
LONGEST = 3600
RUN = re.compile(r"[0-9a-f]{8}")


class BeatIsNonsense(Exception):
    """The device sent something that is no beat."""

    def __init__(self):
        super().__init__(_("This is not a report of watching. Load the page again."))


@dataclass(frozen=True)
class Beat:
    """Some seconds of playing; `ended_at` is when they ended by the server's clock."""

    run: str
    seq: int
    ended_at: dt.datetime
    spent: int
    ranges: list[tuple[int, int]]
    position: int
    hidden: int = 0
    fast: int = 0
    leapt: int = 0
    touches: int = 0
    check: Check | None = None


def read(told, *, granted_at: dt.datetime, at: dt.datetime) -> list[Beat]:
    """The beats of a report that arrived `at`, in the order they were played. Raises BeatIsNonsense.

    What a wrong clock puts before the grant or into the future is moved to the nearest moment that can be.
    """
    found = told.get("beats")
    if not isinstance(found, list) or len(found) > MOST_BEATS:
        raise BeatIsNonsense
    beats = [_read_one(one, granted_at, at) for one in found]
    return sorted(beats, key=lambda beat: (beat.ended_at, beat.run, beat.seq))


def _read_one(one, granted_at: dt.datetime, at: dt.datetime) -> Beat:
    if not isinstance(one, dict) or not isinstance(one.get("run"), str) or not RUN.fullmatch(one["run"]):
        raise BeatIsNonsense
    ranges = one.get("ranges")
    if not isinstance(ranges, list) or len(ranges) > MOST_RANGES:
        raise BeatIsNonsense
    ago = one.get("ago")
    if not _is_number(ago):
        raise BeatIsNonsense
    longest = (at - granted_at).total_seconds()
    return Beat(
        run=one["run"],
        seq=_whole(one, "seq", most=MOST_BEATS_OF_A_RUN),
        ended_at=at - dt.timedelta(seconds=min(max(0.0, ago), max(0.0, longest))),
        spent=_whole(one, "spent", most=LONGEST),
        ranges=[_range(item) for item in ranges],
        position=_whole(one, "position"),
        check=_check(one.get("check")),
        **{name: _whole(one, name, most=LONGEST, missing=0) for name in ("hidden", "fast", "leapt", "touches")},
    )


def _check(told) -> Check | None:
    if told is None:
        return None
    if not isinstance(told, dict):
        raise BeatIsNonsense
    answer = None if told.get("answer") is None else _whole(told, "answer", most=1000)
    return Check(
        number=_whole(told, "number", most=1000),
        took=_whole(told, "took", most=LONGEST),
        tries=_whole(told, "tries", most=LONGEST),
        answer=answer,
    )


def _range(item) -> tuple[int, int]:
    if not isinstance(item, list) or len(item) != 2 or not all(map(_is_whole, item)) or item[1] < item[0]:
        raise BeatIsNonsense
    return item[0], item[1]


def _whole(told: dict, name: str, *, most: int | None = None, missing=None) -> int:
    value = told.get(name, missing)
    if not _is_whole(value):
        raise BeatIsNonsense
    return value if most is None else min(value, most)


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
