"""Rules about when people were where: a case that fires and one beside it that does not."""

import datetime as dt

import pytest

from lms.kit.clock import local
from tests.factories import clips, people
from trainees.domain import bitmap
from trainees.domain.rules import limits
from trainees.models import AnomalyFlag, WatchDay, WatchProgress, WatchVisit

from .conftest import held, named, present, run

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def watch(who, start, *, minutes, seconds):
    progress = WatchProgress.objects.create(trainee=who, lesson_key="1" * 32, video=clips.ready_row())
    WatchVisit.objects.create(
        progress=progress,
        started_at=start,
        last_beat_at=start + dt.timedelta(minutes=minutes),
        credited_seconds=seconds,
        minutes=bitmap.dump(bitmap.span(0, minutes)),
    )
    WatchDay.objects.create(trainee=who, day=start.date(), seconds=seconds)


def test_r11_two_rooms_at_once_and_not_one_after_the_other():
    torn, busy = people.trainee(), people.trainee()
    places = {present(torn, held(day=DAY, hour=9)), present(torn, held(day=DAY, hour=11))}
    present(busy, held(day=DAY, hour=14)), present(busy, held(day=DAY, hour=17))
    flag = run("R11")
    assert (named(flag), flag.facts["minutes"]) == (places, 60)


def test_r12_a_scan_while_a_video_is_credited():
    training_class, at = held(day=DAY), local(DAY, dt.time(9))
    here, later = people.trainee(), people.trainee()
    place = present(here, training_class, how="scan", at=at)
    present(later, training_class, how="scan", at=at)
    watch(here, at - dt.timedelta(minutes=5), minutes=10, seconds=300)
    watch(later, at + dt.timedelta(minutes=5), minutes=10, seconds=300)
    assert named(run("R12")) == {place}


def test_r13_eight_hours_are_a_day_and_more_is_a_flag(organiser):
    long, longer, near = (people.trainee() for _ in range(3))
    day = held(day=DAY, hour=8, hours=6)
    present(near, day)
    place = present(long, day)
    watch(long, local(DAY, dt.time(20)), minutes=60, seconds=3600)
    critical = [present(longer, held(day=DAY, hour=hour, hours=5)) for hour in (8, 14)]
    flags = {flag.severity: flag for flag in run("R13", many=True)}
    assert named(flags["warning"]) == {place}
    assert named(flags["critical"]) == set(critical)

    programme = day.programme
    limits.change(programme, {"R13.hours": 10}, reason="夏季培训全天", by=organiser)
    run("R13", many=True)
    assert sorted(AnomalyFlag.objects.values_list("severity", "state")) == [
        ("critical", "open"),
        ("warning", "corrected"),
    ]


def test_r15_a_scan_in_the_night_or_on_another_day():
    training_class = held(day=DAY)
    moments = {"night": local(DAY, dt.time(23)), "day": local(DAY + dt.timedelta(days=1), dt.time(9))}
    odd = {why: present(people.trainee(), training_class, how="scan", at=at) for why, at in moments.items()}
    present(people.trainee(), training_class, how="scan", at=local(DAY, dt.time(9)))
    present(people.trainee(), training_class, how="hand", at=local(DAY, dt.time(23)))
    flags = run("R15", many=True)
    assert {flag.facts["why"]: next(iter(named(flag))) for flag in flags} == odd
