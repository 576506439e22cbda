"""Plans of follow-up: what is due, when, and that planning twice plans once."""

import datetime as dt

import pytest

from tests.factories import people, training
from trainees.domain import followup
from trainees.domain.followup import Step
from trainees.models import Enrolment, FollowUpTask

pytestmark = pytest.mark.django_db

DONE_ON = dt.date(2026, 8, 31)


def completed(**fields):
    return people.enrolment(state="completed", completed_on=DONE_ON, **fields)


def dues(enrolment):
    return list(enrolment.follow_ups.order_by("due_on").values_list("step", "due_on"))


def test_plan_everybody_at_thirty_ninety_and_a_hundred_and_eighty_days():
    enrolment = completed()
    tasks = people.follow_ups(enrolment)

    assert dues(enrolment) == [
        ("30d", dt.date(2026, 9, 30)),
        ("90d", dt.date(2026, 11, 29)),
        ("180d", dt.date(2027, 2, 27)),
    ]
    first = tasks[0]
    assert (first.opens_on, first.closes_on) == (dt.date(2026, 9, 23), dt.date(2026, 10, 30))
    assert first.id == followup.task_id(enrolment.pk, "standard-1", "30d")


def test_plan_poor_households_monthly_for_six_months_clamped_to_the_last_day():
    enrolment = completed(snapshot_poor=True)
    people.follow_ups(enrolment)

    assert [due for _, due in dues(enrolment)] == [
        dt.date(2026, 9, 30),
        dt.date(2026, 10, 31),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
        dt.date(2027, 1, 31),
        dt.date(2027, 2, 28),
    ]


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2023, 12, 15), 1, dt.date(2024, 1, 15)),
        (dt.date(2023, 12, 31), 2, dt.date(2024, 2, 29)),
        (dt.date(2023, 11, 30), 12, dt.date(2024, 11, 30)),
    ],
)
def test_add_months_stays_in_the_month(anchor, months, expected):
    assert Step("x", months=months).due_on(anchor) == expected


@pytest.mark.parametrize("state", ["requested", "confirmed", "not_completed", "withdrawn"])
def test_plan_nothing_for_who_did_not_complete(state):
    assert people.follow_ups(people.enrolment(state=state)) == []
    assert not FollowUpTask.objects.exists()


def test_plan_again_makes_nothing_new_and_keeps_what_is_settled(time_machine):
    time_machine.move_to(dt.datetime(2026, 9, 25, tzinfo=dt.UTC))
    enrolment = completed()
    first = people.follow_ups(enrolment)[0]
    first.outcome, first.settled_at = "done", dt.datetime(2026, 9, 25, tzinfo=dt.UTC)
    first.save()

    people.follow_ups(enrolment)

    assert enrolment.follow_ups.count() == 3
    first.refresh_from_db()
    assert first.outcome == "done"


def test_plan_again_with_another_day_moves_only_what_has_not_opened(time_machine):
    time_machine.move_to(dt.datetime(2026, 9, 25, tzinfo=dt.UTC))
    enrolment = completed()
    people.follow_ups(enrolment)
    enrolment.completed_on = dt.date(2026, 9, 10)
    enrolment.save()

    people.follow_ups(enrolment)

    assert dues(enrolment) == [
        ("30d", dt.date(2026, 9, 30)),
        ("90d", dt.date(2026, 12, 9)),
        ("180d", dt.date(2027, 3, 9)),
    ]


def test_plan_a_class_for_those_who_completed_once():
    held = training.training_class()
    for poor in (False, True):
        people.enrolment(training_class=held, state="completed", snapshot_poor=poor)
    people.enrolment(training_class=held, state="not_completed")

    assert followup.plan_for_class(held) == 3 + 6
    assert followup.plan_for_class(held) == 0
    assert FollowUpTask.objects.count() == 9


def test_plan_again_for_who_completed_after_all():
    held = training.training_class()
    place = people.enrolment(training_class=held, state="completed")
    followup.plan_for_class(held)
    Enrolment.objects.filter(pk=place.pk).update(state="not_completed", completed_on=None)
    assert followup.drop_for_class(held, by=None) == 3
    Enrolment.objects.filter(pk=place.pk).update(state="completed", completed_on=held.ends_on)

    assert followup.plan_for_class(held) == 0

    assert place.follow_ups.filter(settled_at__isnull=True, outcome="").count() == 3
