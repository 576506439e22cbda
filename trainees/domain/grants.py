"""The grant of a visit: signed words that say who may report watching what, since when, and when they are asked.

It lies in the lesson's page, so that a phone that goes out of the network with the page can play and report days
later. Whoever alters it, or sends it under another sign-in, reports nothing. No row is made until somebody plays.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from courses.models import PresenceCheck
from lms.kit.clock import now
from trainees.models import WatchVisit

from . import presence

SALT = "trainees.watching"
OLDEST = dt.timedelta(days=60)


class NoGrant(Exception):
    """These words were never given out, or not to this sign-in."""


class GrantIsOld(Exception):
    """The grant was given too long ago."""


@dataclass(frozen=True)
class Grant:
    """One visit of one person, of one lesson and recording in one class."""

    visit: uuid.UUID
    trainee: int
    training_class: int
    lesson: str
    video: int
    granted_at: dt.datetime
    presence: str
    first_check: int

    @property
    def plan(self) -> presence.Plan:
        return presence.Plan(str(self.visit), self.presence, self.first_check)


def give(trainee, training_class, lesson: dict) -> tuple[str, presence.Plan]:
    """A grant for `lesson` (one of `training_class.lessons`), beginning now: its words, and when they are asked."""
    visit = uuid.uuid4()
    kind = training_class.course.presence_check or training_class.programme.presence_check
    played = 0 if kind == PresenceCheck.NONE else _played_unasked(trainee)
    first = presence.first_gap(str(visit), played)
    told = [
        visit.hex,
        trainee.pk,
        training_class.pk,
        uuid.UUID(str(lesson["key"])).hex,
        lesson["video"],
        int(now().timestamp()),
        kind,
        first,
    ]
    return signing.dumps(told, salt=SALT), presence.Plan(str(visit), kind, first)


def read(words: str) -> Grant:
    """What a grant says. Raises NoGrant and GrantIsOld."""
    try:
        visit, trainee, training_class, lesson, video, moment, kind, first = signing.loads(words, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NoGrant from error
    granted_at = dt.datetime.fromtimestamp(moment, dt.UTC)
    if now() - granted_at > OLDEST:
        raise GrantIsOld
    lesson = str(uuid.UUID(lesson))
    return Grant(uuid.UUID(visit), trainee, training_class, lesson, video, granted_at, kind, first)


def address(words: str) -> str:
    """Where beats under a grant are reported."""
    return reverse("beats", args=[words])


def _played_unasked(trainee) -> int:
    """Seconds the person has played since they last answered, of the last three visits: a fresh page asks no later."""
    last = WatchVisit.objects.filter(progress__trainee__in=trainee.rows().values("pk")).order_by("-arrived_at")
    played = 0
    for spent, checks, unasked in last.values_list("spent_seconds", "checks", "unasked_seconds")[:3]:
        played += unasked if checks else spent
        if checks:
            break
    return played
