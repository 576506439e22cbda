"""Living through the past: the domain's verbs write today's date, so the demo moves the clock for them."""

import datetime as dt
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

from lms.kit.clock import local


@contextmanager
def at(day: dt.date, hour: int = 9, minute: int = 0):
    """Everything inside happens at this wall-clock time; `lms.kit.clock` and Django's own stamps follow."""
    with at_moment(local(day, dt.time(hour, minute))) as moment:
        yield moment


@contextmanager
def at_moment(moment: dt.datetime):
    """The same, to the second."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield moment


def month_start(day: dt.date, months: int) -> dt.date:
    """The first day of the month that lies `months` after that of `day`; negative goes back."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)
