"""Sessions of a class: how they are planned, moved, cancelled and closed.

    planned -> closed
       '-> cancelled

Nobody is in two places: before a session is saved its trainer and its venue are
locked, so two desks planning at the same time can't both take the room. No other
module changes a session but `scheduling`, when a class is declared void.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.models import Session, TrainingClass
from courses.signals import session_revised
from lms.kit import audit
from lms.kit.clock import now

from .clashes import PlanRefused, check_clashes, when

# What people of an open class rely on, and the note that it changed.
PROMISED = ("starts_at", "ends_at", "venue_id", "trainer_id")
REVISION = ("revision", "revised_at", "revised_because")


class ClassIsOver(PlanRefused):
    pass


class ReasonIsMissing(PlanRefused):
    pass


class SessionNotStarted(PlanRefused):
    pass


class SessionIsSettled(PlanRefused):
    pass


@transaction.atomic
def plan_session(session, *, reason: str = "", by) -> Session:
    """Save a new or changed session of a class; a new one gets the next number.

    Another time, venue or trainer than people of an open class were told needs a `reason`, and they are told it.
    Raises ClassIsOver, SessionIsSettled, ReasonIsMissing, and what check_clashes() raises.
    """
    held = lock(session.training_class)
    must_go_on(held)
    before = Session.objects.get(pk=session.pk) if session.pk else None
    if before and before.state != Session.State.PLANNED:
        raise SessionIsSettled(_("%(when)s is closed or cancelled and stays as it is.") % {"when": when(session)})
    check_clashes(session)
    if before and any(getattr(before, field) != getattr(session, field) for field in PROMISED):
        _revise(session, held, reason)
    if session.number is None:
        session.number = (held.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
    session.save()
    details = {"reason": session.revised_because} if before and session.revision != before.revision else {}
    action = "courses.session.move" if before else "courses.session.plan"
    audit.record(action, session, by=by, region=held.region_id, **details)
    if before and session.revision != before.revision:
        _announce(session, before, held, by=by)
    return session


@transaction.atomic
def cancel_session(session, *, reason: str = "", by) -> Session:
    """Take back a session that will not be held; in an open class with a `reason`, which people are told.

    Cancelling twice changes and logs nothing. Raises SessionIsSettled, ReasonIsMissing.
    """
    held = Session.objects.select_for_update().get(pk=session.pk)
    before = Session.objects.get(pk=session.pk)
    if held.state == Session.State.CANCELLED:
        return held
    if held.state == Session.State.CLOSED:
        raise SessionIsSettled(_("%(when)s is closed or cancelled and stays as it is.") % {"when": when(held)})
    _revise(held, held.training_class, reason)
    held.state = Session.State.CANCELLED
    held.save(update_fields=["state", *REVISION])
    details = {"reason": held.revised_because} if held.revised_because else {}
    audit.record("courses.session.cancel", held, by=by, region=held.training_class.region_id, **details)
    _announce(held, before, held.training_class, by=by)
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


def _revise(session, training_class, reason) -> None:
    if training_class.state == TrainingClass.State.OPEN and not reason.strip():
        raise ReasonIsMissing(
            _("People know of the session %(when)s. Write why it is moved or cancelled: they will read it.")
            % {"when": when(session)}
        )
    session.revision += 1
    session.revised_at, session.revised_because = now(), reason.strip()[:200]


def _announce(session, before, training_class, *, by) -> None:
    """Of a class that is still being planned nobody has been told anything."""
    if training_class.state == TrainingClass.State.OPEN:
        session_revised.send(sender=Session, session=session, before=before, by=by)


def must_go_on(training_class) -> None:
    """Raises ClassIsOver for a class that is closed or void."""
    if training_class.state in {TrainingClass.State.CLOSED, TrainingClass.State.VOID}:
        raise ClassIsOver(_("This class is over; its plan can't be changed any more."))


def lock(training_class) -> TrainingClass:
    """The row of the class as it is now, held until the transaction ends."""
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)
