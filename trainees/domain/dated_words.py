"""Words that hold from a day until another: where a new one fits in among those said already. Pure."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

A_DAY = dt.timedelta(days=1)


class Room(NamedTuple):
    """What a word said of a day needs: which words end the day before, and until when it holds itself (None: open).

    `is_taken`: another word begins on the very day, and the new one has no room.
    """

    ending: list
    until: dt.date | None
    is_taken: bool


def room(words: Iterable, day: dt.date) -> Room:
    """The room for a word said of `day` among `words`, which have `start` and `until`.

    It takes over from those in force until they would have ended or the next word begins: what was said of later days
    stands.
    """
    words = list(words)
    ending = [word for word in words if word.start <= day and (word.until is None or word.until >= day)]
    later = [word.start - A_DAY for word in words if word.start > day]
    limits = [word.until for word in ending if word.until is not None] if ending else []
    if ending and len(limits) < len(ending):
        limits = []
    until = min([*later, *([max(limits)] if limits else [])], default=None)
    return Room(ending, until, any(word.start == day for word in ending))
