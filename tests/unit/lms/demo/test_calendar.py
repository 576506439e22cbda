import datetime as dt

import pytest

from lms.demo.calendar import at, month_start
from lms.kit.clock import now, today
from tests.factories import people


def test_at_moves_the_clock_and_gives_it_back():
    before = now()
    with at(dt.date(2020, 2, 29), 9, 30) as moment:
        assert now() == moment
        assert today() == dt.date(2020, 2, 29)
    assert now() >= before


@pytest.mark.django_db
def test_at_moves_the_stamps_of_rows():
    with at(dt.date(2020, 2, 29)) as moment:
        trainee = people.trainee()
    trainee.refresh_from_db()
    assert trainee.registered_at == moment


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (dt.date(2026, 1, 31), -1, dt.date(2025, 12, 1)),
        (dt.date(2026, 11, 22), -14, dt.date(2025, 9, 1)),
        (dt.date(2026, 11, 22), 2, dt.date(2027, 1, 1)),
    ],
)
def test_month_start_crosses_years(day, months, first):
    assert month_start(day, months) == first
