"""Reports of watching from two processes at once: beats accepted a second, none lost, beside one row for each beat.

The database is that of the settings: SQLite as it is, PostgreSQL by `DATABASE_URL`. Both sides go
through the same stack (session, sign-in, view, JSON). The usual way sends each beat alone and keeps it as a row; ours
sends what a minute brought together. `BENCH_LEARNERS` is how many watch at once.
"""

import datetime as dt
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.http import JsonResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from courses.models import TrainingClass
from lms.kit.clock import now
from tests.bench import Figure
from tests.factories import clips, people, places, training
from trainees.domain import grants
from trainees.models import WatchProgress

LEARNERS = int(os.environ.get("BENCH_LEARNERS", "20"))
PROCESSES, MINUTES, BEAT, IN_A_PACKET = 2, 10, 15, 4
LENGTH = MINUTES * 60
COURSE = "bench: beats"
TABLE = "bench_row_for_each_beat"


@csrf_exempt
def row(request):
    """The usual way: a row a beat."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=404)
    told = json.loads(request.body)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (person, first, last, at) VALUES (%s, %s, %s, %s)",
            [request.user.pk, told["first"], told["last"], now()],
        )
    return JsonResponse({"ok": True})


urlpatterns = [path("bench/row/", row), path("", include("lms.urls"))]


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        number = "serial" if connection.vendor == "postgresql" else "integer"
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(
            f"CREATE TABLE {TABLE} (id {number} PRIMARY KEY, person integer, first integer, last integer, at timestamp)"
        )
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"], STORAGES=plain, DEBUG=False):
        learners = [_learner() for _number in range(LEARNERS)]
        rows = _measure(learners, _send_rows)
        ours = _measure(learners, _send_packets)
        single = _measure([_learner() for _number in range(LEARNERS)], _send_singly)
    expected = 2 * LEARNERS * LENGTH
    credited = sum(WatchProgress.objects.order_by("-pk").values_list("seen_seconds", flat=True)[: 2 * LEARNERS])
    name = connection.vendor
    yield Figure(f"beats_a_second_{name}", ours, "beats", ">= 40")
    yield Figure(f"against_one_row_a_beat_{name}", ours / rows, "times", ">= 1")
    yield Figure(f"each_beat_alone_{name}", single / rows, "times", ">= 0.2")
    yield Figure("seconds_lost", expected - credited, f"of {expected}", "<= 0")


def _learner() -> tuple:
    """A sign-in with its cookie, and where it reports what it watched in the last hour."""
    user = places.user(f"bench-{time.time_ns()}")
    held = TrainingClass.objects.filter(title=COURSE).first() or _class()
    who = people.trainee(user=user)
    people.enrolment(who, held)
    with time_machine.travel(now() - dt.timedelta(hours=1), tick=True):
        words, _plan = grants.give(who, held, held.lessons[0])
    client = Client()
    client.force_login(user)
    return client, grants.address(words)


def _class() -> TrainingClass:
    videos = [clips.ready_row(seconds=LENGTH)]
    return training.training_class(page=training.course(title=COURSE, videos=videos, presence_check="none"))


def _send_rows(learner: tuple, minute: int) -> None:
    client, _report = learner
    for start in range(60 * minute, 60 * minute + 60, BEAT):
        _post(client, "/bench/row/", {"first": start, "last": start + BEAT})


def _send_packets(learner: tuple, minute: int) -> None:
    client, report = learner
    _post(client, report, {"beats": [_beat(start) for start in range(60 * minute, 60 * minute + 60, BEAT)]})


def _send_singly(learner: tuple, minute: int) -> None:
    client, report = learner
    for start in range(60 * minute, 60 * minute + 60, BEAT):
        _post(client, report, {"beats": [_beat(start)]})


def _beat(start: int) -> dict:
    ago = LENGTH - start
    return {"run": "0b0b0b0b", "seq": start // BEAT, "ago": ago, "spent": BEAT, "ranges": [[start, start + BEAT]]} | {
        "position": start + BEAT
    }


def _post(client: Client, address: str, told: dict) -> None:
    answer = client.post(address, told, content_type="application/json")
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _measure(learners: list, send: Callable) -> float:
    """Beats a second when each process plays its share of the learners, minute by minute."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    parts = [learners[number::PROCESSES] for number in range(PROCESSES)]
    start = time.monotonic()
    workers = [fork.Process(target=_play, args=(part, send)) for part in parts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a process that reported has failed")
    return len(learners) * LENGTH / BEAT / (time.monotonic() - start)


def _play(learners: list, send: Callable) -> None:
    for minute in range(MINUTES):
        for learner in learners:
            send(learner, minute)
