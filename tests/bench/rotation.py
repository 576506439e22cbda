"""Rotating the keys of the register: a reduced register, while a writer writes, reckoned up to a million people.

Each person has two sealed values. The work is a pass over the rows in the order of their ids, so it grows with their
number and no faster.
"""

import os
import threading
import time
from collections.abc import Iterator
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from lms.kit.suites import Key
from tests.bench import Figure
from tests.factories import people, places
from trainees.models import Trainee

PEOPLE, REGISTER = 50_000, 1_000_000
OLD, NEW = Key(os.urandom(32)), Key(os.urandom(32))
WRITES_A_SECOND = 20


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    with override_settings(FIELD_KEYS={"k1": OLD}):
        _people()
    # Whoever works meanwhile has been started with both keys.
    with override_settings(FIELD_KEYS={"k2": NEW, "k1": OLD}):
        writer = _Writer()
        writer.start()
        start = time.monotonic()
        call_command("rotate_keys", stdout=StringIO())
        seconds = time.monotonic() - start
        writer.stop()
        call_command("rotate_keys", check=True, stdout=StringIO())
        lost = writer.lost()
    yield Figure("minutes_for_1_000_000_people", seconds * REGISTER / PEOPLE / 60, "min", "<= 10")
    yield Figure("slowest_write_meanwhile", max(writer.waits, default=0.0), "s", "<= 1")
    yield Figure("writes_lost", lost, "writes", "<= 0")


def _people() -> None:
    village = places.village(1)
    Trainee.objects.bulk_create(
        (
            Trainee(
                name=f"学员{number}",
                name_pinyin=f"xue yuan {number}",
                region=village,
                id_number=people.id_number(number % 999),
                phone=f"+86138{number:08d}",
            )
            for number in range(PEOPLE)
        ),
        batch_size=1000,
    )


class _Writer(threading.Thread):
    """Changes phone numbers all the while and remembers what it wrote."""

    def __init__(self):
        super().__init__(daemon=True)
        self.over, self.waits, self.wrote = threading.Event(), [], {}

    def run(self):
        ids = list(Trainee.objects.order_by("-pk").values_list("pk", flat=True)[:2000])
        while not self.over.wait(1 / WRITES_A_SECOND):
            pk = ids[len(self.waits) % len(ids)]
            phone = f"+86139{len(self.waits):08d}"
            start = time.monotonic()
            Trainee.objects.filter(pk=pk).update(phone=phone)
            self.waits.append(time.monotonic() - start)
            self.wrote[pk] = phone
        connection.close()

    def stop(self):
        self.over.set()
        self.join()

    def lost(self) -> int:
        kept = Trainee.objects.in_bulk(self.wrote)
        return sum(kept[pk].phone != phone for pk, phone in self.wrote.items())
