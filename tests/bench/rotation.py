"""Changing the keys of the register while people work: of what seals, then of the indexes that find.

Reckoned up to a million people (`BENCH_PEOPLE=1000000` does it for real): the work is a pass over the rows in the order
of their ids, so it grows with their number and no faster. A database that has people is taken as it is, and used up.
"""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from lms.kit.sealed import blind_index
from lms.kit.suites import Key
from tests.bench import Figure
from tests.bench._prefecture import people_of_a_prefecture
from trainees.models import Trainee

PEOPLE, REGISTER = int(os.environ.get("BENCH_PEOPLE", "50000")), 1_000_000
WRITES_A_SECOND = 20


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    if not Trainee.objects.exists():
        people_of_a_prefecture(PEOPLE)
    name = f"b{secrets.token_hex(3)}"
    # Whoever works meanwhile has been started with both keys.
    with override_settings(FIELD_KEYS={name: Key(os.urandom(32)), **settings.FIELD_KEYS}):
        yield from _rotate("minutes_for_1_000_000_people")
        with override_settings(INDEX_KEYS=(secrets.token_hex(32), *settings.INDEX_KEYS)):
            yield from _rotate("index_minutes_for_1_000_000_people")


def _rotate(figure: str) -> Iterator[Figure]:
    people, writer = Trainee.objects.count(), _Writer()
    writer.start()
    start = time.monotonic()
    call_command("rotate_keys", stdout=StringIO())
    seconds = time.monotonic() - start
    writer.stop()
    call_command("rotate_keys", check=True, stdout=StringIO())
    yield Figure(figure, seconds * REGISTER / people / 60, "min", "<= 10")
    yield Figure("slowest_write_meanwhile", max(writer.waits, default=0.0), "s", "<= 1")
    yield Figure("writes_lost", writer.lost(), f"of {len(writer.wrote)}", "<= 0")
    yield Figure("people_not_found_meanwhile", writer.missed, f"of {len(writer.waits)}", "<= 0")


class _Writer(threading.Thread):
    """Looks people up by their ID number and corrects their phone number all the while, and remembers what it wrote."""

    def __init__(self):
        super().__init__(daemon=True)
        self.over, self.waits, self.wrote, self.missed = threading.Event(), [], {}, 0

    def run(self):
        known = Trainee.objects.canonical().filter(id_index__isnull=False).order_by("-pk")
        people = list(known.values_list("pk", "id_number")[:2000])
        while not self.over.wait(1 / WRITES_A_SECOND):
            pk, number = people[len(self.waits) % len(people)]
            phone = f"+86139{len(self.waits):08d}"
            start = time.monotonic()
            found = Trainee.objects.with_id_number(number).filter(pk=pk)
            self.missed += not found.update(phone=phone, phone_index=blind_index("phone", phone))
            self.waits.append(time.monotonic() - start)
            self.wrote[pk] = phone
        connection.close()

    def stop(self):
        self.over.set()
        self.join()

    def lost(self) -> int:
        """Those whose number is another now, or who aren't found by it."""
        return sum(not Trainee.objects.with_phone(phone).filter(pk=pk).exists() for pk, phone in self.wrote.items())
