"""Attempts: begun, drawn once, handed in once; the best of a person counts."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from courses.domain import questions
from courses.models import Question
from lms.kit.clock import now, today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import completion, merging, testing
from trainees.models import QuizAttempt, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return people.enrolment(training_class=training.training_class(page=training.course_with_test()))


def answers(attempt, right: int):
    """The first `right` questions right, the others wrong."""
    return [
        asked["right"] if number < right else [(asked["right"][0] + 1) % 3]
        for number, asked in enumerate(attempt.drawn)
    ]


def taken(enrolment, right: int):
    return testing.hand_in(attempt := testing.begin(enrolment, by=None), answers(attempt, right), by=None)


def test_begin_draws_and_what_was_drawn_stays(enrolment):
    attempt = testing.begin(enrolment, by=None)
    assert (attempt.number, attempt.asked, attempt.is_open) == (1, 2, True)
    Question.objects.update(text="改过的题", right=[0])
    assert testing.begin(enrolment, by=None).drawn == attempt.drawn
    assert testing.hand_in(attempt, answers(attempt, 2), by=None).points == 2


def test_hand_in_twice_keeps_the_first_result(enrolment):
    attempt = testing.begin(enrolment, by=None)
    first = testing.hand_in(attempt, answers(attempt, 1), by=None)
    again = testing.hand_in(attempt, answers(attempt, 2), by=None)
    assert (first.points, again.points, again.handed_in_at) == (1, 1, first.handed_in_at)
    assert first.share == Decimal("0.500")
    assert AuditEvent.objects.filter(action="trainees.test.hand_in").count() == 1


def test_best_result_counts_and_attempts_come_to_an_end(enrolment):
    taken(enrolment, 1)
    assert [gap["params"] for gap in completion.gaps(enrolment)] == [{"needed": 60, "share": 50}]
    taken(enrolment, 2)
    taken(enrolment, 0)
    found = testing.standing(enrolment)
    assert (found.best.points, found.is_passed, found.tries_left, found.may_begin) == (2, True, 0, False)
    assert completion.gaps(enrolment) == []
    with pytest.raises(testing.TestRefused):
        testing.begin(enrolment, by=None)


def test_late_is_judged_like_any_other_and_says_how_late():
    page = training.course_with_test(test_minutes=10)
    enrolment = people.enrolment(training_class=training.training_class(page=page))
    attempt = testing.begin(enrolment, by=None)
    with time_machine.travel(now() + dt.timedelta(minutes=47, seconds=30), tick=False):
        done = testing.hand_in(attempt, answers(attempt, 2), by=None)
    assert (done.points, done.minutes_late) == (2, 37)
    assert testing.standing(enrolment).is_passed


@pytest.mark.parametrize("state", ["requested", "waiting", "withdrawn", "completed", "not_completed"])
def test_only_who_has_a_place_begins(state):
    training_class = training.training_class(page=training.course_with_test())
    enrolment = people.enrolment(training_class=training_class, state=state)
    with pytest.raises(testing.TestRefused):
        testing.begin(enrolment, by=None)


def test_no_test_begins_before_the_class_or_after_it_or_without_questions(enrolment):
    training_class = enrolment.training_class
    for changed in (
        {"starts_on": today() + dt.timedelta(2), "ends_on": today() + dt.timedelta(3)},
        {"state": "closed"},
        {"assessment": {}},
    ):
        before = {name: getattr(training_class, name) for name in changed}
        type(training_class).objects.update(**changed)
        with pytest.raises(testing.TestRefused):
            testing.begin(enrolment, by=None)
        type(training_class).objects.update(**before)
    by = places.user("organiser")
    for question in Question.objects.all():
        questions.retire(question, by=by)
    with pytest.raises(testing.TestRefused):
        testing.begin(enrolment, by=None)


def test_what_was_begun_is_judged_after_the_class_has_closed(enrolment):
    attempt = testing.begin(enrolment, by=None)
    type(enrolment.training_class).objects.update(state="closed")
    assert testing.hand_in(attempt, answers(attempt, 2), by=None).points == 2


def test_attempts_under_two_rows_are_those_of_one_person(enrolment):
    other = people.enrolment(people.trainee(number=""), enrolment.training_class)
    taken(enrolment, 2)
    taken(other, 0)
    merging.merge(other.trainee, enrolment.trainee, reason="同一个人", by=places.user("organiser"))
    other.trainee = Trainee.objects.get(pk=other.trainee_id)
    found = testing.standing(other)
    assert (len(found.handed_in), found.best.points) == (2, 2)
    assert completion.gaps(other) == []


@pytest.mark.parametrize("count", [1, 3])
def test_standings_cost_the_same_for_any_number(enrolment, count, django_assert_num_queries):
    rows = [people.enrolment(training_class=enrolment.training_class) for _ in range(count)]
    for row in rows:
        taken(row, 1)
    with django_assert_num_queries(1):
        assert [each.best.points for each in testing.standings(rows)] == [1] * count


def test_share_is_cut_down_never_rounded_up():
    assert testing.share(2, 3) == Decimal("0.666")
    assert QuizAttempt._meta.get_field("share").max_digits == 4
