"""Telling people of changes to their classes: on their pages at once, by text message soon after (`texting`).

Whoever has, asks or waits for a place is told, and whoever teaches or taught it. In the calendars the change appears
by itself. No other module writes Notice but `texting`.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from courses.domain.clashes import when
from courses.models import Session, TrainingClass
from lms.kit.clock import now
from trainees.models import Enrolment, Notice

from . import texting

Kind = Notice.Kind
TOLD = (Enrolment.State.CONFIRMED, Enrolment.State.REQUESTED, Enrolment.State.WAITING)
SHOWN_AFTER = dt.timedelta(days=7)
MOST_SHOWN = 10


@transaction.atomic
def of_session(session: Session, *, before: Session) -> None:
    """A session of an open class was moved or cancelled; `before` is what people knew of it."""
    kind = Kind.CANCELLED if session.state == Session.State.CANCELLED else Kind.MOVED
    known = {
        "starts_at": before.starts_at.isoformat(),
        "ends_at": before.ends_at.isoformat(),
        "venue": before.venue.name,
    }
    trainers = {before.trainer_id, session.trainer_id, session.training_class.trainer_id}
    _tell(
        kind,
        session.training_class,
        session=session,
        before=known,
        because=session.revised_because,
        trainees=_people(session.training_class),
        trainers=trainers,
    )


@transaction.atomic
def of_void(training_class: TrainingClass, *, because: str) -> None:
    """An open class will not be held."""
    taught = training_class.sessions.values_list("trainer_id", flat=True)
    trainers = {training_class.trainer_id, *taught}
    _tell(Kind.VOID, training_class, because=because, trainees=_people(training_class), trainers=trainers)


@transaction.atomic
def of_place(enrolment: Enrolment) -> None:
    """Somebody who waited, or was moved, has a place now."""
    _tell(Kind.PLACE, enrolment.training_class, trainees=[enrolment.trainee_id])


@transaction.atomic
def seen(notice: Notice) -> None:
    """The person has read it: it leaves their pages."""
    Notice.objects.filter(pk=notice.pk, seen_at__isnull=True).update(seen_at=now())


def unseen(user, training_class: TrainingClass | None = None) -> list[Notice]:
    """What the user's people and the trainer behind the sign-in have not read yet, until it is over; one query.

    Of one class when given.
    """
    found = Notice.objects.of(user).filter(seen_at__isnull=True)
    goes_on = Q(session__ends_at__gte=now()) | Q(session__isnull=True, told_at__gte=now() - SHOWN_AFTER)
    # A cancelled session's time may have come and gone: what was planned for today is told today.
    lately = Q(told_at__gte=now() - dt.timedelta(days=1))
    shown = found.filter(goes_on | lately).select_related("trainee", "training_class__course", "session__venue")
    if training_class is not None:
        shown = shown.filter(training_class=training_class)
    return list(shown.order_by("-told_at", "pk")[:MOST_SHOWN])


def was(notice: Notice) -> str:
    """Day and time as people knew it before; empty when that is not known."""
    times = [parse_datetime(notice.before.get(name, "")) for name in ("starts_at", "ends_at")]
    if None in times:
        return ""
    return when(Session(starts_at=times[0], ends_at=times[1]))


def _people(training_class) -> list[int]:
    places = Enrolment.objects.filter(training_class=training_class, state__in=TOLD)
    return list(places.values_list("trainee_id", flat=True))


def _tell(kind, training_class, *, session=None, before=None, because="", trainees=(), trainers=()) -> None:
    """One notice a person; of a session the one there is becomes new again."""
    fresh = {"kind": kind, "before": before or {}, "because": because, "told_at": now()}
    fresh |= {"seen_at": None, "sms": Notice.Sms.DUE, "sms_at": None}
    about = {"training_class": training_class, "session": session}
    if session is None:
        about["kind"] = kind
    for role, people in (("trainee_id", trainees), ("trainer_id", trainers)):
        _write(about, role, set(people), fresh)
    texting.ask_to_send()


def _write(about: dict, role: str, people: Iterable[int], fresh: dict) -> None:
    rows = Notice.objects.filter(**about, **{f"{role}__in": people})
    told = set(rows.values_list(role, flat=True))
    rows.update(**fresh)
    Notice.objects.bulk_create(Notice(**(about | fresh | {role: pk})) for pk in sorted(people - told))
