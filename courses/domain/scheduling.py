"""Training classes: how they are planned with their sessions, opened, closed and reopened.

    planned -> open <-> closed
       '---------'-> void

No other module changes the state of a class; `sittings` changes that of its sessions.
"""

from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils.translation import gettext as _

from courses.models import Programme, Session, TrainingClass
from courses.signals import class_changed, class_voided
from lms.kit import audit
from lms.kit.clock import now

from .clashes import PlanRefused, check_clashes, when
from .quotas import check_sum
from .sittings import ClassIsOver, ReasonIsMissing, cancel_session, lock, must_go_on, plan_session

# What an officer plans; state and what was frozen at opening are written by their own verbs.
PLAN = [
    *("programme", "course", "track", "number", "region", "mode", "trainer"),
    *("starts_on", "ends_on", "seats", "notice"),
]


class CourseIsNotPublished(PlanRefused):
    pass


class BankIsTooSmall(PlanRefused):
    pass


class ClassIsNotPlanned(PlanRefused):
    pass


class ClassIsNotOpen(PlanRefused):
    pass


class SessionsStillOpen(PlanRefused):
    pass


class ClassIsNotClosed(PlanRefused):
    pass


def next_number(programme) -> int:
    """The number the next class of `programme` would get."""
    return (programme.classes.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def plan_class(training_class, *, sessions=(), cancelled=(), reason="", by) -> TrainingClass:
    """Save a new or changed class with its new or changed `sessions`; `cancelled` ones are taken back first.

    A class without a number gets the next of its programme. All or nothing: the first session refused takes the
    whole plan with it, and is the `session` of the exception. `reason` goes with what is moved or cancelled.
    Raises MoreThanTheClassHas (fewer seats than townships were given), and what plan_session() and cancel_session()
    raise.
    """
    Programme.objects.select_for_update().get(pk=training_class.programme_id)
    is_new = training_class.pk is None
    if training_class.number is None:
        training_class.number = next_number(training_class.programme)
    if training_class.state == TrainingClass.State.PLANNED:
        training_class.track = training_class.course.track
    if is_new:
        training_class.save()
    else:
        must_go_on(lock(training_class))
        check_sum(training_class.township_seats.aggregate(given=Sum("seats"))["given"] or 0, training_class.seats)
        training_class.save(update_fields=PLAN)
    audit.record(
        "courses.class.plan" if is_new else "courses.class.change",
        training_class,
        by=by,
        region=training_class.region_id,
    )
    for session in cancelled:
        cancel_session(session, reason=reason, by=by)
    changed = {session.pk for session in sessions}
    untouched = [s for s in training_class.sessions.filter(state=Session.State.PLANNED) if s.pk not in changed]
    for session in [*sessions, *untouched]:
        session.training_class = training_class
        try:
            if session in untouched:
                check_clashes(session)
            else:
                plan_session(session, reason=reason, by=by)
        except PlanRefused as refusal:
            refusal.session = session
            raise
    if not is_new:
        class_changed.send(sender=TrainingClass, training_class=training_class, by=by)
    return training_class


@transaction.atomic
def open_class(training_class, *, by) -> TrainingClass:
    """Let people enrol, and freeze title, track, syllabus and what is asked of the published course.

    Opening twice changes and logs nothing. Raises CourseIsNotPublished, BankIsTooSmall, ClassIsNotPlanned.
    """
    held = lock(training_class)
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
    there = course.questions.in_use().count()
    if there < course.test_questions:
        raise BankIsTooSmall(
            _(
                "The test of the course draws %(wanted)d questions, but its bank has %(there)d. "
                "Add questions or lower the number, then open the class."
            )
            % {"wanted": course.test_questions, "there": there}
        )
    held.title, held.track, held.is_value_added = course.title, course.track, course.is_value_added
    held.syllabus, held.assessment = course.syllabus(), course.assessment()
    held.state = TrainingClass.State.OPEN
    held.save()
    audit.record("courses.class.open", held, by=by, region=held.region_id)
    return held


@transaction.atomic
def void_class(training_class, *, reason: str, by) -> TrainingClass:
    """Take back a class that will not be held. Raises ReasonIsMissing, ClassIsOver."""
    held = lock(training_class)
    if held.state == TrainingClass.State.VOID:
        return held
    if held.state == TrainingClass.State.CLOSED:
        raise ClassIsOver(_("This class is closed; its results stand and it can't be voided."))
    if not reason.strip():
        raise ReasonIsMissing(_("Say why the class will not be held."))
    held.sessions.filter(state=Session.State.PLANNED).update(
        state=Session.State.CANCELLED,
        revision=F("revision") + 1,
        revised_at=now(),
        revised_because=reason.strip()[:200],
    )
    was_open = held.state == TrainingClass.State.OPEN
    held.state = TrainingClass.State.VOID
    held.save(update_fields=["state"])
    audit.record("courses.class.void", held, by=by, region=held.region_id, reason=reason.strip())
    if was_open:
        class_voided.send(sender=TrainingClass, training_class=held, reason=reason.strip()[:200], by=by)
    return held


@transaction.atomic
def close_class(training_class, *, by) -> TrainingClass:
    """End the teaching: the state only, results are settled by the caller in the same transaction.

    Closing twice changes and logs nothing. Raises ClassIsNotOpen, SessionsStillOpen.
    """
    held = lock(training_class)
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
    held.held_seconds, held.practice_seconds = _seconds_held(held)
    held.save(update_fields=["state", "closed_at", "closed_by", "held_seconds", "practice_seconds"])
    audit.record("courses.class.close", held, by=by, region=held.region_id)
    return held


@transaction.atomic
def reopen_class(training_class, *, reason: str, by, **details) -> TrainingClass:
    """Take back the closing, for corrections: the state only, results are taken back by the caller.

    `details` (numbers, no names) go into the log. Raises ReasonIsMissing, ClassIsNotClosed.
    """
    held = lock(training_class)
    if held.state != TrainingClass.State.CLOSED:
        raise ClassIsNotClosed(_("Only a closed class can be reopened."))
    if not reason.strip():
        raise ReasonIsMissing(_("Write why the class is reopened: published numbers change by it."))
    held.state, held.closed_at, held.closed_by = TrainingClass.State.OPEN, None, None
    held.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record("courses.class.reopen", held, by=by, region=held.region_id, reason=reason.strip()[:200], **details)
    return held


def _seconds_held(training_class) -> tuple[int, int]:
    """All that was held in rooms, and the practice of it."""
    lengths = [(s.kind, int(s.length.total_seconds())) for s in training_class.sessions.not_cancelled()]
    return sum(n for _kind, n in lengths), sum(n for kind, n in lengths if kind == Session.Kind.PRACTICE)
