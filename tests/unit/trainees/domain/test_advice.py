"""Advice about people in a class: each reason with its sentence, and never a refusal."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain import advice, enrolments

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


def told(who, held) -> str:
    return " | ".join(advice.about([who], held)[who.pk])


def held_on(day=DAY, track="practical", **fields):
    return training.training_class(page=fields.pop("page", None) or training.course(track), day=day, **fields)


def born(year):
    who = people.trainee()
    who.birth_on = dt.date(year, 11, 3)
    who.save()
    return who


@pytest.mark.parametrize(
    ("year", "track", "said"),
    [(1990, "practical", ""), (2010, "basic", "15"), (1959, "practical", "66"), (1959, "basic", "")],
)
def test_advice_tells_of_the_age_on_the_first_day(year, track, said):
    assert said in told(born(year), held_on(track=track)) if said else not told(born(year), held_on(track=track))


def test_advice_tells_of_the_same_course_within_a_year_only():
    page, who = training.course(), people.trainee()
    people.enrolment(
        who, training.training_class(page=page, day=dt.date(2025, 10, 1), state="closed"), state="completed"
    )
    assert not told(who, held_on(page=page))
    people.enrolment(
        who, training.training_class(page=page, day=dt.date(2026, 3, 1), state="closed"), state="completed"
    )
    assert "2026-03-01" in told(who, held_on(page=page))


def test_advice_tells_of_a_place_in_another_class_of_the_course():
    page, who = training.course(), people.trainee()
    other = people.enrolment(who, held_on(page=page, number=77)).training_class
    assert str(other) in told(who, held_on(page=page))


def test_advice_counts_classes_of_a_year():
    who = people.trainee()
    for month in (1, 2, 3):
        held = training.training_class(day=dt.date(2026, month, 1), state="closed")
        people.enrolment(who, held, state="completed")
    assert "3" in told(who, held_on())


@pytest.mark.parametrize(
    ("facts", "track", "speaks"),
    [
        ({"labour": "lost"}, "practical", True),
        ({"labour": "lost"}, "basic", False),
        ({"away_place": "beyond", "away_months": 8}, "practical", True),
        ({"away_place": "township", "away_months": 8}, "practical", False),
        ({"away_place": "beyond", "away_months": 2}, "practical", False),
        ({"number": ""}, "practical", True),
    ],
)
def test_advice_tells_what_the_register_says(facts, track, speaks):
    assert bool(told(people.trainee(**facts), held_on(track=track))) == speaks


def test_advice_on_a_class_online_does_not_mind_who_is_away():
    who = people.trainee(away_place="beyond", away_months=8)
    assert not told(who, held_on(mode="online"))


@pytest.mark.parametrize(
    ("group", "track", "speaks"),
    [
        ("official", "practical", True),
        ("official", "cadre", False),
        ("woman", "cadre", True),
        ("woman", "basic", False),
    ],
)
def test_advice_tells_of_the_wrong_track(group, track, speaks):
    who = people.trainee()
    who.groups.create(group=group)
    assert bool(told(who, held_on(track=track))) == speaks


def test_advice_tells_of_the_trainer_on_their_own_roster():
    user = places.user("teaches-and-learns")
    assert told(people.trainee(user=user), held_on(trainer=training.trainer(user)))


def test_advice_never_stands_in_the_way():
    who = people.trainee(labour="none")
    held = held_on(day=today() + dt.timedelta(3))
    assert told(who, held)
    assert enrolments.enrol(who, held, by=None).state == "confirmed"


@pytest.mark.parametrize("count", [1, 3])
def test_advice_costs_the_same_for_any_number(count, django_assert_num_queries):
    held = held_on()
    crowd = [people.enrolment(training_class=held_on()).trainee for _ in range(count)]
    with django_assert_num_queries(3):
        assert len(advice.about(crowd, held)) == count
