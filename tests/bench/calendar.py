"""The calendar of a county's busiest month, 500 sessions, and the address with 500 that a telephone subscribes to: how
long each takes, and how many queries. Answered within this process, as the register's pages are measured."""

import datetime as dt
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Session
from lms.kit.clock import local, today
from tests.bench import Figure
from tests.factories import places, training
from trainees.domain import feeds

SESSIONS, A_DAY, CLASSES = 500, 20, 25
ROUNDS = 9


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    with override_settings(DEBUG=False):
        first = today().replace(day=1)
        trainer = _month(first)
    feed = reverse("feed", args=[feeds.make(trainer.user).key])
    client = Client(raise_request_exception=True)
    client.force_login(places.officer("organiser"))
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=plain, SECOND_FACTOR_REQUIRED=False):
        for name, query, goal in (("month", {}, 100), ("week", {"view": "week"}, 100), ("day", {"view": "day"}, 100)):
            asked = {"day": first.isoformat()} | query
            took, queries, page = _measured(lambda asked=asked: client.get(reverse("calendar"), asked))
            yield Figure(f"{name}_ms", took, "ms", f"<= {goal}")
            yield Figure(f"{name}_queries", queries, "queries", "<= 10")
            if name == "month":
                yield Figure("sessions_in_month", page.content.count(b"calendar-session is-"), "", f">= {SESSIONS}")
        took, queries, file = _measured(lambda: Client().get(feed))
    yield Figure("feed_ms", took, "ms", "<= 200")
    yield Figure("feed_queries", queries, "queries", "<= 3")
    yield Figure("events_in_feed", file.content.count(b"BEGIN:VEVENT"), "", f">= {SESSIONS}")


def _month(first: dt.date):
    """Twenty sessions a day one after the other, by one trainer in one room: nobody is in two places at once."""
    trainer, venue = training.trainer(places.user("bench-trainer")), places.venue()
    page = training.course()
    made = []
    for number in range(CLASSES):
        day = first + dt.timedelta(days=number)
        held = training.training_class(page=page, trainer=trainer, day=day)
        for turn in range(A_DAY):
            start = local(day, dt.time()) + dt.timedelta(minutes=60 * turn)
            times = {"starts_at": start, "ends_at": start + dt.timedelta(minutes=45)}
            made.append(Session(training_class=held, number=turn + 1, venue=venue, trainer=trainer, **times))
    Session.objects.bulk_create(made)
    return trainer


def _measured(ask: Callable) -> tuple[float, int, object]:
    """The fastest answer in ms of several, how many queries it took, and the answer."""
    ask()
    taken = []
    for _round in range(ROUNDS):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            answer = ask()
            taken.append(1000 * (time.perf_counter() - start))
    if answer.status_code != 200:
        raise RuntimeError(f"answered {answer.status_code}")
    return min(taken), len(queries), answer
