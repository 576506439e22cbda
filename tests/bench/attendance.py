"""Signing in by the code on the wall: 1,500 phones within a minute against the real server, and a roll saved by hand.

Each phone scans what the wall shows at its moment, follows to the stamped address and reads that it is on the roll,
with the cookies of its own sign-in. Its time runs from the moment it wanted to scan. The database is that of the
settings: SQLite as it is, PostgreSQL by `DATABASE_URL`. `BENCH_PHONES` is how many come within the minute.
"""

import datetime as dt
import http.client
import multiprocessing
import os
import queue
import random
import statistics
import threading
import time
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.kit.clock import day_bounds, now, today
from tests.bench import Figure
from tests.bench._web import server
from tests.factories import people, places, training
from trainees.domain import room_code
from trainees.models import Attendance

PHONES = int(os.environ.get("BENCH_PHONES", "1500"))
SECONDS = 60
AT_ONCE, BUSY = 64, 16  # phones on the line at a time: as they come, and when all push at once
ROLL = 500


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    name = connection.vendor
    session = _session(seats=PHONES * 2)
    coming, pushing = _phones(session, PHONES), _phones(session, PHONES // 2)
    with server() as port:
        _play(port, session, [(0, _phones(session, 1)[0])], 1)  # a server just started answers slowly once
        took = _play(port, session, _within_a_minute(coming), AT_ONCE)
        begun = time.monotonic()
        _play(port, session, [(0, phone) for phone in pushing], BUSY)
        pushed = time.monotonic() - begun
    marks = Attendance.objects.filter(session=session)
    signed_in = marks.values("enrolment").distinct().count() - 1
    yield Figure(f"p95_of_{PHONES}_in_a_minute_{name}", statistics.quantiles(took, n=20)[-1], "s", "<= 1")
    yield Figure(f"sign_ins_lost_{name}", PHONES + PHONES // 2 - signed_in, "people", "<= 0")
    yield Figure(f"sign_ins_doubled_{name}", marks.count() - signed_in - 1, "marks", "<= 0")
    yield Figure(f"sustained_sign_ins_{name}", len(pushing) / pushed, "a second", ">= 25")
    yield from _roll_by_hand(name)


def _session(*, seats: int):
    trainer = training.trainer(places.user(f"bench-trainer-{time.time_ns()}"))
    held = training.training_class(trainer=trainer, seats=seats)
    start = max(now() - dt.timedelta(minutes=1), day_bounds(today())[0])
    return training.session(held, starts_at=start, ends_at=start + dt.timedelta(hours=3))


def _phones(session, count: int) -> list[str]:
    """The cookie of so many signed-in people with a place in the class."""
    found = []
    for number in range(count):
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):  # nobody types it
            user = places.user(f"bench-{time.time_ns()}-{number}")
        people.enrolment(people.trainee(user=user), session.training_class)
        client = Client()
        client.force_login(user)
        found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def _within_a_minute(phones: list[str]) -> list[tuple[float, str]]:
    """When each wants to scan, in seconds from the start."""
    dice = random.Random(1)
    return sorted((dice.uniform(0, SECONDS), phone) for phone in phones)


def _play(port: int, session, plan: list[tuple[float, str]], at_once: int) -> list[float]:
    """Seconds each phone took, played by a process of its own. Raises RuntimeError when one was not signed in."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    process = fork.Process(target=_all_phones, args=(port, session, plan, at_once, told))
    process.start()
    took, failures = told.get()
    process.join()
    if failures:
        raise RuntimeError(f"{len(failures)} phones were not signed in: {failures[:3]}")
    return took


def _all_phones(port, session, plan, at_once, told) -> None:
    waiting, took, failures = queue.Queue(), [], []
    for one in plan:
        waiting.put(one)
    begun = time.monotonic()

    def phones():
        while True:
            try:
                at, cookie = waiting.get_nowait()
            except queue.Empty:
                return
            time.sleep(max(0, begun + at - time.monotonic()))
            wanted = begun + at if at else time.monotonic()
            try:
                _sign_in(port, session, cookie)
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                failures.append(repr(error))
            took.append(time.monotonic() - wanted)

    threads = [threading.Thread(target=phones) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put((took, failures))


def _sign_in(port: int, session, cookie: str) -> None:
    """Scan the wall, follow to the stamp, read the answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
        line.request("GET", reverse("scan", args=[room_code.make(session)]), headers=headers)
        first = line.getresponse()
        first.read()
        device = (first.getheader("Set-Cookie") or "").partition(";")[0]
        if first.status != 302:
            raise RuntimeError(f"the scan was answered {first.status}")
        line.request("GET", first.getheader("Location"), headers={"Cookie": f"{headers['Cookie']}; {device}"})
        second = line.getresponse()
        if second.status != 200 or b"verdict-good" not in second.read():
            raise RuntimeError(f"the stamp was answered {second.status}")
    finally:
        line.close()


def _roll_by_hand(name: str) -> Iterator[Figure]:
    """Everybody of a large class marked and saved in one form."""
    session = _session(seats=ROLL)
    places_of = [people.enrolment(training_class=session.training_class) for _ in range(ROLL)]
    client = Client()
    client.force_login(session.trainer.user)
    form = {f"mark-{place.pk}": "present" if place.pk % 7 else "late" for place in places_of}
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    address = reverse("roll_by_hand", args=[session.pk])
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=plain, DEBUG=False):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            begun = time.monotonic()
            answer = client.post(address, form)
            took = time.monotonic() - begun
    saved = Attendance.objects.filter(session=session).count()
    if answer.status_code != 302 or saved != ROLL:
        raise RuntimeError(f"the roll was answered {answer.status_code} and has {saved} marks")
    kept = [one for one in asked.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    yield Figure(f"roll_of_{ROLL}_by_hand_{name}", 1000 * took, "ms", "<= 300")
    yield Figure(f"queries_of_that_roll_{name}", len(kept), "queries", "<= 15")
