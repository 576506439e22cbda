"""Watching is credited no faster than the clock, whatever a device reports."""

import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import clips, people, training
from trainees.domain import bitmap, watching
from trainees.models import WatchProgress, WatchVisit

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def lesson():
    page = training.course(videos=[clips.ready_row(seconds=600.4)])
    return training.training_class(page=page).lessons[0]


def after(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


def open_player(who, lesson, at: float = 0) -> WatchVisit:
    with time_machine.travel(after(at), tick=False):
        return watching.start(who, lesson)


def tell(visit, ranges, at: float, position: int = 0) -> watching.Answer:
    return watching.beat(visit, ranges=ranges, position=position, at=after(at))


def test_beat_credits_what_was_played(lesson):
    who = people.trainee()
    visit = open_player(who, lesson)
    answer = tell(visit, [[0, 15]], 15, position=15)
    assert answer == watching.Answer(credited=15, refused=0, reason="", seen_seconds=15)
    progress = WatchProgress.objects.get()
    assert (progress.seen_seconds, progress.position, progress.trainee) == (15, 15, who)
    assert bitmap.runs(bitmap.load(progress.seen), 600) == [(0, 15)]


def test_beat_sent_twice_or_in_another_order_changes_nothing(lesson):
    visit = open_player(people.trainee(), lesson)
    for at, ranges in ((45, [[30, 45]]), (46, [[0, 15]]), (46, [[15, 30]]), (47, [[30, 45]]), (48, [[0, 45]])):
        assert tell(visit, ranges, at).refused == 0
    assert WatchProgress.objects.get().seen_seconds == 45
    visit.refresh_from_db()
    assert (visit.credited_seconds, visit.refused_seconds) == (45, 0)


def test_beat_at_double_speed_is_credited_whole(lesson):
    visit = open_player(people.trainee(), lesson)
    assert tell(visit, [[0, 120]], 60).credited == 120


def test_beat_after_a_leap_to_the_end_earns_nothing(lesson):
    visit = open_player(people.trainee(), lesson)
    answer = tell(visit, [], 3, position=600)
    assert (answer.credited, answer.seen_seconds) == (0, 0)
    assert WatchProgress.objects.get().position == 600


def test_beat_faster_than_the_clock_is_refused_and_says_so(lesson):
    visit = open_player(people.trainee(), lesson)
    answer = tell(visit, [[0, 600]], 10)
    assert (answer.credited, answer.refused) == (25, 575)
    assert "575" in answer.reason
    assert bitmap.runs(bitmap.load(WatchProgress.objects.get().seen), 600) == [(0, 25)]


def test_beats_in_quick_succession_share_one_slack(lesson):
    visit = open_player(people.trainee(), lesson)
    for number in range(100):
        tell(visit, [[5 * number, 5 * number + 5]], 1)
    assert WatchProgress.objects.get().seen_seconds == 7


def test_many_players_at_once_earn_no_more_than_one(lesson):
    who = people.trainee()
    visits = [open_player(who, lesson, at=number / 100) for number in range(20)]
    for number, visit in enumerate(visits):
        tell(visit, [[30 * number, 30 * number + 30]], 30)
    assert WatchProgress.objects.get().seen_seconds <= 2 * 30 + 5


def test_reload_lets_the_old_page_report_what_it_earned(lesson):
    who = people.trainee()
    old = open_player(who, lesson)
    open_player(who, lesson, at=100)
    assert tell(old, [[0, 100]], 101).credited == 100
    assert tell(old, [[200, 400]], 200).credited == 105


def test_beat_kept_without_network_is_credited_when_it_arrives(lesson):
    visit = open_player(people.trainee(), lesson)
    assert tell(visit, [[0, 300]], 300).credited == 300
    assert tell(visit, [[300, 590]], 24 * 3600).credited == 290


def test_seconds_after_the_end_are_refused(lesson):
    visit = open_player(people.trainee(), lesson)
    answer = tell(visit, [[590, 700]], 3600, position=10**9)
    assert (answer.credited, answer.refused) == (10, 100)
    assert answer.reason
    assert WatchProgress.objects.get().position == 600


def test_clock_stepped_back_earns_only_the_slack(lesson):
    visit = open_player(people.trainee(), lesson)
    assert tell(visit, [[0, 100]], -3600).credited == 5


@pytest.mark.parametrize(
    "ranges",
    [
        "0-15",
        None,
        {},
        [[0]],
        [[0, 1, 2]],
        [["0", "9"]],
        [[5, 2]],
        [[-1, 4]],
        [[0.5, 4]],
        [[True, 4]],
        [[0, 1]] * 501,
        [1],
    ],
)
def test_beat_that_is_nonsense_is_refused(lesson, ranges):
    visit = open_player(people.trainee(), lesson)
    with pytest.raises(watching.BeatIsNonsense):
        tell(visit, ranges, 15)
    assert WatchProgress.objects.get().seen_seconds == 0


def test_endless_range_costs_nothing(lesson):
    visit = open_player(people.trainee(), lesson)
    answer = tell(visit, [[0, 10**18]] * 500, 15)
    assert answer.credited == 35
    visit.refresh_from_db()
    assert visit.refused_seconds < 2**31


def test_beat_takes_a_fixed_number_of_queries(lesson, django_assert_num_queries):
    visit = open_player(people.trainee(), lesson)
    with django_assert_num_queries(9):
        tell(visit, [[0, 15]], 15)
    with django_assert_num_queries(9):
        tell(visit, [[15, 20], [30, 35], [40, 45]], 40)


class AnyBeats(TestCase):
    """Whatever arrives, credit stays under the clock, and honest beats give the same in any order."""

    @hypothesis_settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 400), st.lists(st.tuples(st.integers(0, 700), st.integers(0, 90)), max_size=4)),
            max_size=8,
        )
    )
    def test_credit_never_outruns_the_clock(self, beats):
        page = training.course(videos=[clips.ready_row(seconds=600)])
        visit = open_player(people.trainee(), training.training_class(page=page).lessons[0])
        latest = 0
        for at, ranges in beats:
            latest = max(latest, at)
            answer = tell(visit, [[first, first + long] for first, long in ranges], at)
            assert answer.seen_seconds <= 2 * latest + 5

    @hypothesis_settings(max_examples=25, deadline=None)
    @given(st.permutations(range(8)), st.lists(st.integers(0, 7), max_size=4))
    def test_honest_beats_arrive_in_any_order(self, order, repeated):
        page = training.course(videos=[clips.ready_row(seconds=600)])
        visit = open_player(people.trainee(), training.training_class(page=page).lessons[0])
        for number in [*order, *repeated]:
            tell(visit, [[15 * number, 15 * number + 15]], 120)
        assert WatchProgress.objects.get(visits=visit).seen_seconds == 120
