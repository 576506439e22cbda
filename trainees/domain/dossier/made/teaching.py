"""What was taught and attended (chapters 4 and 5): marks, hours, what was watched, results."""

from collections import defaultdict

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import Session, TrainingClass
from courses.models.training import HOUR
from lms.kit.clock import length
from trainees.domain import completion, conditions
from trainees.domain.dossier.tables import Table, provides
from trainees.models import Attendance, Enrolment, PracticalWork, WatchVisit

from .people import moment, named, seats


@provides("4.1")
def sign_in(training_class) -> Table | None:
    """Every standing mark: session by session, who, how and when."""
    sessions = list(Session.objects.not_cancelled().filter(training_class=training_class).order_by("starts_at"))
    marks = Attendance.objects.standing().filter(session__in=sessions).select_related("marked_by")
    by_place = {(mark.session_id, mark.enrolment_id): mark for mark in marks}
    rows, people, held = [], [], seats(training_class)
    for session in sessions:
        for seat in held:
            mark = by_place.get((session.pk, seat.pk))
            if mark:
                rows.append([_session(session), seat.trainee.name, *_mark(mark)])
                people.append(seat.trainee_id)
    headings = [_("Session"), _("Name"), _("Mark"), _("How"), _("When"), _("Marked by"), _("Reason")]
    notes = [_("%(count)d sessions, %(marks)d marks") % {"count": len(sessions), "marks": len(rows)}]
    return Table(headings, rows, _open_sessions(sessions), notes, people)


def _session(session: Session) -> str:
    return f"{session.number} · {localtime(session.starts_at):%m-%d %H:%M}"


def _mark(mark: Attendance) -> list[str]:
    by = str(mark.marked_by or "")
    return [mark.get_mark_display(), mark.get_how_display(), moment(mark.marked_at), by, mark.reason]


def _open_sessions(sessions) -> dict:
    still = sum(session.state != Session.State.CLOSED for session in sessions)
    return {"code": "sessions", "params": {"count": still, "all": len(sessions)}} if still else {}


@provides("4.2")
def hours(training_class) -> Table:
    """Hours of 45 minutes, attended of those held."""
    held = seats(training_class)
    proofs = completion.proofs(held)

    def cells(row):
        proof = proofs[row.pk]
        share = f"{conditions.share(proof.attended, proof.scheduled):.0%}" if proof.scheduled else ""
        return _hours(proof.scheduled), _hours(proof.attended), share, proof.practice_attended

    sessions = Session.objects.not_cancelled().filter(training_class=training_class)
    headings = [_("Hours held"), _("Hours attended"), _("Share"), _("Practice sessions attended")]
    notes = [_("One hour is 45 minutes.")]
    return named(held, headings, cells, notes=notes, lack=_open_sessions(list(sessions)))


def _hours(seconds: int) -> str:
    return f"{seconds / HOUR:.1f}"


@provides("4.6")
def online(training_class) -> Table | None:
    """What each person really saw of the lessons that count, and what the server did not credit."""
    if not completion.counting_lessons(training_class):
        return None
    held = seats(training_class)
    proofs = completion.proofs(held)
    keys = [lesson["key"] for lesson in completion.counting_lessons(training_class)]
    visits = WatchVisit.objects.filter(progress__trainee__in={row.trainee_id for row in held})
    opened, refused, last = defaultdict(int), defaultdict(int), {}
    found = visits.filter(progress__lesson_key__in=keys).order_by("last_beat_at")
    for who, seconds, at in found.values_list("progress__trainee", "refused_seconds", "last_beat_at"):
        opened[who] += 1
        refused[who] += seconds
        last[who] = at

    def cells(row):
        proof, who = proofs[row.pk], row.trainee_id
        whole = sum(lesson.length for lesson in proof.lessons)
        share = f"{conditions.share(proof.watched, whole):.0%}" if whole else ""
        return (
            length(whole), length(proof.watched), share, opened[who], length(refused[who]), moment(last.get(who)),
        )  # fmt: skip

    headings = [
        _("Length"), _("Really seen"), _("Share"), _("Times opened"), _("Not credited"), _("Last watched at"),
    ]  # fmt: skip
    return named(held, headings, cells)


@provides("5.1")
def results(training_class) -> Table:
    held = seats(training_class)
    is_closed = training_class.state == TrainingClass.State.CLOSED
    marked = PracticalWork.objects.filter(enrolment__in=held).select_related("marked_by").order_by("number")
    works = {work.enrolment_id: work for work in marked}  # the last of each

    def cells(row):
        gaps = "；".join(conditions.gap_text(gap) for gap in row.gaps)
        test = f"{row.test_share:.0%}" if row.test_share is not None else ""
        return row.get_state_display() if is_closed else "", row.completed_on or "", test, _work(row, works), gaps

    done = sum(row.state == Enrolment.State.COMPLETED for row in held)
    notes = [_("%(done)d of %(all)d people completed.") % {"done": done, "all": len(held)}] if is_closed else []
    lack = {} if is_closed else {"code": "open"}
    headings = [_("Result"), _("Completed on"), _("Best test"), _("Practical work"), _("What was missing")]
    return named(held, headings, cells, notes=notes, lack=lack)


def _work(row: Enrolment, works: dict) -> str:
    """The state of the last try and who marked it; empty for none."""
    work = works.get(row.pk)
    return " · ".join(str(part) for part in (work.get_state_display(), work.marked_by) if part) if work else ""
