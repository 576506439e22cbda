"""Dates and moments of the programme: one time zone, Asia/Shanghai; half-open days."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

YEARS = range(2000, 2100)


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """The local date."""
    return timezone.localdate()


def local_date(moment: dt.datetime) -> dt.date:
    """The local date on which `moment` falls."""
    return timezone.localdate(moment)


def day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """First moment of `day` and of the day after it."""
    zone = timezone.get_default_timezone()
    start = dt.datetime.combine(day, dt.time(), zone)
    return start, dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)


def local(day: dt.date, clock_time: dt.time) -> dt.datetime:
    """The aware moment of a wall-clock time on `day`."""
    return dt.datetime.combine(day, clock_time, timezone.get_default_timezone())


def near(day: dt.date) -> None:
    """A validator of days that people type. Raises ValidationError for a year that nobody means, as half typed ones."""
    if day.year not in YEARS:
        raise ValidationError(_("The year %(year)d can't be meant. Correct it."), params={"year": day.year}, code="far")


def length(seconds: float) -> str:
    """A length as on a player: 75 → 1:15, 3671 → 1:01:11."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
