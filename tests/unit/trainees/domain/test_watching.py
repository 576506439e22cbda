"""Watching is credited no faster than the clock, whatever a device reports."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import people
from tests.factories.watching import after, beat, grant, held_class, play, tell
from trainees.domain import bitmap
from trainees.models import WatchDay, WatchProgress, WatchVisit

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture
def held():
    return held_class()


@pytest.fixture
def who():
    return people.trainee()


def seen() -> list[tuple[int, int]]:
    return bitmap.runs(bitmap.load(WatchProgress.objects.get().seen), 600)


def test_beat_credits_what_was_played(held, who):
    answer = play(grant(who, held), 0, 15, at=15)
    assert (answer.heard, answer.credited, answer.refused, answer.progress.seen_seconds) == (1, 15, 0, 15)
    progress, visit = WatchProgress.objects.get(), WatchVisit.objects.get()
    assert (progress.seen_seconds, progress.position, progress.trainee) == (15, 15, who)
    assert seen() == [(0, 15)]
    assert (visit.spent_seconds, visit.training_class, visit.last_beat_at) == (15, held, after(15))
    assert WatchDay.objects.values_list("trainee", "day", "seconds").get() == (who.pk, dt.date(2026, 3, 1), 15)


def test_beat_sent_again_changes_nothing(held, who):
    given = grant(who, held)
    told = beat([(0, 30)], hidden=10, fast=5, leapt=3, touches=2)
    tell(given, told, at=30)
    before = WatchVisit.objects.values().get()
    for at in (31, 400, 3 * DAY):
        assert tell(given, told, told, at=at).heard == 0
    changed = {name for name, value in WatchVisit.objects.values().get().items() if value != before[name]}
    assert changed <= {"arrived_at"}
    assert (before["hidden_seconds"], before["fast_seconds"], before["leapt_seconds"], before["touches"]) == (
        10,
        5,
        3,
        2,
    )


def test_seeking_to_the_end_earns_nothing(held, who):
    given = grant(who, held)
    assert tell(given, beat([], spent=3, position=600), at=3).progress.seen_seconds == 0
    assert WatchProgress.objects.get().position == 600
    assert play(given, 598, 600, at=6).progress.seen_seconds == 2


def test_forged_beats_earn_no_more_than_the_clock(held, who):
    given = grant(who, held)
    answer = tell(given, *[beat([(60 * number, 60 * number + 60)]) for number in range(10)], at=10)
    assert answer.progress.seen_seconds <= 2 * (10 + 5)
    assert answer.refused >= 570
    assert set(WatchVisit.objects.get().refused) == {"fast"}
    empty = tell(given, *[beat([(number, number + 50)], spent=0) for number in range(0, 600, 50)], at=20)
    assert empty.credited == 0


def test_the_same_minute_ten_times_counts_once(held, who):
    given = grant(who, held)
    for number in range(10):
        play(given, 0, 60, at=60 * number + 60)
    assert WatchProgress.objects.get().seen_seconds == 60
    assert WatchDay.objects.get().seconds == 60


def test_watching_at_double_speed_is_credited_whole_and_noted(held, who):
    assert tell(grant(who, held), beat([(0, 120)], spent=60, fast=60), at=60).credited == 120
    assert WatchVisit.objects.get().fast_seconds == 60


def test_two_windows_at_once_earn_what_one_does(who):
    held = held_class(lessons=2)
    first, second = grant(who, held), grant(who, held, at=1, lesson=1)
    for at in range(15, 316, 15):
        play(first, at - 15, at, at=at)
        play(second, at - 15, at, at=at + 1)
    together = sum(WatchProgress.objects.values_list("seen_seconds", flat=True))
    assert 290 <= together <= 315 + 15
    assert "window" in WatchVisit.objects.get(pk=first.visit).refused
    assert WatchVisit.objects.get(pk=second.visit).credited_seconds > 250


def test_many_grants_kept_for_later_share_the_time_there_was(who):
    held = held_class(lessons=5)
    kept = [grant(who, held, at=number, lesson=number) for number in range(5)]
    for each in kept:
        play(each, 0, 600, at=1500)
    assert sum(WatchProgress.objects.values_list("seen_seconds", flat=True)) <= 2 * 1505
    spent = sum(WatchVisit.objects.values_list("spent_seconds", flat=True))
    assert spent <= 1505


def test_reload_lets_the_old_page_report_what_it_earned(held, who):
    old = grant(who, held)
    new = grant(who, held, at=100)
    assert play(old, 0, 100, at=101).credited == 100
    assert play(new, 100, 150, at=151).credited == 50


def test_honest_hours_without_network_arrive_days_later(who):
    held = held_class(seconds=7200, lessons=2)
    away = grant(who, held)
    at_home = grant(who, held, at=2 * DAY, lesson=1)
    play(at_home, 0, 1800, at=2 * DAY + 1800)
    kept = [beat([(60 * n, 60 * n + 60)], ago=4 * DAY - 60 * n) for n in range(120)]
    answer = tell(away, *reversed(kept), at=5 * DAY)
    assert (answer.credited, answer.refused) == (7200, 0)
    assert dict(WatchDay.objects.values_list("day", "seconds")) == {
        dt.date(2026, 3, 2): 7200,
        dt.date(2026, 3, 3): 1800,
    }


@pytest.mark.parametrize("skew", [-10 * 365 * DAY, -3600, 3600, 10 * 365 * DAY])
def test_honest_hours_arrive_whatever_the_clock_of_the_phone_shows(held, who, skew):
    given = grant(who, held)
    kept = [beat([(60 * n, 60 * n + 60)], ago=skew + 600 - 60 * n) for n in range(10)]
    assert tell(given, *kept, at=3600).credited == 600
    assert after(0) <= WatchVisit.objects.get().last_beat_at <= after(3600)


def test_hours_that_were_not_there_are_refused(held, who):
    assert play(grant(who, held), 0, 600, at=200, ago=0).credited <= 2 * 205
    other = people.trainee()
    watched = grant(other, held)
    assert play(watched, 0, 600, at=600).credited == 600
    elsewhere = grant(other, held_class(), at=0)
    assert play(elsewhere, 0, 600, at=650).credited <= 2 * 55
    assert "window" in WatchVisit.objects.get(pk=elsewhere.visit).refused


def test_the_most_of_a_day_is_refused_and_free_again_tomorrow(who):
    held = held_class(seconds=3600)
    type(held.programme).objects.update(daily_watch_minutes=10)
    given = grant(who, held)
    answer = play(given, 0, 900, at=900)
    assert (answer.credited, answer.refused) == (600, 300)
    assert WatchVisit.objects.get().refused == {"day": [[600, 900]]}
    assert play(given, 600, 660, at=1000).credited == 0
    tomorrow = grant(who, held, at=DAY)
    assert play(tomorrow, 600, 900, at=DAY + 300).credited == 300


def test_no_more_of_a_video_counts_than_the_rules_say(who):
    held = held_class(seconds=3600)
    type(held.programme).objects.update(lesson_watch_minutes=5)
    answer = play(grant(who, held), 0, 900, at=900)
    assert (answer.credited, answer.refused) == (300, 600)
    assert set(WatchVisit.objects.get().refused) == {"item"}


def test_nothing_counts_after_the_class_or_without_a_place(held, who, django_user_model):
    by = django_user_model.objects.create_user("closer")
    given = grant(who, held)
    type(held).objects.update(state="closed", closed_at=after(300), closed_by=by)
    answer = tell(given, beat([(0, 100)], ago=400), beat([(100, 200)], ago=10), at=600)
    assert answer.credited == 100
    assert WatchVisit.objects.get().refused == {"closed": [[100, 200]]}
    type(held).objects.update(state="open", closed_at=None, closed_by=None)
    given = grant(who, held, at=700)
    who.enrolments.update(state="withdrawn")
    assert play(given, 200, 300, at=900).credited == 0


def test_watching_in_order_waits_for_what_was_left_out(who):
    held = held_class(is_watched_in_order=True)
    given = grant(who, held)
    first, second, third = beat([(0, 60)]), beat([(60, 120)]), beat([(300, 360)])
    assert tell(given, second, at=200).credited == 0
    assert WatchVisit.objects.get().refused == {"order": [[60, 120]]}
    assert tell(given, first, third, at=200).credited == 120
    assert seen() == [(0, 120)]
    assert WatchVisit.objects.get().refused == {"order": [[300, 360]]}


def test_unanswered_question_stops_the_credit_until_it_is_answered(who):
    held = held_class(seconds=3000, presence="tap")
    given = grant(who, held)
    due = given.plan.gap(0)
    answer = play(given, 0, 1500, at=1500)
    assert answer.credited == due + 75
    assert set(WatchVisit.objects.get().refused) == {"presence"}
    checks = [beat([], spent=1, check={"number": n, "took": 4, "tries": 1}) for n in range(5)]
    assert tell(given, *checks, at=1600).progress.seen_seconds == 1500
    assert WatchVisit.objects.get().refused == {}


def test_missed_question_costs_what_played_meanwhile_and_no_more(who):
    held = held_class(seconds=3000, presence="tap")
    given = grant(who, held)
    due = given.plan.gap(0)
    missed = beat([(due, due + 60)], check={"number": 0, "took": 61, "tries": 0})
    tell(given, beat([(0, due)]), missed, beat([(due + 60, due + 160)]), at=due + 300)
    assert bitmap.runs(bitmap.load(WatchProgress.objects.get().seen), 3000) == [(0, due), (due + 60, due + 160)]
    assert WatchVisit.objects.get().refused == {"presence": [[due, due + 60]]}
    again = grant(who, held, at=due + 400)
    play(again, due, due + 60, at=due + 500)
    assert WatchProgress.objects.get().seen_seconds == due + 160


def test_seconds_after_the_end_are_refused(held, who):
    answer = tell(grant(who, held), beat([(590, 700)], position=10**9), at=3600)
    assert (answer.credited, answer.refused) == (10, 100)
    assert WatchProgress.objects.get().position == 600


def test_position_of_an_older_beat_does_not_come_back(held, who):
    given = grant(who, held)
    play(given, 100, 200, at=300)
    tell(given, beat([(0, 100)], ago=500), at=600)
    assert WatchProgress.objects.get().position == 200


def test_endless_range_costs_nothing(held, who):
    answer = tell(grant(who, held), beat([(0, 10**18)] * 500, spent=15), at=15)
    assert answer.credited == 31
    assert WatchVisit.objects.get().refused_seconds < 2**31


def test_report_takes_the_same_queries_for_one_and_three_beats(held, who, django_assert_num_queries):
    given = grant(who, held)
    play(given, 0, 5, at=5)
    many = 10 + connection.features.has_select_for_update  # the person is held
    with django_assert_num_queries(many):
        play(given, 5, 15, at=15)
    with django_assert_num_queries(many):
        tell(given, *[beat([(n, n + 10)]) for n in (20, 30, 40)], at=60)


class AnyBeats(TestCase):
    """Whatever arrives, credit stays under the clock; in any order and however often, it ends the same."""

    @settings(max_examples=10)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2),
                st.integers(0, 400),
                st.lists(st.tuples(st.integers(0, 700), st.integers(0, 90)), max_size=4),
                st.integers(0, 400),
            ),
            max_size=8,
        )
    )
    def test_credit_never_outruns_the_clock(self, told):
        who, held = people.trainee(), held_class(lessons=3)
        kept = [grant(who, held, lesson=number) for number in range(3)]
        latest = 0
        for number, at, ranges, spent in told:
            latest = max(latest, at)
            tell(kept[number], beat([(first, first + long) for first, long in ranges], spent=spent), at=latest)
            assert sum(WatchProgress.objects.values_list("seen_seconds", flat=True)) <= 2 * (latest + 5) + 3

    @settings(max_examples=10)
    @given(st.permutations(range(8)), st.lists(st.integers(0, 7), max_size=4), st.integers(1, 8))
    def test_honest_beats_arrive_in_any_order_and_packing(self, order, repeated, size):
        who, held = people.trainee(), held_class(presence="tap")
        given, numbers = grant(who, held), [*order, *repeated]
        for first in range(0, len(numbers), size):
            told = [beat([(15 * n, 15 * n + 15)], seq=n) for n in numbers[first : first + size]]
            tell(given, *told, at=130)
        assert WatchProgress.objects.get(visits=given.visit).seen_seconds == 120
        assert WatchVisit.objects.get(pk=given.visit).spent_seconds == 120
