"""Grants as a lesson's page holds them, and beats as a player sends them, at moments counted from one morning."""

import datetime as dt
import itertools

import time_machine

from tests.factories import clips, people, training
from trainees.domain import beats, grants, watching
from trainees.models import Enrolment

START = dt.datetime(2026, 3, 1, 2, 0, tzinfo=dt.UTC)  # ten in the morning in the county
RUN = "0a0a0a0a"
_numbers = itertools.count(1)


def after(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


def held_class(*, seconds: float = 600.4, presence: str = "none", lessons: int = 1, **course):
    """A class that runs, of a course with video lessons."""
    videos = [clips.ready_row(seconds=seconds) for _number in range(lessons)]
    page = training.course(videos=videos, presence_check=presence, **course)
    return training.training_class(page=page, mode="online")


def grant(who, training_class, *, at: float = 0, lesson: int = 0) -> grants.Grant:
    """What the page of a lesson gets `at` seconds after the start; `who` has a place."""
    if not Enrolment.objects.filter(trainee=who, training_class=training_class).exists():
        people.enrolment(who, training_class)
    with time_machine.travel(after(at), tick=False):
        words, _plan = grants.give(who, training_class, training_class.lessons[lesson])
        return grants.read(words)


def beat(ranges, *, spent: int | None = None, seq: int | None = None, run: str = RUN, ago: float = 0, **more) -> dict:
    """A beat as JSON; it took as long as what was played at usual speed unless `spent` says otherwise."""
    spent = sum(end - start for start, end in ranges) if spent is None else spent
    seq = next(_numbers) if seq is None else seq
    told = {"run": run, "seq": seq, "ago": ago, "spent": spent, "ranges": [list(each) for each in ranges]}
    return told | {"position": ranges[-1][1] if ranges else 0} | more


def tell(given: grants.Grant, *told: dict, at: float, device: str = "") -> watching.Answer:
    """Send beats in one report that arrives `at`."""
    moment = after(at)
    found = beats.read({"beats": list(told)}, granted_at=given.granted_at, at=moment)
    return watching.hear(given, found, at=moment, device=device)


def play(given: grants.Grant, start: int, end: int, *, at: float, **more) -> watching.Answer:
    """Report that `start` to `end` was played until just now."""
    return tell(given, beat([(start, end)], **more), at=at)
