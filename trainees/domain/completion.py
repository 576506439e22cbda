"""Completion: what still stands between a trainee and the end of a class, and the closing of the class.

Qualified attendance (domain.md A1): the class's share of hours attended, practice
attended where there is practice, and, where a class has an online part, each of
its videos really watched. The shares are rules of the programme. In a class held
in a room the videos are advice and count for nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain import scheduling
from courses.models import Session, TrainingClass
from trainees.models import Enrolment
from trainees.signals import class_closed

from . import aliases, followup, settling


class NothingToProve(Exception):
    """The class had neither a session nor a video that counts: completing it would mean nothing."""


@dataclass(frozen=True)
class SeenLesson:
    """A video lesson and how much of it one trainee has seen; times in seconds."""

    title: str
    length: int
    seen: int


@dataclass(frozen=True)
class Proof:
    """What one trainee has to show for a class; times in seconds."""

    scheduled: int
    attended: int
    practice_held: int
    practice_attended: int
    lessons: tuple[SeenLesson, ...]

    @property
    def watched(self) -> int:
        return sum(lesson.seen for lesson in self.lessons)


def gaps(enrolment: Enrolment) -> list[dict]:
    """What still stands between this trainee and completion; empty means nothing.

    Each is `{"code": "attendance" | "practice" | "lesson", "params": {…}}`; `gap_text` words it.
    """
    return shortfalls(proofs([enrolment])[enrolment.pk], programme=enrolment.training_class.programme)


def shortfalls(proof: Proof, *, programme) -> list[dict]:
    """The gaps of a proof under the programme's rules. Reads nothing but its arguments."""
    found = []
    if proof.scheduled and share(proof.attended, proof.scheduled) < programme.min_attendance_share:
        found.append(_gap("attendance", proof.attended, proof.scheduled, programme.min_attendance_share))
    if proof.practice_held and not proof.practice_attended:
        found.append({"code": "practice", "params": {}})
    found += [
        _gap("lesson", lesson.seen, lesson.length, programme.min_watch_share, title=lesson.title)
        for lesson in proof.lessons
        if share(lesson.seen, lesson.length) < programme.min_watch_share
    ]
    return found


def share(part: int, whole: int) -> Decimal:
    """`part` of `whole`, 0 to 1, exactly."""
    return Decimal(part) / Decimal(whole)


def gap_text(gap: dict) -> str:
    """A gap as a sentence in the reader's language."""
    sentences = {
        "attendance": _("You attended %(share)d%% of the hours; %(needed)d%% are needed."),
        "practice": _("No practice session attended; at least one is needed."),
        "lesson": _("“%(title)s”: %(share)d%% watched; %(needed)d%% are needed."),
    }
    return sentences[gap["code"]] % gap["params"]


def proofs(rows: Iterable[Enrolment]) -> dict[int, Proof]:
    """The proof of each enrolment, by its id; four queries at most, however many people and classes.

    It is the proof of the person: what was attended or watched under another row of theirs counts too, and once.
    """
    rows = list(rows)
    sessions = {}
    for session in Session.objects.not_cancelled().filter(training_class__in={row.training_class_id for row in rows}):
        sessions.setdefault(session.training_class_id, []).append(session)
    persons = aliases.persons_of(rows)
    present = aliases.sessions_attended(set(persons.values()), {row.training_class_id for row in rows})
    keys = {lesson["key"] for row in rows for lesson in counting_lessons(row.training_class)}
    seen = aliases.seconds_seen(set(persons.values()), keys)
    return {
        row.pk: _proof(persons[row.pk], row.training_class, sessions.get(row.training_class_id, ()), present, seen)
        for row in rows
    }


def counting_lessons(training_class: TrainingClass) -> list[dict]:
    """The lessons whose video must be watched; none in a class held in a room only."""
    if training_class.mode == TrainingClass.Mode.OFFLINE:
        return []
    return [lesson for lesson in training_class.lessons if lesson["video"] and lesson["seconds"]]


def best_seen(lesson: dict, trainee: int, seen: dict) -> SeenLesson:
    """How much one has seen of the recording of the lesson they have seen most of: the present one or an `earlier`.

    `seen` has seconds by (trainee, lesson key, video). Seconds of two recordings are never added up.
    """
    best = None
    for version in (lesson, *lesson.get("earlier", ())):
        seconds = min(version["seconds"], seen.get((trainee, lesson["key"], version["video"]), 0))
        found = SeenLesson(title=lesson["title"], length=version["seconds"], seen=seconds)
        if best is None or found.seen * best.length > best.seen * found.length:
            best = found
    return best


def close_class(training_class: TrainingClass, *, by) -> TrainingClass:
    """End the class: every confirmed enrolment becomes completed or not completed, with what is missing.

    Closing twice changes nothing. Raises courses.domain.clashes.PlanRefused (sessions still open,
    named; class not open) and NothingToProve.
    """
    with transaction.atomic():
        before = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        if before.state == TrainingClass.State.CLOSED:
            return before
        closed = scheduling.close_class(before, by=by)
        if not counting_lessons(closed) and not closed.sessions.not_cancelled().exists():
            raise NothingToProve(
                _("This class had no session and no video that counts. Add the session that was held, or void it.")
            )
        confirmed = closed.enrolments.filter(state=Enrolment.State.CONFIRMED).order_by("pk")
        rows = list(confirmed.select_for_update())
        for row in rows:
            row.training_class = closed
        found = proofs(rows)
        for row in rows:
            proof = found[row.pk]
            settling.settle(
                row,
                gaps=shortfalls(proof, programme=closed.programme),
                attended=proof.attended,
                scheduled=proof.scheduled,
                watched=proof.watched,
                by=by,
            )
        followup.plan_for_class(closed)
        followup.drop_for_class(closed, by=by)
        class_closed.send(sender=TrainingClass, training_class=closed, by=by)
        return closed


def _gap(code: str, part: int, whole: int, needed: Decimal, **params) -> dict:
    return {"code": code, "params": {"share": int(share(part, whole) * 100), "needed": int(needed * 100), **params}}


def _proof(person: int, training_class: TrainingClass, sessions: Iterable[Session], present: set, seen: dict) -> Proof:
    attended = [session for session in sessions if (person, session.pk) in present]
    lessons = (best_seen(lesson, person, seen) for lesson in counting_lessons(training_class))
    return Proof(
        scheduled=_seconds(sessions),
        attended=_seconds(attended),
        practice_held=sum(session.kind == Session.Kind.PRACTICE for session in sessions),
        practice_attended=sum(session.kind == Session.Kind.PRACTICE for session in attended),
        lessons=tuple(lessons),
    )


def _seconds(sessions: Iterable[Session]) -> int:
    return sum(int(session.length.total_seconds()) for session in sessions)
