"""What the demo shows of watching is found by the rules, and nothing else is."""

import datetime as dt
import random

import pytest

from lms.demo import viewing
from lms.kit.clock import local, today
from tests.factories import people, places
from tests.factories.watching import held_class
from trainees.domain import bitmap
from trainees.models import AnomalyFlag, Enrolment, WatchDay, WatchProgress, WatchVisit

pytestmark = pytest.mark.django_db


def seated(held, count: int) -> list[Enrolment]:
    held.starts_on = held.ends_on = today() - dt.timedelta(days=1)
    held.save()
    return [people.enrolment(people.trainee(), held) for _number in range(count)]


def flags() -> set[str]:
    return set(AnomalyFlag.objects.filter(state="open").values_list("rule", flat=True))


def test_each_way_of_watching_is_flagged_once_and_honest_ones_are_not():
    held = held_class(seconds=82, presence="tap")
    rows = seated(held, 20)
    viewing.watch(rows, diligence=None, rng=random.Random(1))
    viewing.look(held.programme, by=places.user("organiser"))
    assert flags() == {"R37", "R38", "R39", "R40", "R41", "R42"}
    assert AnomalyFlag.objects.count() == 6
    honest = {row.pk for row in rows[11:]}
    assert not AnomalyFlag.objects.filter(subjects__enrolment__in=honest).exists()
    assert WatchDay.objects.filter(trainee=rows[0].trainee).get().seconds == 50
    own = WatchVisit.objects.get(progress__trainee=rows[0].trainee)
    assert own.refused == {"presence": [[38, 53]]}


def test_who_came_to_all_has_seen_all_of_a_class_that_ended():
    rows = seated(held_class(seconds=82, presence="tap", lessons=2), 3)
    viewing.watch(rows, diligence={rows[0].pk: 1.0, rows[1].pk: 1.0, rows[2].pk: 0.5}, rng=random.Random(1))
    seen = dict.fromkeys((row.trainee_id for row in rows), 0)
    for progress in WatchProgress.objects.all():
        seen[progress.trainee_id] += bitmap.count(bitmap.load(progress.seen))
    assert list(seen.values())[:2] == [164, 164]
    assert seen[rows[2].trainee_id] < 0.7 * 164


def test_a_report_after_the_class_is_flagged():
    held = held_class(seconds=82)
    row = seated(held, 1)[0]
    held.state, held.closed_at, held.closed_by = "closed", local(held.starts_on, dt.time(20)), places.user("closer")
    held.save()
    viewing.arrive_late(row)
    viewing.look(held.programme, by=places.user("organiser"))
    assert flags() == {"R43"}
    assert WatchVisit.objects.get().late_seconds == 82
