"""Rules that look over many classes, and lists that resemble each other: a case that fires and one that does not."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.models import Enrolment

from .conftest import held, named, present, run

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 1, 5)


def classes(number, *, page=None, apart=30):
    return [
        held(day=FIRST + dt.timedelta(days=apart * n), page=page or training.course(title=f"课程{n}"))
        for n in range(number)
    ]


def crowd(number, **fields):
    return [people.trainee(**fields) for _ in range(number)]


def test_r19_four_classes_a_year():
    often, near = people.trainee(), people.trainee()
    places_held = [present(often, one) for one in classes(4)]
    for one in classes(3):
        present(near, one)
    assert named(run("R19")) == {places_held[3]}


def test_r19b_the_same_course_again_within_a_year():
    page = training.course()
    who, near = people.trainee(), people.trainee()
    first, second = classes(2, page=page)
    present(who, first)
    again = present(who, second)
    present(near, first)
    present(near, held(day=FIRST + dt.timedelta(days=400), page=page))
    assert named(run("R19b")) == {again}


def test_r20_the_same_few_people_of_a_village():
    few, many = places.village(1), places.village(2)
    of_few, of_many = crowd(5, region=few), crowd(5, region=many)
    for n, one in enumerate(classes(4)):
        for who in of_few + (of_many if n < 3 else []):
            present(who, one)
    flag = run("R20")
    assert (flag.region, flag.facts["times"], flag.facts["persons"], flag.doubts) == (few, 20, 5, "nobody")


def test_r22_a_year_in_its_last_month():
    early, late = held(day=today() - dt.timedelta(days=100)), held(day=today() - dt.timedelta(days=3))
    for who in crowd(5):
        present(who, early)
    programme = early.programme
    for _ in range(20):
        Enrolment.objects.bulk_create(
            people_of(late, crowd(5)) if _ < 10 else people_of(early, crowd(5)), ignore_conflicts=True
        )
    flag = run("R22")
    assert (flag.programme, flag.facts["late"], flag.facts["total"]) == (programme, 50, 105)


def people_of(training_class, who):
    frozen = {"confirmed_at": training_class.closed_at or "2026-01-01T00:00Z", "completed_on": training_class.ends_on}
    return [
        Enrolment(trainee=one, training_class=training_class, state="completed", snapshot_region=one.region, **frozen)
        for one in who
    ]


def test_r30_the_same_list_in_two_classes():
    same = crowd(10)
    first, second, other = classes(3)
    for who in same:
        present(who, first)
    for who in same[:8] + crowd(2):
        present(who, second)
    for who in same[:7] + crowd(3):
        present(who, other)
    flag = run("R30")
    assert (flag.training_class, flag.facts["both"], flag.doubts) == (second, 8, "class")


def test_r36_a_month_with_other_households():
    january, march = held(day=FIRST), held(day=dt.date(2026, 3, 2))
    for training_class, poor in ((january, True), (march, False)):
        for who in crowd(20):
            present(who, training_class, snapshot_poor=poor)
    flags = run("R36", many=True)
    assert {(flag.facts["month"], flag.facts["now"]) for flag in flags} == {("2026-01", 100), ("2026-03", 0)}
