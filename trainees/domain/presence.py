"""Are you there? Now and then the player asks for a tap or a small sum; a face is never asked for. Pure thinking.

A visit is asked after `first` seconds of playing, then every 300 to 600 (domain.md 3.3). There are 60 seconds to
answer and three tries; who misses it goes on with a tap, and only what played meanwhile is not counted. The times
follow from the visit, so that the server knows without asking when a phone without network should have asked.
"""

import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from courses.models import PresenceCheck

SHORTEST, LONGEST = 300, 600
TO_ANSWER = 60
TRIES = 3
# What a beat that was cut a little late may still hold.
LATE = 15
# Some five hours of one lesson; then the page has to be loaded again.
MOST_CHECKS = 40
SOONEST = 30


@dataclass(frozen=True)
class Check:
    """What a device tells of one question: its number, seconds and tries until the answer, and the answer."""

    number: int
    took: int
    tries: int
    answer: int | None = None


@dataclass(frozen=True)
class Plan:
    """When one visit is asked and how."""

    visit: str
    kind: str
    first: int

    def gap(self, number: int) -> int:
        """Seconds of playing before question `number`, since the one before it."""
        return self.first if number == 0 else SHORTEST + self._chance(number, "gap") % (LONGEST - SHORTEST + 1)

    def sum_of(self, number: int) -> tuple[int, int]:
        """The two numbers to add, 1 to 9; for who can count money."""
        chance = self._chance(number, "sum")
        return 1 + chance % 9, 1 + chance // 9 % 9

    def choices_of(self, number: int) -> list[int]:
        """Three answers in some order, one of them right."""
        right, chance = sum(self.sum_of(number)), self._chance(number, "choices")
        wrong = [right + 1 + chance % 3, right - 1 - chance // 3 % 2 if right > 2 else right + 5]
        at = chance // 6 % 3
        return [*wrong[:at], right, *wrong[at:]]

    def is_passed(self, check: Check) -> bool:
        in_time = check.took <= TO_ANSWER and 1 <= check.tries <= TRIES
        return in_time and (self.kind != PresenceCheck.QUESTION or check.answer == sum(self.sum_of(check.number)))

    def limit(self, settled: set[int]) -> int | None:
        """Seconds of playing that may count while only the questions `settled` have an outcome; None: any number."""
        if self.kind == PresenceCheck.NONE:
            return None
        return self.due_after(settled)[1] + TO_ANSWER + LATE

    def due_after(self, settled: set[int]) -> tuple[int, int]:
        """Seconds of playing at which the last question that is settled was due, and the first that is not."""
        last, due, number = 0, self.gap(0), 0
        while number in settled:
            number += 1
            last, due = due, due + self.gap(number)
        return last, due

    def for_page(self) -> list[dict]:
        """What the player needs to ask without network, in order; empty: never ask.

        Each is `{"gap"}`, or `{"gap", "text", "choices", "right"}`.
        """
        if self.kind == PresenceCheck.NONE:
            return []
        return [{"gap": self.gap(number), **self._question(number)} for number in range(MOST_CHECKS)]

    def _question(self, number: int) -> dict:
        if self.kind != PresenceCheck.QUESTION:
            return {}
        first, second = self.sum_of(number)
        text = _("How much is %(first)d + %(second)d?") % {"first": first, "second": second}
        return {"text": text, "choices": self.choices_of(number), "right": first + second}

    def _chance(self, number: int, what: str) -> int:
        told = f"{self.visit}:{number}:{what}".encode()
        return int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), told, hashlib.sha256)[:4], "big")


def first_gap(visit: str, played_since: int) -> int:
    """When a new visit asks first, if the person has played `played_since` seconds since they last answered."""
    return max(SOONEST, Plan(visit, PresenceCheck.TAP, 0).gap(1) - played_since)
