"""The rows of one person taken together: what was done under any of them is theirs, and once.

Rows may turn out to be one person while a class is going on. Nothing moves: each row keeps its own marks and its own
seconds, and here they are read as one. Nothing here writes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from trainees.models import Attendance, Enrolment, PracticalWork, QuizAttempt, Trainee, WatchProgress
from trainees.models.trainee import person

from . import bitmap


def persons_of(rows: Iterable[Enrolment]) -> dict[int, int]:
    """Whose each enrolment is, by its id: the row the person is known by. At most one query."""
    rows = list(rows)
    if all(Enrolment.trainee.is_cached(row) for row in rows):
        return {row.pk: row.trainee.canonical_id or row.trainee_id for row in rows}
    trainees = Trainee.objects.filter(pk__in={row.trainee_id for row in rows})
    known_by = dict(trainees.order_by().values_list("pk", Coalesce("canonical", "pk")))
    return {row.pk: known_by[row.trainee_id] for row in rows}


def seconds_attended(persons: Collection[int], classes: Collection[int]) -> dict[tuple[int, int], int]:
    """Seconds that count by (person, session) of `classes`: of marks under two rows of theirs, the better one."""
    marks = Attendance.objects.present().filter(theirs(persons, "enrolment__trainee"))
    marks = marks.filter(enrolment__training_class__in=classes).select_related("session")
    found = defaultdict(int)
    for mark in marks.annotate(person=person("enrolment__trainee")):
        about = (mark.person, mark.session_id)
        found[about] = max(found[about], mark.attended_seconds)
    return dict(found)


def seconds_seen(persons: Collection[int], keys: Collection[str] | None = None) -> dict[tuple[int, str, int], int]:
    """Seconds really seen by (person, lesson, video); of the lessons `keys` only, if given.

    Seconds seen under two rows count once. One query, and another where somebody watched under several.
    """
    watched = WatchProgress.objects.filter(theirs(persons, "trainee"))
    if keys is not None:
        watched = watched.filter(lesson_key__in=keys)
    found = defaultdict(list)
    for who, key, video, pk, seconds in watched.values_list(person(), "lesson_key", "video_id", "pk", "seen_seconds"):
        found[who, str(key), video].append((pk, seconds))
    twice = [pk for rows in found.values() if len(rows) > 1 for pk, _seconds in rows]
    bits = dict(WatchProgress.objects.filter(pk__in=twice).values_list("pk", "seen")) if twice else {}
    return {about: rows[0][1] if len(rows) == 1 else _union(bits, rows) for about, rows in found.items()}


def best_tests(persons: Collection[int], classes: Collection[int]) -> dict[tuple[int, int], Decimal]:
    """The best share of right answers by (person, class); no query where no class has a test."""
    if not classes:
        return {}
    done = QuizAttempt.objects.handed_in().filter(theirs(persons, "enrolment__trainee"))
    done = done.filter(enrolment__training_class__in=classes).annotate(who=person("enrolment__trainee"))
    best = done.order_by().values("who", "enrolment__training_class").annotate(best=Max("share"))
    return {(row["who"], row["enrolment__training_class"]): row["best"] for row in best}


def works(persons: Collection[int], classes: Collection[int]) -> dict[tuple[int, int], str]:
    """The state of the practical work by (person, class): accepted once is accepted, else that of the last one."""
    if not classes:
        return {}
    handed = PracticalWork.objects.filter(theirs(persons, "enrolment__trainee"))
    handed = handed.filter(enrolment__training_class__in=classes).order_by("handed_in_at", "pk")
    found = {}
    for who, held, state in handed.values_list(person("enrolment__trainee"), "enrolment__training_class", "state"):
        if found.get((who, held)) != PracticalWork.State.ACCEPTED:
            found[who, held] = state
    return found


def seen_by(trainee: Trainee, lesson: dict) -> list[WatchProgress]:
    """What the rows of this person have seen of a lesson, the one watched last first."""
    wanted = {"lesson_key": lesson["key"], "video_id": lesson["video"]}
    return list(WatchProgress.objects.filter(trainee__in=trainee.rows().values("pk"), **wanted).order_by("-updated_at"))


def theirs(persons: Collection[int], path: str) -> Q:
    return Q(**{f"{path}__in": persons}) | Q(**{f"{path}__canonical__in": persons})


def _union(bits: dict[int, bytes], rows: list[tuple[int, int]]) -> int:
    return bitmap.count(bitmap.union(bits[pk] for pk, _seconds in rows))
