"""What a learner is told of their watching: what is seen, what is missing, and why anything did not count."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.kit.clock import length as clock
from trainees.models import WatchProgress, WatchVisit

from . import bitmap, completion
from .crediting import SMALL_GAP

Refusal = WatchVisit.Refusal
MOST_STRETCHES = 8


@dataclass(frozen=True)
class Stretch:
    """Seconds of media, `end` excluded."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Uncounted:
    """Seconds that were played and did not count, for one reason."""

    reason: str
    seconds: int
    stretches: list[Stretch]

    @property
    def text(self) -> str:
        return sentences()[self.reason]


def sentences() -> dict[str, str]:
    """Why something does not count, and what to do."""
    return {
        Refusal.FAST: _("More was reported than can be watched in that time. Watch it again at 2× or slower."),
        Refusal.WINDOW: _("Another window or device was playing in your name. Watch in one place only."),
        Refusal.DAY: _("The most of a day was reached. Watch it again tomorrow."),
        Refusal.ITEM: _("Of this video no more than this counts; you need not watch it again."),
        Refusal.PRESENCE: _("Nobody answered “Are you there?” in time. Watch it again; then it counts."),
        Refusal.ORDER: _("Something before it is still missing. Watch that first; then this counts too."),
        Refusal.CLOSED: _("The class was over. You may watch, nothing more is counted."),
    }


def missing(seen: int, length: int) -> list[Stretch]:
    """The stretches not seen yet, without those as short as rounding; the first few."""
    left = bitmap.span(0, length) & ~seen
    runs = [Stretch(first, last) for first, last in bitmap.runs(left, length)]
    return [run for run in runs if run.seconds > SMALL_GAP or len(runs) == 1][:MOST_STRETCHES]


def uncounted(progress: WatchProgress, length: int) -> list[Uncounted]:
    """What was played of a lesson under any row of the person and is still not seen, by reason."""
    visits = progress.visits.all() if progress.pk else _visits_under_any_row(progress)
    refusals = visits.filter(refused_seconds__gt=0).values_list("refused", flat=True)
    return by_reason(refusals, bitmap.load(progress.seen), length)


def _visits_under_any_row(progress: WatchProgress):
    """Those of several rows that are read as one (`watching.progress_of`)."""
    return WatchVisit.objects.filter(
        progress__trainee__in=progress.trainee.rows().values("pk"),
        progress__lesson_key=progress.lesson_key,
        progress__video=progress.video_id,
    )


def by_reason(refusals: Iterable[dict], seen: int, length: int) -> list[Uncounted]:
    """What `refusals` (stretches by reason, one mapping a visit) hold that is still not seen; a second once."""
    refused, left = {}, bitmap.span(0, length) & ~seen
    for each in refusals:
        for reason, runs in each.items():
            refused[reason] = refused.get(reason, 0) | bitmap.merge(runs, length)
    found = []
    for reason in Refusal.values:
        bits = refused.get(reason, 0) & left
        left &= ~bits
        if bits:
            stretches = [Stretch(*run) for run in bitmap.runs(bits, length)][:MOST_STRETCHES]
            found.append(Uncounted(reason, bitmap.count(bits), stretches))
    return found


def told_of(answer) -> dict:
    """The answer to a report, for the page: figures, stretches and sentences."""
    progress = answer.progress
    length, seen = progress.video.seconds, bitmap.load(progress.seen)
    refused = uncounted(progress, length)
    note = ""
    if answer.refused:
        reasons = [each for each in refused if each.reason in answer.visit.refused]
        note = reasons[0].text if reasons else ""
    return {
        "heard": answer.heard,
        "credited": answer.credited,
        "refused": answer.refused,
        "note": note,
        "elsewhere": answer.is_elsewhere,
        "seen": progress.seen_seconds,
        "text": _("%(seen)s of %(all)s watched") % {"seen": clock(progress.seen_seconds), "all": clock(length)},
        "runs": bitmap.runs(seen, length),
        "missing": [[each.start, each.end] for each in missing(seen, length)],
        "uncounted": [
            {"text": each.text, "seconds": each.seconds, "runs": [[run.start, run.end] for run in each.stretches]}
            for each in refused
        ],
        "spent": answer.visit.spent_seconds,
        "settled": sorted(map(int, answer.visit.checks)),
        **_left(answer.training_class, progress),
    }


def left_text(missing_seconds: int, share) -> str:
    """How much is missing until `share` of a lesson is watched; empty when nothing is."""
    if not missing_seconds:
        return ""
    return _("Still %(missing)d minutes until %(needed)d%% is watched; then this lesson counts.") % {
        "missing": -(-missing_seconds // 60),
        "needed": int(share * 100),
    }


def missing_seconds(training_class, lesson: dict, seconds: int) -> int:
    """How many more than `seconds` of a lesson have to be seen before it counts."""
    programme = training_class.programme
    length = min(lesson["seconds"], programme.lesson_watch_minutes * 60 or lesson["seconds"])
    return max(0, -int(-programme.min_watch_share * length // 1) - seconds)


def _left(training_class, progress) -> dict:
    """`{"left"}` where the lesson must be watched; nothing where an earlier recording may have been watched instead."""
    lessons = completion.counting_lessons(training_class)
    lesson = next((each for each in lessons if each["key"] == str(progress.lesson_key)), None)
    if lesson is None or lesson.get("earlier"):
        return {}
    missing = missing_seconds(training_class, lesson, progress.seen_seconds)
    return {"left": left_text(missing, training_class.programme.min_watch_share)}
