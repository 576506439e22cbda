"""The rules of crediting as plain values: in any order the same, and whatever is claimed, within one person's time."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.watching import RUN, START, after
from trainees.domain import bitmap
from trainees.domain.beats import Beat
from trainees.domain.crediting import GRACE, Limits, Tally, Window, free_seconds, used
from trainees.domain.presence import Check, Plan

LENGTH = 900
TAP = Plan("a", "tap", 60)


def limits(**fields) -> Limits:
    given = {"length": LENGTH, "free": 10**6, "alone": 10**6, "plan": Plan("a", "none", 0)} | fields
    return Limits(**given)


def beat(seq=0, ranges=((0, 15),), spent=15, ended=15, **fields) -> Beat:
    return Beat(RUN, seq, after(ended), spent, list(ranges), ranges[-1][1] if ranges else 0, **fields)


ranges = st.lists(st.tuples(st.integers(0, LENGTH + 50), st.integers(0, 120)), max_size=4)
any_beats = st.lists(
    st.builds(
        lambda found, spent, ended, check: (tuple((first, first + long) for first, long in found), spent, ended, check),
        ranges,
        st.integers(0, 300),
        st.integers(0, 3000),
        st.none() | st.builds(Check, st.integers(0, 3), st.integers(0, 80), st.integers(0, 4)),
    ),
    max_size=10,
)


def state(tally: Tally) -> tuple:
    return (tally.seen, tally.claimed, tally.minutes, tally.spent, tally.credited, tally.heard, tally.told())


@given(any_beats, st.randoms(), st.booleans())
def test_any_beats_in_any_order_and_often_end_the_same(told, random, in_order):
    seen_checks = set()
    beats = []
    for seq, (found, spent, ended, check) in enumerate(told):
        fresh = check if check and check.number not in seen_checks else None
        seen_checks |= {fresh.number} if fresh else set()
        beats.append(beat(seq, found, spent, ended, check=fresh))
    straight, shuffled = Tally(START), Tally(START)
    mixed = [*beats, *beats[: len(beats) // 2]]
    random.shuffle(mixed)
    bound = {"plan": TAP, "in_order": in_order}
    for each in beats:
        straight.hear(each, limits(**bound))
    once = [shuffled.hear(each, limits(**bound)) for each in mixed]
    assert once.count(True) == len(beats)
    assert (straight.spent, straight.claimed, straight.heard) == (shuffled.spent, shuffled.claimed, shuffled.heard)
    # A player stops at a question. Who plays on without an answer gets what came first, until the answer comes.
    if straight.spent <= TAP.limit(set(straight.checks)):
        assert state(straight) == state(shuffled)


@given(any_beats, st.integers(0, 600))
def test_credit_stays_within_twice_the_time_there_was(told, free):
    tally = Tally(START)
    for seq, (found, spent, ended, check) in enumerate(told):
        tally.hear(beat(seq, found, spent, ended, check=check), limits(free=free, alone=free))
        assert tally.credited <= 2 * free
        assert tally.spent <= free
        assert tally.credited == bitmap.count(tally.seen)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 300)), max_size=8))
def test_visits_one_after_another_always_fit(pauses):
    """An honest person: watches, pauses, opens the next; each visit gets all it took, reported at its end."""
    clock, windows = 0, []
    for pause, watched in pauses:
        clock += pause
        since = after(clock)
        clock += watched
        assert free_seconds(since, after(clock), windows) >= watched
        windows.append(Window(since, watched))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=10))
def test_visits_never_take_more_than_the_clock(claims):
    """A greedy person: many grants, each taking all it can get at some later moment."""
    at, windows = 0, {}
    for number, (since, later) in enumerate(claims):
        at = max(at, since) + later
        free = max(0.0, free_seconds(after(since), after(at), windows.values()))
        windows[number] = Window(after(since), free)
    for edge in {window.since for window in windows.values()}:
        taken = sum(window.used for window in windows.values() if window.since >= edge)
        assert taken <= (after(at) - edge).total_seconds() + GRACE


def test_younger_page_that_plays_takes_over_what_the_older_one_plays_after_it():
    tally = Tally(START)
    tally.hear(beat(0, ((0, 15),), ended=100), limits(newer_since=after(90)))
    assert tally.told() == {"window": bitmap.span(0, 15)}
    tally.hear(beat(1, ((0, 15),), ended=80), limits(newer_since=after(90)))
    assert tally.told() == {}


def test_each_refused_second_has_one_reason_until_it_is_seen():
    tally = Tally(START)
    tally.hear(beat(0, ((0, 30),), ended=30), limits(closed_at=after(0)))
    tally.hear(beat(1, ((0, 30),), ended=30, check=Check(0, 90, 1)), limits(plan=TAP))
    assert tally.told() == {"presence": bitmap.span(0, 30)}
    tally.hear(beat(2, ((0, 20),), spent=20, ended=60), limits(plan=TAP))
    assert tally.told() == {"presence": bitmap.span(20, 30)}


def test_minutes_in_which_something_played_are_kept():
    tally = Tally(START)
    tally.hear(beat(0, spent=90, ended=150), limits())
    tally.hear(beat(1, spent=0, ended=600), limits())
    assert bitmap.runs(tally.minutes, 60) == [(1, 3)]


def test_day_is_that_of_the_playing():
    tally, bound = Tally(START), limits(day_most=10)
    tally.hear(beat(0), bound)
    tally.hear(beat(1, ((15, 30),), ended=24 * 3600), bound)
    assert bound.days == {dt.date(2026, 3, 1): 10, dt.date(2026, 3, 2): 10}
    assert tally.told() == {"day": bitmap.span(10, 15) | bitmap.span(25, 30)}


def test_time_used_is_at_least_half_of_what_was_credited():
    assert (used(100, 50), used(10, 50), used(0, 0)) == (100, 25, 0)
