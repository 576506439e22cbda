"""Classes and sessions: how they are planned, opened, held and closed.

    class    planned -> open -> closed          session   planned -> closed
                '---------'-> void                           '-> cancelled

Nobody is in two places: before a session is saved its trainer and its venue are
locked, so two desks planning at the same time can't both take the room. No other
module changes the state of a class or a session.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import Session, Trainer, TrainingClass, Venue
from lms.kit import audit
from lms.kit.clock import local_date, now


class PlanRefused(Exception):
    """A class or session can't be planned or changed this way; the text says why and what to do."""


class CourseIsNotPublished(PlanRefused):
    pass


class ClassIsNotPlanned(PlanRefused):
    pass


class ClassIsNotOpen(PlanRefused):
    pass


class ClassIsOver(PlanRefused):
    pass


class ReasonIsMissing(PlanRefused):
    pass


class SessionsStillOpen(PlanRefused):
    pass


class SessionNotStarted(PlanRefused):
    pass


class SessionIsSettled(PlanRefused):
    pass


class SessionOutsideClass(PlanRefused):
    pass


class VenueIsTooSmall(PlanRefused):
    pass


class VenueIsTaken(PlanRefused):
    pass


class TrainerIsTaken(PlanRefused):
    pass


def next_number(programme) -> int:
    """The number the next class of `programme` would get."""
    return (programme.classes.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def open_class(training_class, *, by) -> TrainingClass:
    """Let people enrol, and freeze title, track and syllabus of the published course.

    Opening twice changes and logs nothing. Raises CourseIsNotPublished, ClassIsNotPlanned.
    """
    held = _lock(training_class)
    if held.state == TrainingClass.State.OPEN:
        return held
    if held.state != TrainingClass.State.PLANNED:
        raise ClassIsNotPlanned(_("Only a planned class can be opened. Plan a new one instead."))
    course = held.course
    if not course.live:
        raise CourseIsNotPublished(
            _("The course “%(course)s” is not published yet. Publish it, then open the class.")
            % {"course": course.title}
        )
    held.title, held.track, held.is_value_added = course.title, course.track, course.is_value_added
    held.syllabus = course.syllabus()
    held.state = TrainingClass.State.OPEN
    held.save()
    audit.record("courses.class.open", held, by=by, region=held.region_id)
    return held


@transaction.atomic
def void_class(training_class, *, reason: str, by) -> TrainingClass:
    """Take back a class that will not be held. Raises ReasonIsMissing, ClassIsOver."""
    held = _lock(training_class)
    if held.state == TrainingClass.State.VOID:
        return held
    if held.state == TrainingClass.State.CLOSED:
        raise ClassIsOver(_("This class is closed; its results stand and it can't be voided."))
    if not reason.strip():
        raise ReasonIsMissing(_("Say why the class will not be held."))
    held.sessions.filter(state=Session.State.PLANNED).update(state=Session.State.CANCELLED)
    held.state = TrainingClass.State.VOID
    held.save(update_fields=["state"])
    audit.record("courses.class.void", held, by=by, region=held.region_id, reason=reason.strip())
    return held


@transaction.atomic
def close_class(training_class, *, by) -> TrainingClass:
    """End the teaching: the state only, results are settled by the caller in the same transaction.

    Closing twice changes and logs nothing. Raises ClassIsNotOpen, SessionsStillOpen.
    """
    held = _lock(training_class)
    if held.state == TrainingClass.State.CLOSED:
        return held
    if held.state != TrainingClass.State.OPEN:
        raise ClassIsNotOpen(_("Only an open class can be closed."))
    still = list(held.sessions.filter(state=Session.State.PLANNED))
    if still:
        raise SessionsStillOpen(
            _("These sessions are not closed yet: %(sessions)s. Close or cancel them first.")
            % {"sessions": _("; ").join(when(session) for session in still)}
        )
    held.state, held.closed_at, held.closed_by = TrainingClass.State.CLOSED, now(), by
    held.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record("courses.class.close", held, by=by, region=held.region_id)
    return held


@transaction.atomic
def plan_session(session, *, by) -> Session:
    """Save a new or changed session of a class; a new one gets the next number.

    Raises ClassIsOver, SessionIsSettled, and what check_clashes() raises.
    """
    held = _lock(session.training_class)
    if held.state in {TrainingClass.State.CLOSED, TrainingClass.State.VOID}:
        raise ClassIsOver(_("This class is over; its sessions can't be changed any more."))
    if session.pk and not Session.objects.filter(pk=session.pk, state=Session.State.PLANNED).exists():
        raise SessionIsSettled(_("%(when)s is closed or cancelled and stays as it is.") % {"when": when(session)})
    check_clashes(session)
    is_new = session.pk is None
    if session.number is None:
        session.number = (held.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
    session.save()
    audit.record("courses.session.plan" if is_new else "courses.session.move", session, by=by, region=held.region_id)
    return session


def check_clashes(session) -> None:
    """Refuse a session that can't be held as planned; call it inside a transaction, it locks trainer and venue.

    Raises SessionOutsideClass, VenueIsTooSmall, VenueIsTaken or TrainerIsTaken, saying who is where.
    """
    training_class = session.training_class
    venue = Venue.objects.select_for_update().get(pk=session.venue_id)
    trainer = Trainer.objects.select_for_update().get(pk=session.trainer_id)
    if not training_class.starts_on <= local_date(session.starts_at) <= training_class.ends_on:
        raise SessionOutsideClass(
            _("%(when)s lies outside the class (%(first)s to %(last)s). Change the session or the dates of the class.")
            % {"when": when(session), "first": training_class.starts_on, "last": training_class.ends_on}
        )
    if venue.seats < training_class.seats:
        raise VenueIsTooSmall(
            _("%(venue)s has %(seats)d seats, the class has %(wanted)d. Choose a larger venue or fewer seats.")
            % {"venue": venue, "seats": venue.seats, "wanted": training_class.seats}
        )
    others = (
        Session.objects.not_cancelled()
        .exclude(pk=session.pk)
        .filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .select_related("training_class", "training_class__course", "venue")
    )
    taken = others.filter(venue=venue).first()
    if taken:
        raise VenueIsTaken(
            _("%(venue)s is taken: %(when)s, %(class)s. Choose another venue or time.")
            % {"venue": venue, "when": when(taken), "class": taken.training_class}
        )
    taken = others.filter(trainer=trainer).first()
    if taken:
        raise TrainerIsTaken(
            _("%(trainer)s teaches elsewhere: %(when)s in %(venue)s, %(class)s. Choose another trainer or time.")
            % {"trainer": trainer, "when": when(taken), "venue": taken.venue, "class": taken.training_class}
        )


@transaction.atomic
def cancel_session(session, *, by) -> Session:
    """Take back a session that will not be held. Cancelling twice changes and logs nothing. Raises SessionIsSettled."""
    held = Session.objects.select_for_update().get(pk=session.pk)
    if held.state == Session.State.CANCELLED:
        return held
    if held.state == Session.State.CLOSED:
        raise SessionIsSettled(_("%(when)s is closed or cancelled and stays as it is.") % {"when": when(held)})
    held.state = Session.State.CANCELLED
    held.save(update_fields=["state"])
    audit.record("courses.session.cancel", held, by=by, region=held.training_class.region_id)
    return held


@transaction.atomic
def close_session(session, *, by) -> Session:
    """End a session: its roll takes no marks any more. Closing twice changes and logs nothing.

    Raises SessionNotStarted, and SessionIsSettled for a cancelled one.
    """
    held = Session.objects.select_for_update().get(pk=session.pk)
    if held.state == Session.State.CLOSED:
        return held
    if held.state == Session.State.CANCELLED:
        raise SessionIsSettled(_("%(when)s was cancelled and can't be closed.") % {"when": when(held)})
    if held.starts_at > now():
        raise SessionNotStarted(
            _("The session starts at %(when)s and can't be closed before. Cancel it if it will not be held.")
            % {"when": when(held)}
        )
    held.state, held.closed_at, held.closed_by = Session.State.CLOSED, now(), by
    held.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record("courses.session.close", held, by=by, region=held.training_class.region_id)
    return held


def when(session) -> str:
    """Day and time of a session as people write it, in local time."""
    start, end = localtime(session.starts_at), localtime(session.ends_at)
    return f"{date_format(start, 'Y-m-d H:i')}–{date_format(end, 'H:i')}"


def _lock(training_class) -> TrainingClass:
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)
