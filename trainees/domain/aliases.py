"""The rows of one person taken together: what was attended or watched under any of them is theirs, and theirs once.

Rows may turn out to be one person while a class is going on. Nothing moves: each row keeps its own marks and its own
seconds, and here they are read as one. Nothing here writes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q
from django.db.models.functions import Coalesce

from trainees.models import Attendance, Enrolment, Trainee, WatchProgress
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


def sessions_attended(persons: Collection[int], classes: Collection[int]) -> set[tuple[int, int]]:
    """(person, session) of the sessions of `classes` in which they were, under whichever row."""
    marks = Attendance.objects.present().filter(_theirs(persons, "enrolment__trainee"))
    marks = marks.filter(enrolment__training_class__in=classes)
    return set(marks.values_list(person("enrolment__trainee"), "session_id"))


def seconds_seen(persons: Collection[int], keys: Collection[str] | None = None) -> dict[tuple[int, str, int], int]:
    """Seconds really seen by (person, lesson, video); of the lessons `keys` only, if given.

    Seconds seen under two rows count once. One query, and another where somebody watched under several.
    """
    watched = WatchProgress.objects.filter(_theirs(persons, "trainee"))
    if keys is not None:
        watched = watched.filter(lesson_key__in=keys)
    found = defaultdict(list)
    for who, key, video, pk, seconds in watched.values_list(person(), "lesson_key", "video_id", "pk", "seen_seconds"):
        found[who, str(key), video].append((pk, seconds))
    twice = [pk for rows in found.values() if len(rows) > 1 for pk, _seconds in rows]
    bits = dict(WatchProgress.objects.filter(pk__in=twice).values_list("pk", "seen")) if twice else {}
    return {about: rows[0][1] if len(rows) == 1 else _union(bits, rows) for about, rows in found.items()}


def seen_by(trainee: Trainee, lesson: dict) -> list[WatchProgress]:
    """What the rows of this person have seen of a lesson, the one watched last first."""
    wanted = {"lesson_key": lesson["key"], "video_id": lesson["video"]}
    return list(WatchProgress.objects.filter(trainee__in=trainee.rows().values("pk"), **wanted).order_by("-updated_at"))


def _theirs(persons: Collection[int], path: str) -> Q:
    return Q(**{f"{path}__in": persons}) | Q(**{f"{path}__canonical__in": persons})


def _union(bits: dict[int, bytes], rows: list[tuple[int, int]]) -> int:
    return bitmap.count(bitmap.union(bits[pk] for pk, _seconds in rows))
