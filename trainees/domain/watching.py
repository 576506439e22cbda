"""Watching: what was really seen of a lesson, second by second, credited no faster than the clock allows.

One `WatchProgress` per trainee, lesson and video holds a bit for each second; a `WatchVisit` is what was reported under
one grant (`grants`), by the rules of `crediting`. One report at a time is heard of a person, under whichever row of
theirs, so that two windows can't both take the same hour. No other module writes here.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Sum

from courses.models import TrainingClass
from trainees.models import Enrolment, Trainee, WatchDay, WatchProgress, WatchVisit

from . import aliases, beats, bitmap
from .crediting import LIVE, Limits, Tally, Window, free_seconds, used
from .grants import Grant, NoGrant

# Grants younger than this beside a visit are asked what they took; older ones have had their time.
BESIDE = dt.timedelta(days=2)


@dataclass(frozen=True)
class Answer:
    """What became of a report: beats not heard before, seconds credited and refused by it, and what the person has
    seen so far under any row; `is_elsewhere`: a younger page of theirs is playing, this one should stop."""

    heard: int
    credited: int
    refused: int
    visit: WatchVisit
    progress: WatchProgress
    training_class: TrainingClass
    is_elsewhere: bool


def hear(grant: Grant, told: Iterable[beats.Beat], *, at: dt.datetime, device: str = "", by=None) -> Answer:
    """Credit what the beats `told` under `grant`, arrived `at`, say was played. Hearing them again changes nothing.

    `by` is the sign-in they came under. Raises NoGrant when the grant was given to another.
    """
    trainee = _person(grant.trainee)
    if trainee is None or (by is not None and trainee.user_id != by.pk):
        raise NoGrant
    training_class = _training_class(grant, trainee)
    # What is asked before is not held: SQLite has one writer, and all others wait from here on.
    with transaction.atomic():
        _hold(trainee)
        visit = _visit(grant)
        progress = visit.progress
        visit.device = visit.device or device
        tally = _open(visit, progress)
        limits = _limits(grant, training_class, trainee, visit, at)
        credited, refused = tally.credited, visit.refused_seconds
        days = dict(limits.days)
        heard = sum([tally.hear(beat, limits) for beat in told])
        if training_class.state != TrainingClass.State.OPEN:
            visit.late_seconds += tally.credited - credited
        _keep(tally, grant, visit, progress)
        for day, seconds in limits.days.items():
            if seconds != days.get(day, 0):
                _add_to_day(trainee, day, seconds - days.get(day, 0))
    progress.trainee = trainee
    return Answer(
        heard=heard,
        credited=tally.credited - credited,
        refused=max(0, visit.refused_seconds - refused),
        visit=visit,
        progress=progress_of(trainee, {"key": grant.lesson, "video": grant.video}) if trainee.is_merged else progress,
        training_class=training_class,
        is_elsewhere=limits.newer_since is not None,
    )


def _person(trainee: int) -> Trainee | None:
    """The row of a person; `is_merged`: they have several."""
    hanging = Trainee.objects.filter(canonical=OuterRef("pk"))
    row = Trainee.objects.only("canonical", "user").annotate(has_more=Exists(hanging)).filter(pk=trainee).first()
    if row is not None:
        row.is_merged = row.has_more or row.canonical_id is not None
    return row


def _hold(trainee: Trainee) -> None:
    """Hold the person until the report is heard; on SQLite the transaction holds all."""
    if connection.features.has_select_for_update:
        held = Trainee.objects.filter(pk=trainee.canonical_id or trainee.pk).select_for_update(no_key=True)
        list(held.values_list("pk"))


def _rows(trainee: Trainee):
    """The rows of the person whose watching is taken together."""
    return trainee.rows().values("pk") if trainee.is_merged else [trainee.pk]


def _visit(grant: Grant) -> WatchVisit:
    """What was reported under the grant so far; the first report makes it."""
    visits = WatchVisit.objects.select_related("progress__video")
    found = visits.filter(pk=grant.visit, progress__trainee=grant.trainee).first()
    if found:
        return found
    progress, _made = WatchProgress.objects.select_related("video").get_or_create(
        trainee_id=grant.trainee, lesson_key=grant.lesson, video_id=grant.video
    )
    return _new_visit(grant, progress)


def _training_class(grant: Grant, trainee: Trainee) -> TrainingClass:
    """The class of the grant; `has_seat`: the person holds a place in it; `in_order`: so its course is watched."""
    seats = Enrolment.objects.holding_a_seat().filter(training_class=OuterRef("pk"), trainee__in=_rows(trainee))
    classes = TrainingClass.objects.select_related("programme")
    classes = classes.annotate(has_seat=Exists(seats), in_order=F("course__is_watched_in_order"))
    return classes.get(pk=grant.training_class)


def _new_visit(grant: Grant, progress: WatchProgress) -> WatchVisit:
    return WatchVisit.objects.create(
        pk=grant.visit,
        progress=progress,
        training_class_id=grant.training_class,
        started_at=grant.granted_at,
        last_beat_at=grant.granted_at,
    )


def _open(visit: WatchVisit, progress: WatchProgress) -> Tally:
    return Tally(
        started_at=visit.started_at,
        seen=bitmap.load(progress.seen),
        claimed=bitmap.load(visit.claimed),
        minutes=bitmap.load(visit.minutes),
        spent=visit.spent_seconds,
        credited=visit.credited_seconds,
        heard={run: int(bits, 16) for run, bits in visit.heard.items()},
        checks={int(number): outcome for number, outcome in visit.checks.items()},
        refused={reason: bitmap.merge(runs, progress.video.seconds) for reason, runs in visit.refused.items()},
        beyond=visit.beyond_seconds,
        position=progress.position,
        last_at=progress.position_at,
        hidden=visit.hidden_seconds,
        fast=visit.fast_seconds,
        leapt=visit.leapt_seconds,
        touches=visit.touches,
        outrun=visit.outrun_seconds,
        parallel=visit.parallel_seconds,
    )


def _limits(
    grant: Grant, training_class: TrainingClass, trainee: Trainee, visit: WatchVisit, at: dt.datetime
) -> Limits:
    rows, progress = _rows(trainee), visit.progress
    is_open = training_class.state == TrainingClass.State.OPEN
    beside = WatchVisit.objects.filter(progress__trainee__in=rows, last_beat_at__gte=visit.started_at - BESIDE)
    others = list(
        beside.exclude(pk=visit.pk).values_list("started_at", "last_beat_at", "spent_seconds", "credited_seconds")
    )
    windows = [Window(started, used(spent, credited)) for started, _last, spent, credited in others]
    newer = [started for started, last, *_ in others if started > visit.started_at and last > at - LIVE]
    has_seat, programme = training_class.has_seat, training_class.programme
    most = programme.lesson_watch_minutes * 60
    days = WatchDay.objects.filter(trainee__in=rows).order_by().values("day").annotate(all=Sum("seconds"))
    return Limits(
        length=progress.video.seconds,
        free=free_seconds(visit.started_at, at, windows),
        alone=free_seconds(visit.started_at, at, []),
        plan=grant.plan,
        in_order=training_class.in_order,
        closed_at=None if is_open and has_seat else (has_seat and training_class.closed_at) or visit.started_at,
        newer_since=min(newer, default=None),
        day_most=programme.daily_watch_minutes * 60,
        days=dict(days.values_list("day", "all")),
        item_left=most - progress.seen_seconds if most else progress.video.seconds,
    )


def _keep(tally: Tally, grant: Grant, visit: WatchVisit, progress: WatchProgress) -> None:
    length = progress.video.seconds
    told = tally.told()
    progress.seen, progress.seen_seconds = bitmap.dump(tally.seen), bitmap.count(tally.seen)
    progress.position, progress.position_at = tally.position, tally.last_at
    progress.save(update_fields=["seen", "seen_seconds", "position", "position_at", "updated_at"])
    visit.last_beat_at = max(visit.last_beat_at, tally.latest or visit.last_beat_at)
    visit.heard = {run: f"{bits:x}" for run, bits in tally.heard.items()}
    visit.claimed, visit.minutes = bitmap.dump(tally.claimed), bitmap.dump(tally.minutes)
    visit.checks = {str(number): outcome for number, outcome in tally.checks.items()}
    visit.refused = {reason: bitmap.runs(bits, length) for reason, bits in told.items()}
    visit.spent_seconds, visit.credited_seconds = tally.spent, tally.credited
    visit.unasked_seconds = max(0, tally.spent - grant.plan.due_after(set(tally.checks))[0])
    visit.hidden_seconds, visit.fast_seconds = tally.hidden, tally.fast
    visit.leapt_seconds, visit.touches, visit.beyond_seconds = tally.leapt, tally.touches, tally.beyond
    visit.outrun_seconds, visit.parallel_seconds = tally.outrun, tally.parallel
    visit.refused_seconds = sum(map(bitmap.count, told.values())) + tally.beyond
    visit.save()


def _add_to_day(trainee: Trainee, day: dt.date, seconds: int) -> None:
    person = trainee.canonical_id or trainee.pk
    if not WatchDay.objects.filter(trainee=person, day=day).update(seconds=F("seconds") + seconds):
        WatchDay.objects.create(trainee_id=person, day=day, seconds=seconds)


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
