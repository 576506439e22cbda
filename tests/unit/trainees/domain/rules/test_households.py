"""Rules about households and work: a case that fires and one beside it that does not."""

import datetime as dt

import pytest

from tests.factories import people
from trainees.models import HouseholdMember

from .conftest import held, named, present, run

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def poor(training_class, *, since=dt.date(2014, 1, 1), number="433127000101", **fields):
    who = people.trainee()
    home = people.household(who, poor=True, since=since)
    HouseholdMember.objects.filter(trainee=who).update(person_number=number)
    return present(who, training_class, snapshot_poor=True, snapshot_household=home, **fields)


def test_r10_registered_after_the_class_began():
    training_class = held(day=DAY)
    late = poor(training_class, since=DAY + dt.timedelta(days=1))
    poor(training_class, since=DAY, number="433127000201")
    flag = run("R10")
    assert (named(flag), flag.facts["since"], flag.doubts) == ({late}, "2026-03-03", "poor")


def test_r31_poor_without_a_person_number():
    training_class = held()
    unmatched = poor(training_class, number="")
    poor(training_class)
    present(people.trainee(), training_class)
    flag = run("R31")
    assert (named(flag), flag.severity) == ({unmatched}, "critical")


def test_r32_a_household_without_a_head_and_a_number_given_twice():
    training_class = held()
    headless = poor(training_class, number="a")
    HouseholdMember.objects.filter(household=headless.snapshot_household).update(is_head=False)
    twice = [poor(training_class, number="b") for _ in range(2)]
    poor(training_class, number="c")
    flags = run("R32", many=True)
    found = sorted((flag.facts["why"], next(iter(named(flag))).pk) for flag in flags)
    assert found == [("no_head", headless.trainee_id), *(("number_twice", place.trainee_id) for place in twice)]


def test_r33_unable_and_working_away():
    training_class = held()
    place = present(people.trainee(), training_class, snapshot_labour="lost", snapshot_away_place="beyond")
    present(people.trainee(), training_class, snapshot_labour="lost")
    present(people.trainee(), training_class, snapshot_labour="normal", snapshot_away_place="beyond")
    assert named(run("R33")) == {place}


def test_r34_away_all_year_and_in_the_room_in_two_months():
    away = {"snapshot_away_place": "beyond", "snapshot_away_months": 11}
    march, may = held(day=DAY), held(day=dt.date(2026, 5, 4))
    torn, once, near = (people.trainee() for _ in range(3))
    places = {present(torn, march, **away), present(torn, may, **away)}
    present(once, march, **away)
    for training_class in (march, may):
        present(near, training_class, snapshot_away_place="township", snapshot_away_months=11)
    assert named(run("R34")) == places
