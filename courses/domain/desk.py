"""What an organiser should look at today: sessions that are due, and work that is missing."""

import datetime as dt

from courses.models import Qualification, Session, TrainingClass
from courses.models.scope import EVERY, Role, visible_regions
from lms.kit.clock import day_bounds, now, today
from media.models import Video

DAYS_AHEAD = 14
MOST = 8


def due(user) -> dict:
    """`{"sessions": the next planned sessions, at most MOST}` of the user's classes, from this morning on."""
    morning, _next = day_bounds(today())
    sessions = (
        _sessions(user)
        .filter(state=Session.State.PLANNED, starts_at__gte=morning, starts_at__lt=morning + dt.timedelta(DAYS_AHEAD))
        .select_related("training_class__course", "venue", "trainer")
    )
    return {"sessions": list(sessions[:MOST]), "days": DAYS_AHEAD}


def missing(user) -> dict:
    """Lists of at most MOST rows, each with something an organiser still has to do."""
    classes, day = _classes(user).select_related("course"), today()
    is_open = classes.filter(state=TrainingClass.State.OPEN)
    unhappy = Video.objects.filter(state__in=[Video.State.REFUSED, Video.State.FAILED])
    return {
        "not_closed": list(is_open.filter(ends_on__lt=day)[:MOST]),
        "without_sessions": list(
            is_open.exclude(mode=TrainingClass.Mode.ONLINE).exclude(sessions__state__in=["planned", "closed"])[:MOST]
        ),
        "not_opened": list(
            classes.filter(
                state=TrainingClass.State.PLANNED, starts_on__lte=day + dt.timedelta(DAYS_AHEAD), ends_on__gte=day
            )[:MOST]
        ),
        "sessions_over": list(
            _sessions(user)
            .filter(state=Session.State.PLANNED, ends_at__lt=now(), training_class__state=TrainingClass.State.OPEN)
            .select_related("training_class__course", "venue")[:MOST]
        ),
        "papers": list(_papers(user).running_out(day).select_related("trainer").order_by("expires_on")[:MOST]),
        "videos": list(unhappy[:MOST]),
    }


def _classes(user):
    return visible_regions(TrainingClass.objects.all(), user, Role.ORGANISER, programme="programme")


def _papers(user):
    active = Qualification.objects.filter(trainer__left_on__isnull=True)
    return visible_regions(active, user, Role.ORGANISER, field="trainer__region", programme=EVERY)


def _sessions(user):
    return visible_regions(
        Session.objects.all(),
        user,
        Role.ORGANISER,
        field="training_class__region",
        programme="training_class__programme",
    )
