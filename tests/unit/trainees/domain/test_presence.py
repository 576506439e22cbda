"""When somebody is asked whether they are there, and what counts as an answer."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from trainees.domain import presence
from trainees.domain.presence import Check, Plan

plans = st.builds(Plan, st.uuids().map(str), st.sampled_from(["tap", "question"]), st.integers(30, 600))


@given(plans, st.integers(1, 100))
def test_gaps_are_five_to_ten_minutes_and_always_the_same(plan, number):
    assert 300 <= plan.gap(number) <= 600
    assert plan.gap(number) == Plan(plan.visit, plan.kind, plan.first).gap(number)
    assert plan.gap(0) == plan.first


@given(plans, st.integers(0, 100))
def test_sum_has_three_different_answers_one_of_them_right(plan, number):
    choices = plan.choices_of(number)
    assert len(set(choices)) == 3
    assert min(choices) > 0
    assert choices.count(sum(plan.sum_of(number))) == 1


def test_answer_passes_in_time_and_within_three_tries():
    tap = Plan("a", "tap", 300)
    assert [tap.is_passed(Check(0, took, tries)) for took, tries in ((60, 1), (61, 1), (5, 3), (5, 4), (5, 0))] == [
        True,
        False,
        True,
        False,
        False,
    ]
    question = Plan("a", "question", 300)
    right = sum(question.sum_of(2))
    assert question.is_passed(Check(2, 10, 1, right))
    assert not question.is_passed(Check(2, 10, 1, right + 1))
    assert not question.is_passed(Check(2, 10, 1))


def test_limit_moves_on_with_each_question_settled_in_turn():
    plan = Plan("a", "tap", 300)
    last = presence.TO_ANSWER + presence.LATE
    assert plan.limit(set()) == 300 + last
    assert plan.limit({0}) == plan.limit({0, 2, 3}) == 300 + plan.gap(1) + last
    assert Plan("a", "none", 300).limit(set()) is None


def test_page_is_told_when_to_ask():
    assert Plan("a", "none", 300).for_page() == []
    asked = Plan("a", "tap", 300).for_page()
    assert asked[0] == {"gap": 300}
    assert len(asked) == presence.MOST_CHECKS
    assert set(Plan("a", "question", 300).for_page()[0]) == {"gap", "text", "choices", "right"}


def test_fresh_page_asks_no_later_than_the_old_one_would_have():
    visit = str(uuid.uuid4())
    gap = presence.first_gap(visit, 0)
    assert presence.first_gap(visit, 200) == gap - 200
    assert presence.first_gap(visit, 10_000) == presence.SOONEST
