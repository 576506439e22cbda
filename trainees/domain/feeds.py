"""Calendar feeds: a user's sessions by a private address that they can revoke. No other module writes CalendarFeed."""

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses.domain import ics
from courses.models import Session
from lms.kit import audit
from lms.kit.clock import now
from trainees.models import CalendarFeed, Enrolment

KEPT_BACK = dt.timedelta(days=90)


@transaction.atomic
def make(user) -> CalendarFeed:
    """A fresh address for the user; one they had before stops working."""
    revoke(user)
    feed = CalendarFeed.objects.create(user=user, key=secrets.token_urlsafe(24))
    audit.record("trainees.feed.make", feed, by=user)
    return feed


@transaction.atomic
def revoke(user) -> None:
    """The address stops working. Twice changes and logs nothing."""
    for feed in CalendarFeed.objects.select_for_update().filter(user=user, revoked_at__isnull=True):
        feed.revoked_at = now()
        feed.save(update_fields=["revoked_at"])
        audit.record("trainees.feed.revoke", feed, by=user)


def of(user) -> CalendarFeed | None:
    """The address that works, if any."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first()


def sessions(user) -> QuerySet[Session]:
    """What the user teaches and what the people of their sign-in attend, cancelled ones too, of late and to come."""
    places = Enrolment.objects.of(user).holding_a_seat().values("training_class")
    mine = Session.objects.filter(
        Q(trainer__user=user) | Q(training_class__trainer__user=user) | Q(training_class__in=places),
        ends_at__gte=now() - KEPT_BACK,
    )
    return mine.select_related("training_class__course", "venue", "trainer").order_by("starts_at", "pk")


def read(key: str) -> str | None:
    """The calendar file behind `key`; None when there is no such address, or it was revoked."""
    feed = CalendarFeed.objects.filter(key=key, revoked_at__isnull=True, user__is_active=True).first()
    return ics.calendar(sessions(feed.user), name=_("My classes"), at=now()) if feed else None
