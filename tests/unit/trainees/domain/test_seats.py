"""Free seats, with those kept for townships."""

import datetime as dt

import pytest

from courses.models import TownshipSeats
from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain import seats

pytestmark = pytest.mark.django_db


def township(number):
    return places.village(1, number).parent


def with_quota(until, *, seats=10, **given):
    held = training.training_class(day=today() + dt.timedelta(9), seats=seats, reserved_until=until)
    for number, kept in given.items():
        TownshipSeats.objects.create(training_class=held, region=township(int(number[1:])), seats=kept)
    return held


def test_seats_kept_for_others_are_not_free():
    held = with_quota(today(), t1=6, t2=3)
    people.enrolment(people.trainee(region=places.village(2, 1)), held)

    assert seats.free(held) == 10 - 1 - 5 - 3
    assert seats.free(held, township(1)) == 10 - 1 - 3
    assert seats.free(held, places.village(7, 2)) == 10 - 1 - 5
    assert seats.still_kept([held]) == {held.pk: {township(1).pk: 5, township(2).pk: 3}}


def test_after_the_day_every_seat_is_for_everybody():
    held = with_quota(today() - dt.timedelta(1), t1=6)
    assert seats.free(held) == 10


def test_a_full_class_has_no_free_seat_however_many_stand_at_the_door():
    held = with_quota(None, seats=1)
    for _ in range(2):
        people.enrolment(training_class=held)
    assert (seats.free(held), seats.unheld(held)) == (0, -1)


def test_a_township_over_its_number_takes_from_nobody_else():
    held = with_quota(today(), t1=1, t2=2)
    for number in (1, 2, 3):
        people.enrolment(people.trainee(region=places.village(number, 1)), held)
    assert seats.free(held, township(1)) == 10 - 3 - 2


@pytest.mark.parametrize("count", [1, 3])
def test_still_kept_costs_the_same_for_any_number(count, django_assert_num_queries):
    classes = [with_quota(today(), t1=6) for _ in range(count)]
    with django_assert_num_queries(2):
        assert len(seats.still_kept(classes)) == count
