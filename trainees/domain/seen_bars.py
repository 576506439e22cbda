"""The bars of what was seen, for all lessons of a class at once: as on the lesson's page, in two queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from trainees.models import WatchProgress, WatchVisit
from trainees.models.trainee import person

from . import aliases, bitmap, seen
from .learning import LessonSeen, Participation


@dataclass(frozen=True)
class Bar:
    """What one person has seen of a recording of `length` seconds."""

    length: int
    bits: int
    uncounted: list[seen.Uncounted]

    @property
    def runs(self) -> list[seen.Stretch]:
        return [seen.Stretch(*run) for run in bitmap.runs(self.bits, self.length)]

    @property
    def missing(self) -> list[seen.Stretch]:
        """What is left to watch; empty before anything was seen, when it is all."""
        return seen.missing(self.bits, self.length) if self.bits else []


def with_bars(participations: Iterable[Participation]) -> list[Participation]:
    """The same with a bar for each lesson that has a video."""
    shown = list(participations)
    persons = aliases.persons_of(each.enrolment for each in shown)
    keys = {lesson.lesson["key"] for each in shown for lesson in each.lessons if lesson.share is not None}
    if not keys:
        return shown
    watched, refused = _watched(set(persons.values()), keys), _refused(set(persons.values()), keys)
    return [
        replace(each, lessons=[_with_bar(one, persons[each.enrolment.pk], watched, refused) for one in each.lessons])
        for each in shown
    ]


def _with_bar(one: LessonSeen, who: int, watched: dict, refused: dict) -> LessonSeen:
    if one.share is None:
        return one
    about, length = (who, one.lesson["key"], one.lesson["video"]), one.lesson["seconds"]
    bits = bitmap.union(watched[about]) & bitmap.span(0, length)
    # An earlier recording was seen better: it is the one that counts, and its seconds are not those of this one.
    if bitmap.count(bits) < int(one.share * length):
        return one
    return replace(one, bar=Bar(length, bits, seen.by_reason(refused[about], bits, length)))


def _watched(persons: set[int], keys: set[str]) -> dict[tuple[int, str, int], list[bytes]]:
    rows = WatchProgress.objects.filter(aliases.theirs(persons, "trainee"), lesson_key__in=keys)
    found = defaultdict(list)
    for who, key, video, bits in rows.values_list(person(), "lesson_key", "video", "seen"):
        found[who, str(key), video].append(bits)
    return found


def _refused(persons: set[int], keys: set[str]) -> dict[tuple[int, str, int], list[dict]]:
    visits = WatchVisit.objects.filter(aliases.theirs(persons, "progress__trainee"), refused_seconds__gt=0)
    visits = visits.filter(progress__lesson_key__in=keys).order_by("started_at")
    columns = (person("progress__trainee"), "progress__lesson_key", "progress__video", "refused")
    found = defaultdict(list)
    for who, key, video, told in visits.values_list(*columns):
        found[who, str(key), video].append(told)
    return found
