"""Watching: what was really seen of a lesson, second by second, credited no faster than the clock allows.

One `WatchProgress` per trainee, lesson and video holds a bit for each second; a `WatchVisit` is one opening of the
player. In a visit at most `FASTEST` seconds of media are credited for a second of the clock, and `SLACK` more:
seeking to the end earns nothing, a beat sent twice or late changes nothing. A newer visit of the same person ends the
growth of the older ones, under whichever row of theirs, so ten windows earn what one does. No other module writes here.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit.clock import now
from trainees.models import Trainee, WatchProgress, WatchVisit

from . import aliases, bitmap

FASTEST = 2.0
SLACK = 5
SLACK_EVERY = dt.timedelta(seconds=60)
MOST_RANGES = 500


class BeatIsNonsense(Exception):
    """The device sent something that is no beat."""

    def __init__(self):
        super().__init__(_("This is not a report of watching. Load the page again."))


@dataclass(frozen=True)
class Answer:
    """What became of a beat: new seconds credited and refused, why, and all seconds seen so far."""

    credited: int
    refused: int
    reason: str
    seen_seconds: int


def start(trainee, lesson: dict) -> WatchVisit:
    """Begin a visit of `lesson` (one of `TrainingClass.lessons`) now; opening it again begins another."""
    with transaction.atomic():
        progress, _made = WatchProgress.objects.get_or_create(
            trainee=trainee, lesson_key=lesson["key"], video_id=lesson["video"]
        )
        return WatchVisit.objects.create(progress=progress, last_beat_at=now())


def beat(visit: WatchVisit, *, ranges: list, position: int, at: dt.datetime) -> Answer:
    """Credit the seconds of media in `ranges` ([start, end), played since the last beat). Raises BeatIsNonsense."""
    ranges, position = _clean(ranges, position)
    with transaction.atomic():
        rows = WatchProgress.objects.select_related("video", "trainee").select_for_update(of=("self",))
        progress = rows.get(pk=visit.progress_id)
        visit.refresh_from_db()
        length = progress.video.seconds
        seen = bitmap.load(progress.seen)
        new = bitmap.merge(ranges, length) & ~seen
        credited = bitmap.earliest(new, _allowance(visit, progress.trainee, at))
        refused = bitmap.count(new) - bitmap.count(credited)
        beyond = min(sum(max(0, end - max(start, length)) for start, end in ranges), length)
        seen |= credited
        progress.seen, progress.seen_seconds = bitmap.dump(seen), bitmap.count(seen)
        progress.position = min(position, length)
        progress.save()
        visit.last_beat_at = max(visit.last_beat_at, at)
        visit.credited_seconds += bitmap.count(credited)
        visit.refused_seconds += refused + beyond
        visit.save()
    lesson = {"key": progress.lesson_key, "video": progress.video_id}
    together = progress_of(progress.trainee, lesson).seen_seconds
    return Answer(bitmap.count(credited), refused + beyond, _reason(refused, beyond), together)


def _reason(refused: int, beyond: int) -> str:
    if refused:
        return _("%(seconds)d seconds were not counted: more was reported than can be watched in that time.") % {
            "seconds": refused
        }
    if beyond:
        return _("Seconds after the end of the video were not counted.")
    return ""


def _clean(ranges, position) -> tuple[list[tuple[int, int]], int]:
    if not isinstance(ranges, list) or len(ranges) > MOST_RANGES or not _is_second(position):
        raise BeatIsNonsense
    for item in ranges:
        if not isinstance(item, list) or len(item) != 2 or not all(map(_is_second, item)) or item[1] < item[0]:
            raise BeatIsNonsense
    return [(first, last) for first, last in ranges], position


def _is_second(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _allowance(visit: WatchVisit, trainee: Trainee, at: dt.datetime) -> int:
    """How many new seconds the visit may still earn at `at`."""
    others = WatchVisit.objects.filter(progress__trainee__in=trainee.rows().values("pk")).exclude(pk=visit.pk)
    newer = others.filter(started_at__gt=visit.started_at).order_by("started_at").values_list("started_at", flat=True)
    end = min([at, *newer[:1]])
    recent = others.filter(started_at__gt=visit.started_at - SLACK_EVERY, started_at__lte=visit.started_at)
    slack = 0 if recent.exists() else SLACK
    earned = max(0.0, (end - visit.started_at).total_seconds()) * FASTEST + slack
    return max(0, int(earned) - visit.credited_seconds)


def progress_of(trainee, lesson: dict) -> WatchProgress:
    """What the person has seen of a lesson, under whichever row, for reading; empty when nothing yet."""
    rows = aliases.seen_by(trainee, lesson)
    if len(rows) == 1:
        return rows[0]
    seen = bitmap.union(row.seen for row in rows)
    return WatchProgress(
        trainee=trainee,
        lesson_key=lesson["key"],
        video_id=lesson["video"],
        seen=bitmap.dump(seen),
        seen_seconds=bitmap.count(seen),
        position=rows[0].position if rows else 0,
    )
