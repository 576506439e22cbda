"""The plan of a year against what was held: each number is the classes behind it."""

import datetime as dt

import pytest

from courses.models import PlannedTraining
from tests.factories import people, places, training
from trainees.domain import training_plans

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture
def auditor():
    return places.officer("auditor")


@pytest.fixture
def programme():
    return places.programme()


def plan(programme, page, **fields):
    defaults = {"year": YEAR, "audience": "返乡青年", "classes": 2, "person_times": 60}
    return PlannedTraining.objects.create(programme=programme, course=page, **(defaults | fields))


def held(programme, page, day=dt.date(YEAR, 3, 2), *, completed=0, state="closed", **fields):
    made = training.training_class(page=page, programme=programme, day=day, state=state, **fields)
    for _ in range(completed):
        people.enrolment(training_class=made, state="completed")
    people.enrolment(training_class=made, state="withdrawn")
    return made


def told(found):
    return [(line.course.title, line.classes, line.person_times, len(line.coming)) for line in found]


def test_a_line_counts_closed_classes_of_its_course_and_year(programme, auditor):
    page = training.course(title="直播")
    plan(programme, page)
    held(programme, page, completed=2)
    held(programme, page, dt.date(YEAR, 12, 31), completed=1)
    held(programme, page, dt.date(YEAR + 1, 1, 1), completed=4)
    held(programme, page, dt.date(YEAR, 5, 1), state="void")
    held(programme, page, dt.date(YEAR, 6, 1), state="open")
    found = training_plans.lines(programme, YEAR, user=auditor)
    assert told(found) == [("直播", 2, 3, 1)]
    assert [each.person_times for each in found[0].held] == [2, 1]
    assert training_plans.sums(found) == training_plans.Sums(2, 60, 2, 3)


def test_what_nobody_planned_stands_in_a_line_of_its_own(programme, auditor):
    plan(programme, training.course(title="美工"))
    held(programme, training.course(title="直播"), completed=1)
    found = training_plans.lines(programme, YEAR, user=auditor)
    assert told(found) == [("美工", 0, 0, 0), ("直播", 1, 1, 0)]
    assert [line.planned is None for line in found] == [False, True]
    assert training_plans.sums(found).person_times == 1


def test_another_programme_and_another_county_are_not_counted(programme):
    page = training.course(title="直播")
    plan(programme, page)
    held(places.programme(name="另一个"), page, completed=1)
    held(programme, page, completed=1, region=places.region("433125000000"))
    own = held(programme, page, completed=1)
    (line,) = training_plans.lines(programme, YEAR, user=places.officer("organiser"))
    assert [each.training_class for each in line.held] == [own]


@pytest.mark.parametrize("count", [1, 3])
def test_lines_cost_the_same_for_any_number(programme, auditor, count, django_assert_num_queries):
    for _ in range(count):
        page = training.course()
        plan(programme, page)
        held(programme, page, completed=1)
    programme.refresh_from_db()
    auditor.has_perm("x")
    training_plans.lines(programme, YEAR, user=auditor)
    with django_assert_num_queries(3):
        assert len(training_plans.lines(programme, YEAR, user=auditor)) == count


def test_years_of_a_programme_are_the_last_first(programme):
    assert training_plans.years(programme)[0] == programme.ends_on.year
    assert training_plans.years(programme)[-1] == programme.starts_on.year
