"""Attendance: who was in which session. No other module writes Attendance.

A mark is never edited: the next one supersedes it, and both stay. Marks go under
the lock of the enrolment; closing a session takes those locks too, so a scan
arrives either before the roll is closed or after it, never in between.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain import clashes, sittings
from courses.models import Session, TrainingClass
from lms.kit import audit
from lms.kit.clock import local_date, now
from trainees.models import Attendance, Enrolment

from . import enrolments, flags

Mark = Attendance.Mark
How = Attendance.How


class MarkRefused(Exception):
    """A mark the roll does not take; the text says why and what to do."""


class NotToday(MarkRefused):
    """The session is on another day."""


class SessionIsClosed(MarkRefused):
    """The roll is closed: only corrections with a reason."""


class SessionIsCancelled(MarkRefused):
    """The session is not held."""


class ClassIsOver(MarkRefused):
    """The class has closed and its results stand."""


class NotEnrolled(MarkRefused):
    """The trainee has no confirmed place in this class."""


def scan(session: Session, trainee, *, scanned_at: dt.datetime, device: str, by) -> tuple[Attendance, bool]:
    """The standing mark after a scan of the wall, and whether it stood already. It grants this session only.

    Raises NotToday, SessionIsClosed, SessionIsCancelled, ClassIsOver, NotEnrolled.
    """
    with transaction.atomic():
        enrolment = enrolments.seat_of(trainee, session.training_class)
        check_open_for_scan(session, at=scanned_at)
        if enrolment is None or enrolment.state != Enrolment.State.CONFIRMED:
            raise NotEnrolled(_not_enrolled(enrolment))
        enrolment = _locked(enrolment)
        standing = _standing(session, enrolment)
        if standing and standing.mark in Attendance.PRESENT:
            return standing, True
        made = mark(session, enrolment, Mark.PRESENT, how=How.SCAN, at=scanned_at, device=device, by=by)
        return made, False


def check_open_for_scan(session: Session, *, at: dt.datetime) -> None:
    """Raise what scan() raises about the session itself, before anybody has said who they are."""
    if session.state == Session.State.CANCELLED:
        raise SessionIsCancelled(_("This session is not held. Ask the trainer when the next one is."))
    if session.state == Session.State.CLOSED:
        raise SessionIsClosed(
            _("This session is closed. If you were there, tell the trainer: they can correct the roll.")
        )
    if local_date(session.starts_at) != local_date(at):
        raise NotToday(
            _("This session is on another day (%(when)s). Scan the code of today's session.")
            % {"when": clashes.when(session)}
        )


def mark(
    session: Session,
    enrolment: Enrolment,
    kind: str,
    *,
    how: str = How.HAND,
    reason: str = "",
    at: dt.datetime | None = None,
    device: str = "",
    by,
) -> Attendance:
    """Put `kind` (a value of Attendance.Mark) on the roll in place of what stood there.

    The same mark again changes and logs nothing. A closed session takes a mark only with a `reason`.
    Raises SessionIsClosed, SessionIsCancelled, ClassIsOver, NotEnrolled.
    """
    with transaction.atomic():
        enrolment = _locked(enrolment)
        session = Session.objects.select_related("training_class").get(pk=session.pk)
        _must_take_marks(session, enrolment, reason=reason)
        standing = _standing(session, enrolment)
        if standing and standing.mark == kind:
            return standing
        moment = now()
        if standing:
            Attendance.objects.filter(pk=standing.pk).update(superseded_at=moment)
        made = Attendance.objects.create(
            session=session,
            enrolment=enrolment,
            mark=kind,
            how=how,
            marked_at=at or moment,
            marked_by=by,
            device=device,
            reason=reason.strip()[:200],
        )
        before = {"before": standing.mark} if standing else {}
        region = session.training_class.region_id
        audit.record("trainees.attendance.mark", made, by=by, region=region, mark=kind, how=how, **before)
        return made


def walk_in(session: Session, trainee, *, by) -> Attendance:
    """Enrol who stands at the door and put them on the roll as present, in one step.

    Raises what mark() and enrolments.admit_at_the_door() raise, and then leaves nothing behind.
    """
    with transaction.atomic():
        enrolment = enrolments.admit_at_the_door(trainee, session.training_class, by=by)
        return mark(session, enrolment, Mark.PRESENT, how=How.WALK_IN, by=by)


def close_session(session: Session, *, by) -> Session:
    """Close the roll: whoever has no mark becomes absent, open flags are kept. Closing twice changes nothing.

    Raises courses.domain.clashes.PlanRefused: not begun yet, or cancelled.
    """
    with transaction.atomic():
        held = Session.objects.select_for_update().get(pk=session.pk)
        if held.state == Session.State.CLOSED:
            return held
        for enrolment in unmarked(held).select_for_update().order_by("pk"):
            if _standing(held, enrolment) is None:
                mark(held, enrolment, Mark.ABSENT, by=by)
        flags.keep(held)
        return sittings.close_session(held, by=by)


def takes_walk_ins(session: Session) -> bool:
    """Whether the door is still open: the session is not closed or cancelled, and its class takes people."""
    return session.state == Session.State.PLANNED and session.training_class.state == TrainingClass.State.OPEN


def unmarked(session: Session):
    """Confirmed enrolments that have no mark in `session` yet: closing makes them absent."""
    marked = Attendance.objects.standing().filter(session=session).values("enrolment")
    places = Enrolment.objects.filter(training_class=session.training_class_id, state=Enrolment.State.CONFIRMED)
    return places.exclude(pk__in=marked)


def _locked(enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def _standing(session, enrolment) -> Attendance | None:
    return Attendance.objects.standing().filter(session=session, enrolment=enrolment).first()


def _must_take_marks(session, enrolment, *, reason):
    if enrolment.training_class_id != session.training_class_id or enrolment.state != Enrolment.State.CONFIRMED:
        if session.training_class.state == TrainingClass.State.CLOSED:
            raise ClassIsOver(_("This class has closed and its results stand. Ask the organiser if they are wrong."))
        raise NotEnrolled(_not_enrolled(None))
    if session.state == Session.State.CANCELLED:
        raise SessionIsCancelled(_("This session is not held and takes no marks."))
    if session.state == Session.State.CLOSED and not reason.strip():
        raise SessionIsClosed(_("This session is closed. Write a reason to correct the roll."))


def _not_enrolled(enrolment) -> str:
    waits = enrolment is not None and enrolment.state in {Enrolment.State.REQUESTED, Enrolment.State.WAITING}
    if waits:
        return _("You are still waiting for a place in this class. Ask the trainer: they can let you in at the door.")
    return _("You are not enrolled in this class.")
