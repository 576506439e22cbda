"""The calendar of sessions: which days a month, a week or a day shows, and what happens on each. Writes nothing."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import pgettext_lazy

from courses.models import Session, Trainer, TrainingClass, Venue
from courses.models.places import within
from lms.kit.clock import day_bounds, local_date


class View(models.TextChoices):
    MONTH = "month", pgettext_lazy("calendar", "month")
    WEEK = "week", pgettext_lazy("calendar", "week")
    DAY = "day", pgettext_lazy("calendar", "day")


@dataclass(frozen=True)
class Day:
    """`is_outside`: shown to fill a week of the month, belongs to the month beside it."""

    date: dt.date
    is_outside: bool = False
    sessions: list[Session] = field(default_factory=list)


def days(view: str, on: dt.date) -> list[Day]:
    """The days a view shows: whole weeks from Monday around the month of `on`, its week, or itself."""
    if view == View.DAY:
        return [Day(on)]
    if view == View.WEEK:
        monday = on - dt.timedelta(on.weekday())
        return [Day(monday + dt.timedelta(step)) for step in range(7)]
    weeks = calendar.Calendar().monthdatescalendar(on.year, on.month)
    return [Day(date, is_outside=date.month != on.month) for week in weeks for date in week]


def step(view: str, on: dt.date, by: int) -> dt.date:
    """A day in the next (`by` 1) or the last (-1) month, week or day."""
    if view == View.MONTH:
        month = on.year * 12 + on.month - 1 + by
        return dt.date(month // 12, month % 12 + 1, 1)
    return on + dt.timedelta(by * (7 if view == View.WEEK else 1))


def fill(shown: list[Day], sessions: models.QuerySet[Session], *, region=None, venue=None, trainer=None) -> list[Day]:
    """`shown` with those of `sessions` that begin on each day; one query however many."""
    first, _next = day_bounds(shown[0].date)
    _this, last = day_bounds(shown[-1].date)
    found = sessions.filter(starts_at__gte=first, starts_at__lt=last)
    if region:
        found = found.filter(within(region, "venue__region"))
    if venue:
        found = found.filter(venue=venue)
    if trainer:
        found = found.filter(trainer=trainer)
    by_day = {day.date: day for day in shown}
    for session in _with_what_is_shown(found):
        by_day[local_date(session.starts_at)].sessions.append(session)
    return shown


def _with_what_is_shown(sessions) -> Iterable[Session]:
    # A month may hold hundreds of few classes, rooms and trainers: each is fetched once, and without what a page holds.
    classes = TrainingClass.objects.select_related("course").only("number", "title", "course__title")
    about = (
        models.Prefetch("training_class", classes),
        models.Prefetch("venue", Venue.objects.only("name")),
        models.Prefetch("trainer", Trainer.objects.only("name")),
    )
    shown = sessions.only(
        *("starts_at", "ends_at", "state", "topic", "kind", "revised_because"),
        *("venue_id", "trainer_id", "training_class_id"),
    )
    return shown.prefetch_related(*about).order_by("starts_at", "pk")
