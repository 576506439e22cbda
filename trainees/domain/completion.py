"""Completion: what still stands between a trainee and the end of a class, and the closing of the class.

Qualified attendance (domain.md A1): the class's share of hours attended, practice
attended where there is practice, where a class has an online part its videos really
watched, its test passed and its work accepted where it has them. What of this counts
and how much of it is needed are rules of the programme (`conditions`). In a class
held in a room the videos are advice and count for nothing.
"""

import dataclasses
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain import counting, scheduling
from courses.models import Session, TrainingClass
from trainees.models import Enrolment
from trainees.signals import class_closed

from . import aliases, conditions, followup, settling
from .conditions import Proof, SeenLesson
from .dossier import closing
from .rules import running


class NothingToProve(Exception):
    """The class had neither a session nor a video that counts: completing it would mean nothing."""


def gaps(enrolment: Enrolment) -> list[dict]:
    """What still stands between this trainee and completion; empty means nothing. `conditions.gap_text` words each."""
    rules = counting.in_force([enrolment.training_class.programme])
    proof = proofs([enrolment])[enrolment.pk]
    return conditions.shortfalls(proof, rules=rules[enrolment.training_class.programme_id])


def proofs(rows: Iterable[Enrolment]) -> dict[int, Proof]:
    """The proof of each enrolment, by its id; six queries at most, however many people and classes.

    It is the proof of the person: what they did under another row of theirs counts too, and once.
    """
    rows = list(rows)
    sessions = {}
    for session in Session.objects.not_cancelled().filter(training_class__in={row.training_class_id for row in rows}):
        sessions.setdefault(session.training_class_id, []).append(session)
    persons = aliases.persons_of(rows)
    attended = aliases.seconds_attended(set(persons.values()), {row.training_class_id for row in rows})
    keys = {lesson["key"] for row in rows for lesson in counting_lessons(row.training_class)}
    seen = aliases.seconds_seen(set(persons.values()), keys)
    asked = _asked(rows, set(persons.values()))
    return {
        row.pk: dataclasses.replace(
            _proof(persons[row.pk], row.training_class, sessions.get(row.training_class_id, ()), attended, seen),
            **asked(persons[row.pk], row.training_class),
        )
        for row in rows
    }


def _asked(rows: list[Enrolment], persons: set[int]) -> Callable[[int, TrainingClass], dict]:
    """What a person has to show of what a class asks beside hours; a query for tests and one for works, if any."""
    tests = aliases.best_tests(persons, {row.training_class_id for row in rows if row.training_class.has_test})
    works = aliases.works(persons, {row.training_class_id for row in rows if row.training_class.work_task})

    def told(person: int, training_class: TrainingClass) -> dict:
        key = person, training_class.pk
        return {
            "is_online": training_class.mode != TrainingClass.Mode.OFFLINE,
            "has_test": training_class.has_test,
            "test": tests.get(key),
            "work": works.get(key, "none") if training_class.work_task else "",
        }

    return told


def counting_lessons(training_class: TrainingClass) -> list[dict]:
    """The lessons whose video must be watched; none in a class held in a room only."""
    if training_class.mode == TrainingClass.Mode.OFFLINE:
        return []
    return [lesson for lesson in training_class.lessons if lesson["video"] and lesson["seconds"]]


def best_seen(lesson: dict, trainee: int, seen: dict, *, most: int = 0) -> SeenLesson:
    """How much one has seen of the recording of the lesson they have seen most of: the present one or an `earlier`.

    Of a recording longer than `most` seconds that many count (0: all), so they are all that is asked for.
    `seen` has seconds by (trainee, lesson key, video). Seconds of two recordings are never added up.
    """
    best = None
    for version in (lesson, *lesson.get("earlier", ())):
        length = min(version["seconds"], most or version["seconds"])
        seconds = min(length, seen.get((trainee, lesson["key"], version["video"]), 0))
        found = SeenLesson(title=lesson["title"], length=length, seen=seconds)
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
        found, rules = proofs(rows), counting.rules_of(closed.programme)
        for row in rows:
            proof = found[row.pk]
            settling.settle(
                row,
                gaps=conditions.shortfalls(proof, rules=rules),
                attended=proof.attended,
                scheduled=proof.scheduled,
                watched=proof.watched,
                test=proof.test,
                by=by,
            )
        followup.plan_for_class(closed)
        followup.drop_for_class(closed, by=by)
        closing.freeze(closed, by=by)
        running.ask_about_class(closed, at_once=True, by=by)
        class_closed.send(sender=TrainingClass, training_class=closed, by=by)
        return closed


def _proof(person: int, training_class: TrainingClass, sessions: Iterable[Session], attended, seen: dict) -> Proof:
    there = [session for session in sessions if (person, session.pk) in attended]
    most = training_class.programme.lesson_watch_minutes * 60
    lessons = (best_seen(lesson, person, seen, most=most) for lesson in counting_lessons(training_class))
    return Proof(
        scheduled=_seconds(sessions),
        attended=sum(attended[person, session.pk] for session in there),
        practice_held=sum(session.kind == Session.Kind.PRACTICE for session in sessions),
        practice_attended=sum(session.kind == Session.Kind.PRACTICE for session in there),
        practice_scheduled=_seconds(session for session in sessions if session.kind == Session.Kind.PRACTICE),
        practised=sum(attended[person, session.pk] for session in there if session.kind == Session.Kind.PRACTICE),
        lessons=tuple(lessons),
    )


def _seconds(sessions: Iterable[Session]) -> int:
    return sum(int(session.length.total_seconds()) for session in sessions)
