"""Which seconds of a video count: a visit as the sum of its beats, and the rules over it. Pure thinking.

A beat heard twice changes nothing, and beats may come in any order: what honest ones earn together is the same. In a
beat at most `FASTEST` seconds of media count for one of the clock. All that was ever credited to a person must fit
into one person's time (`free_seconds`): a report days later is credited if the hours were there, and ten windows earn
what one does. What does not count is kept by reason, so that it can be told.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from lms.kit.clock import local_date
from trainees.models import WatchVisit

from . import bitmap, presence
from .beats import Beat

FASTEST = 2
# A grant may be a little younger than the first second played under it: networks take their time.
GRACE = 5
# Seconds so few that a gap of them is no leap: ranges are rounded to whole ones.
SMALL_GAP = 3
LIVE = dt.timedelta(seconds=45)
OVERLAP = dt.timedelta(seconds=5)

Refusal = WatchVisit.Refusal


@dataclass(frozen=True)
class Window:
    """Another visit of the person: since when it had its grant, and its time on the clock."""

    since: dt.datetime
    used: float


@dataclass
class Limits:
    """What bounds a visit while a report is heard; `day_left` and `item_left` shrink with what is credited."""

    length: int
    free: float
    alone: float
    plan: presence.Plan
    in_order: bool = False
    closed_at: dt.datetime | None = None
    newer_since: dt.datetime | None = None
    day_most: int = 24 * 3600
    days: dict[dt.date, int] = field(default_factory=dict)
    item_left: int = 10**9

    def day_left(self, day: dt.date) -> int:
        return max(0, self.day_most - self.days.get(day, 0))


def free_seconds(since: dt.datetime, at: dt.datetime, others: Iterable[Window]) -> float:
    """How much of one person's time until `at` a visit granted at `since` can have had, beside the `others`.

    One person can have watched all visits exactly if, from every moment on, what was watched under grants no older
    than it fits into the time since. (Each visit ends by `at`: no later end needs looking at.)
    """
    free, younger = (at - since).total_seconds() + GRACE, 0.0
    for other in sorted(others, key=lambda window: window.since, reverse=True):
        younger += other.used
        free = min(free, (at - min(since, other.since)).total_seconds() + GRACE - younger)
    return free


def used(spent: int, credited: int) -> float:
    """The least time on the clock a visit took."""
    return max(spent, credited / FASTEST)


@dataclass
class Tally:
    """A visit while its beats are heard. `seen` and `claimed` are bits of media, `heard` bits of beats by run,
    `waiting` what counts as soon as a question is answered."""

    started_at: dt.datetime
    seen: int = 0
    claimed: int = 0
    minutes: int = 0
    spent: int = 0
    credited: int = 0
    heard: dict[str, int] = field(default_factory=dict)
    checks: dict[int, list] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    beyond: int = 0
    position: int = 0
    last_at: dt.datetime | None = None
    latest: dt.datetime | None = None
    hidden: int = 0
    fast: int = 0
    leapt: int = 0
    touches: int = 0
    outrun: int = 0
    parallel: int = 0

    def hear(self, beat: Beat, limits: Limits) -> bool:
        """Add a beat; False: it was heard before."""
        bit = 1 << beat.seq
        if self.heard.get(beat.run, 0) & bit:
            return False
        self.heard[beat.run] = self.heard.get(beat.run, 0) | bit
        self._note(beat, limits.length)
        bits = bitmap.merge(beat.ranges, limits.length)
        refusal = self._refusal(beat, limits)
        if refusal:
            self.parallel += bitmap.count(bits) if refusal == Refusal.WINDOW else 0
            self._refuse(refusal, bits)
        else:
            self._claim(bits, beat, limits)
        self._credit(local_date(beat.ended_at), limits)
        return True

    def _note(self, beat: Beat, length: int) -> None:
        if self.last_at is None or beat.ended_at >= self.last_at:
            self.last_at, self.position = beat.ended_at, min(beat.position, length)
        self.latest = max(beat.ended_at, self.latest or beat.ended_at)
        self.hidden += min(beat.hidden, beat.spent)
        self.fast += min(beat.fast, beat.spent)
        self.leapt += beat.leapt
        self.touches += beat.touches
        self.beyond += min(sum(max(0, end - max(start, length)) for start, end in beat.ranges), length)

    def _refusal(self, beat: Beat, limits: Limits) -> str:
        if beat.check and beat.check.number not in self.checks:
            passed = limits.plan.is_passed(beat.check)
            self.checks[beat.check.number] = [int(passed), beat.check.tries, beat.check.took]
        if limits.closed_at and beat.ended_at > limits.closed_at:
            return Refusal.CLOSED
        if beat.check and not self.checks[beat.check.number][0]:
            return Refusal.PRESENCE
        if limits.newer_since and beat.ended_at > limits.newer_since + OVERLAP:
            return Refusal.WINDOW
        return ""

    def _claim(self, bits: int, beat: Beat, limits: Limits) -> None:
        """Take of a beat what fits into the time there was."""
        left = limits.free - used(self.spent, bitmap.count(self.claimed))
        had = min(beat.spent, max(0, int(left)))
        most = min(FASTEST * had + 1, int(FASTEST * left)) if had else 0
        taken = bitmap.earliest(bits, most)
        if taken != bits:
            is_shared = had < min(beat.spent, int(limits.alone - used(self.spent, bitmap.count(self.claimed))))
            many = bitmap.count(bits & ~taken)
            self.parallel += many * is_shared
            self.outrun += many * (not is_shared)
            self._refuse(Refusal.WINDOW if is_shared else Refusal.FAST, bits & ~taken)
        self.spent += had
        self.claimed |= taken
        last = max(0, int((beat.ended_at - self.started_at).total_seconds() // 60))
        first = max(0, int((beat.ended_at - self.started_at).total_seconds() - had) // 60)
        if had:
            self.minutes |= bitmap.span(first, last + 1)

    def _credit(self, day: dt.date, limits: Limits) -> None:
        """Credit what is claimed and may count now; the rest waits (a beat may be under way), or is refused."""
        wanted = self.claimed & ~self.seen
        reachable = wanted & _reach(self.claimed | self.seen) if limits.in_order else wanted
        watched = bitmap.earliest(reachable, self._answered_for(limits))
        self.refused[Refusal.ORDER] = wanted & ~reachable
        self.waiting = reachable & ~watched
        fit_item = bitmap.earliest(watched, max(0, limits.item_left))
        fit = bitmap.earliest(fit_item, limits.day_left(day))
        self._refuse(Refusal.ITEM, watched & ~fit_item)
        self._refuse(Refusal.DAY, fit_item & ~fit)
        self.claimed &= ~(watched & ~fit)
        self.seen |= fit
        many = bitmap.count(fit)
        self.credited += many
        limits.item_left -= many
        if many:
            limits.days[day] = limits.days.get(day, 0) + many

    def _answered_for(self, limits: Limits) -> int:
        """How many more seconds of media the answered questions vouch for."""
        limit = limits.plan.limit(set(self.checks))
        if limit is None or self.spent <= limit:
            return limits.length
        claimed = bitmap.count(self.claimed)
        return max(0, -(-claimed * limit // self.spent) - bitmap.count(self.claimed & self.seen))

    def _refuse(self, reason: str, bits: int) -> None:
        self.refused[reason] = self.refused.get(reason, 0) | bits

    def told(self) -> dict[str, int]:
        """Bits by reason that are still not seen, each second under one reason; none empty."""
        found, left = {}, ~self.seen
        by_reason = dict(self.refused)
        by_reason[Refusal.PRESENCE] = by_reason.get(Refusal.PRESENCE, 0) | self.waiting
        for reason in Refusal.values:
            bits = by_reason.get(reason, 0) & left
            if bits:
                found[reason] = bits
                left &= ~bits
        return found


def _reach(bits: int) -> int:
    """The seconds of `bits` before the first gap that is more than rounding."""
    end = 0
    for first, last in bitmap.runs(bits, bits.bit_length()):
        if first > end + SMALL_GAP:
            break
        end = last
    return bits & bitmap.span(0, end)
