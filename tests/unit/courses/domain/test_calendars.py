"""Which days a view shows, also over the end of a year."""

import datetime as dt

import pytest

from courses.domain import calendars


@pytest.mark.parametrize(
    ("view", "on", "first", "last", "number"),
    [
        ("month", dt.date(2026, 12, 15), dt.date(2026, 11, 30), dt.date(2027, 1, 3), 35),
        ("month", dt.date(2027, 2, 1), dt.date(2027, 2, 1), dt.date(2027, 2, 28), 28),
        ("week", dt.date(2027, 1, 1), dt.date(2026, 12, 28), dt.date(2027, 1, 3), 7),
        ("day", dt.date(2028, 2, 29), dt.date(2028, 2, 29), dt.date(2028, 2, 29), 1),
    ],
)
def test_days_are_whole_weeks_from_monday(view, on, first, last, number):
    shown = calendars.days(view, on)
    assert (shown[0].date, shown[-1].date, len(shown)) == (first, last, number)
    assert view != "month" or all(day.is_outside == (day.date.month != on.month) for day in shown)


@pytest.mark.parametrize(
    ("view", "on", "by", "found"),
    [
        ("month", dt.date(2026, 12, 31), 1, dt.date(2027, 1, 1)),
        ("month", dt.date(2027, 1, 31), -1, dt.date(2026, 12, 1)),
        ("week", dt.date(2026, 12, 28), 1, dt.date(2027, 1, 4)),
        ("day", dt.date(2027, 1, 1), -1, dt.date(2026, 12, 31)),
    ],
)
def test_step_goes_over_the_year_end(view, on, by, found):
    assert calendars.step(view, on, by) == found
