"""Attendance: who was in which session. No other module writes Attendance.

A mark is never edited: the next one supersedes it, and both stay. Signing out is such a mark, too: it keeps what is
known of the coming and adds the going. Marks go under the lock of the enrolment; closing a session takes those locks
too, so a scan arrives either before the roll is closed or after it, never in between.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from courses.domain import sittings
from courses.domain.clashes import when
from courses.models import Session, TrainingClass
from lms.kit import audit
from lms.kit.clock import now
from trainees.models import Attendance, Enrolment

from . import enrolments, flags, marks, timetable, windows
from .marks import BY_HAND, Entry, Trace
from .rules import running
from .windows import MarkRefused, SessionIsCancelled, SessionIsClosed

Mark, How = Attendance.Mark, Attendance.How


class ClassIsOver(MarkRefused):
    """The class has closed and its results stand."""


class NotEnrolled(MarkRefused):
    """The trainee has no confirmed place in this class."""


class WrongRoom(NotEnrolled):
    """The trainee's own class sits elsewhere at that time; `session` is the one they look for."""

    def __init__(self, text: str, *, session: Session):
        super().__init__(text)
        self.session = session


class NotSignedIn(MarkRefused):
    """Nobody leaves who was not there."""


def scan(session: Session, trainee, *, scanned_at: dt.datetime, device: str, by) -> tuple[Attendance, bool]:
    """The standing mark after a scan of the wall, and whether it stood already. It grants this session only.

    Raises what windows.check_open_for_scan() raises, ClassIsOver, WrongRoom, NotEnrolled.
    """
    windows.check_open_for_scan(session, at=scanned_at)
    return check_in(session, _place(session, trainee), trace=Trace(How.SCAN, scanned_at, device), by=by)


def scan_out(session: Session, trainee, *, scanned_at: dt.datetime, device: str, by) -> tuple[Attendance, bool]:
    """The same for the code by which people leave. Raises NotSignedIn, too."""
    windows.check_open_for_scan(session, at=scanned_at, leaving=True)
    return sign_out(session, _place(session, trainee), trace=Trace(How.SCAN, scanned_at, device), by=by)


@transaction.atomic
def check_in(session: Session, enrolment: Enrolment, *, trace: Trace, by) -> tuple[Attendance, bool]:
    """The standing mark after somebody came, on time or late, and whether they stood there already.

    Raises SessionIsClosed, SessionIsCancelled, ClassIsOver, NotEnrolled.
    """
    (enrolment,) = _locked([enrolment.pk])
    standing = _standing(session, [enrolment.pk]).get(enrolment.pk)
    if standing and standing.is_present:
        return standing, True
    kind, minutes = windows.arrival(session, trace.moment)
    return mark(session, enrolment, kind, minutes=minutes, trace=trace, by=by), False


@transaction.atomic
def sign_out(session: Session, enrolment: Enrolment, *, trace: Trace = BY_HAND, by) -> tuple[Attendance, bool]:
    """The standing mark after somebody went, and whether they had gone already.

    Earlier than the grace before the end is left early, with its minutes. The last going counts, in whatever order
    they become known. Raises NotSignedIn and what mark() raises.
    """
    (enrolment,), session = _locked([enrolment.pk]), _fresh(session)
    _must_take_marks(session, enrolment, reason="")
    standing = _standing(session, [enrolment.pk]).get(enrolment.pk)
    if standing is None or not standing.is_present:
        raise NotSignedIn(_("You are not signed in to this session. If you were there, tell the trainer."))
    if standing.left_at and trace.moment <= standing.left_at:
        return standing, True
    went = Attendance(session=session, enrolment=enrolment, **marks.going(session, standing, trace, by))
    _supersede(session, [(standing, went)], by=by)
    return went, False


def mark(
    session: Session,
    enrolment: Enrolment,
    kind: str,
    *,
    minutes: int | None = None,
    reason: str = "",
    trace: Trace = BY_HAND,
    by,
) -> Attendance:
    """Put `kind` (a value of Attendance.Mark) on the roll in place of what stood there.

    `minutes` are those missed by coming late, leaving early or a leave; None: those it had, else
    what the moment tells. The same again changes and logs nothing. A closed session takes a mark only with a `reason`.
    Raises SessionIsClosed, SessionIsCancelled, MinutesDoNotFit, ClassIsOver, NotEnrolled.
    """
    entry = Entry(enrolment.pk, kind, minutes)
    (found,) = _put(session, [entry], reason=reason, trace=trace, by=by).values()
    return found


def save_roll(session: Session, entries: Iterable[Entry], *, reason: str = "", how: str = How.HAND, by) -> list:
    """`mark` for many at once; the marks that are new, all of one moment. All of them or, refused, none.

    Costs the same number of queries for any class. Raises what mark() raises.
    """
    found = _put(session, list(entries), reason=reason, trace=Trace(how, now()), by=by)
    return [made for made in found.values() if not made.stood]


def mark_the_rest(session: Session, kind: str = Mark.PRESENT, *, by) -> list[Attendance]:
    """Put everybody who has no mark yet on the roll; `take_back` undoes it. Raises what mark() raises."""
    return save_roll(session, [Entry(pk, kind) for pk in unmarked(session).values_list("pk", flat=True)], by=by)


@transaction.atomic
def take_back(session: Session, *, saved_at: dt.datetime, how: str = How.HAND, by) -> int:
    """Undo what `by` marked by hand (or by card) at one moment where no mark stood before: how many have none again.

    Marks set since then stay. Raises SessionIsClosed, SessionIsCancelled.
    """
    session = _fresh(session)
    _must_be_held(session, reason="")
    mine = Attendance.objects.filter(session=session, marked_at=saved_at, marked_by=by, how=how)
    _locked(mine.values("enrolment"))
    replaced = Attendance.objects.filter(session=session, superseded_at__gte=saved_at, enrolment=OuterRef("enrolment"))
    taken = list(mine.standing().exclude(Exists(replaced)))
    Attendance.objects.filter(pk__in=[mark.pk for mark in taken]).update(superseded_at=now())
    told = [(mark, {"before": mark.mark}) for mark in taken]
    audit.record_all("trainees.attendance.take_back", told, by=by, region=session.training_class.region_id)
    return len(taken)


def walk_in(session: Session, trainee, *, by) -> Attendance:
    """Enrol who stands at the door and put them on the roll as present, in one step.

    Raises what mark() and enrolments.admit_at_the_door() raise, and then leaves nothing behind.
    """
    with transaction.atomic():
        enrolment = enrolments.admit_at_the_door(trainee, session.training_class, by=by)
        return mark(session, enrolment, Mark.PRESENT, trace=Trace(How.WALK_IN), by=by)


def close_session(session: Session, *, by) -> Session:
    """Close the roll: whoever has no mark becomes absent, open flags are kept. Closing twice changes nothing.

    Raises courses.domain.clashes.PlanRefused: not begun yet, or cancelled.
    """
    with transaction.atomic():
        held = Session.objects.select_for_update().get(pk=session.pk)
        if held.state == Session.State.CLOSED:
            return held
        _locked(held.training_class.enrolments.values("pk"))
        mark_the_rest(held, Mark.ABSENT, by=by)
        flags.keep(held)
        running.ask_about_class(held.training_class, by=by)
        return sittings.close_session(held, by=by)


def takes_walk_ins(session: Session) -> bool:
    """Whether the door is still open: the session is not closed or cancelled, and its class takes people."""
    return session.state == Session.State.PLANNED and session.training_class.state == TrainingClass.State.OPEN


def unmarked(session: Session):
    """Confirmed enrolments that have no mark in `session` yet: closing makes them absent."""
    marked = Attendance.objects.standing().filter(session=session).values("enrolment")
    places = Enrolment.objects.filter(training_class=session.training_class_id, state=Enrolment.State.CONFIRMED)
    return places.exclude(pk__in=marked)


def _place(session, trainee) -> Enrolment:
    """The confirmed place of a person in the class of a session. Raises WrongRoom, NotEnrolled."""
    enrolment = enrolments.seat_of(trainee, session.training_class)
    if enrolment and enrolment.state == Enrolment.State.CONFIRMED:
        return enrolment
    own = timetable.at_the_time_of(trainee, session)
    if own:
        raise WrongRoom(
            _("This is the code of another class. %(class)s meets in %(venue)s, %(when)s: scan the code there.")
            % {"class": own.training_class, "venue": own.venue, "when": when(own)},
            session=own,
        )
    raise NotEnrolled(_not_enrolled(enrolment))


@transaction.atomic
def _put(session, entries: list[Entry], *, reason, trace, by) -> dict[int, Attendance]:
    """What stands after all is said, by enrolment; `stood` tells what had stood already."""
    pairs, found = [], {}
    wanted = {entry.enrolment: entry for entry in entries}
    rows, session = _locked(wanted), _fresh(session)
    if len(rows) < len(wanted):
        raise NotEnrolled(_not_enrolled(None))
    before = _standing(session, wanted)
    for row in rows:
        _must_take_marks(session, row, reason=reason)
        entry, standing = wanted[row.pk], before.get(row.pk)
        fields = marks.missed(session, standing, entry.mark, entry.minutes, trace.moment)
        if standing and marks.says(standing, entry.mark, fields):
            found[row.pk] = standing
            continue
        fields = {"mark": entry.mark} | marks.coming(trace, reason, by) | fields
        found[row.pk] = Attendance(session=session, enrolment=row, **fields)
        pairs.append((standing, found[row.pk]))
    for mark in found.values():
        mark.stood = mark.pk is not None
    _supersede(session, pairs, by=by)
    if pairs and session.state == Session.State.CLOSED:
        running.ask_about_class(session.training_class, by=by)
    return found


def _supersede(session, pairs: list[tuple[Attendance | None, Attendance]], *, by) -> None:
    """Write marks in place of those that stood."""
    if not pairs:
        return
    gone = [standing.pk for standing, _made in pairs if standing]
    if gone:
        Attendance.objects.filter(pk__in=gone).update(superseded_at=now())
    Attendance.objects.bulk_create([made for _standing, made in pairs])
    told = [
        (made, {"mark": str(made.mark), "how": str(made.left_how or made.how)} | ({"before": old.mark} if old else {}))
        for old, made in pairs
    ]
    audit.record_all("trainees.attendance.mark", told, by=by, region=session.training_class.region_id)


def _fresh(session) -> Session:
    return Session.objects.select_related("training_class").get(pk=session.pk)


def _locked(pks) -> list[Enrolment]:
    """Always in the same order, so that two who save a roll at once wait for each other and no longer."""
    return list(Enrolment.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def _standing(session, pks) -> dict[int, Attendance]:
    standing = Attendance.objects.standing().filter(session=session, enrolment__in=pks)
    return {mark.enrolment_id: mark for mark in standing}


def _must_take_marks(session, enrolment, *, reason):
    if enrolment.training_class_id != session.training_class_id or enrolment.state != Enrolment.State.CONFIRMED:
        if session.training_class.state == TrainingClass.State.CLOSED:
            raise ClassIsOver(_("This class has closed and its results stand. Ask the organiser if they are wrong."))
        raise NotEnrolled(_not_enrolled(None))
    _must_be_held(session, reason=reason)


def _must_be_held(session, *, reason):
    if session.state == Session.State.CANCELLED:
        raise SessionIsCancelled(_("This session is not held and takes no marks."))
    if session.state == Session.State.CLOSED and not reason.strip():
        raise SessionIsClosed(_("This session is closed. Write a reason to correct the roll."))


def _not_enrolled(enrolment) -> str:
    waits = enrolment is not None and enrolment.state in {Enrolment.State.REQUESTED, Enrolment.State.WAITING}
    if waits:
        return _("You are still waiting for a place in this class. Ask the trainer: they can let you in at the door.")
    return _("You are not enrolled in this class.")
