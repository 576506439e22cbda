"""What a programme and a course may ask of who watches a video."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MINUTES_OF_A_DAY = 24 * 60


class PresenceCheck(models.TextChoices):
    """How somebody shows now and then that they are still there."""

    NONE = "none", _("not asked")
    TAP = "tap", _("a tap")
    QUESTION = "question", _("a small question")


def daily_minutes_fit(name: str) -> models.CheckConstraint:
    """The most that counts of a day is something, and no more than the day has."""
    return models.CheckConstraint(
        condition=models.Q(daily_watch_minutes__gte=1, daily_watch_minutes__lte=MINUTES_OF_A_DAY), name=name
    )
