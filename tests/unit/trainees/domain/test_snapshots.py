"""What is frozen on the day of confirmation."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import people
from trainees.domain import snapshots

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "since", "until", "poor"),
    [
        ("registered", -10, None, True),
        ("lifted", -10, None, True),
        ("monitored", -10, None, False),
        ("registered", -10, -1, False),
        ("registered", -10, 0, True),
        ("registered", 1, None, False),
    ],
)
def test_snapshots_read_the_status_of_the_day(kind, since, until, poor):
    who = people.trainee()
    day = today()
    until_day = None if until is None else day + dt.timedelta(until)
    people.household(who).statuses.create(
        kind=kind, valid_from=day + dt.timedelta(since), valid_until=until_day, reason="名册"
    )

    assert snapshots.taken([who], day)[who.pk]["snapshot_poor"] is poor


@pytest.mark.parametrize("count", [1, 3])
def test_snapshots_ask_three_questions_for_any_number(django_assert_num_queries, count):
    crowd = [people.trainee() for _ in range(count)]
    people.household(*crowd, poor=True)

    with django_assert_num_queries(3):
        found = snapshots.taken(crowd, today())
    assert all(found[who.pk]["snapshot_poor"] for who in crowd)
