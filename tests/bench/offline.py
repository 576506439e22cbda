"""Ten thousand days in the village (tests/factories/village_days.py) against the real verbs: two phones, one roll.

`XIANGXUE_DAYS=500 python -m tests.bench offline` lives fewer.
"""

import os
import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import transaction

from lms.kit.clock import today
from tests.bench import Figure
from tests.factories import people, places, training
from tests.factories.village_days import Day
from trainees.models import Operation

DAYS = int(os.environ.get("XIANGXUE_DAYS", "10000"))


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    trainer = places.user("bench-trainer")
    session = training.session(training.training_class(trainer=training.trainer(trainer), day=today()))
    enrolments = [people.enrolment(training_class=session.training_class) for _ in range(2)]
    keepers, desk = [trainer, places.officer("organiser")], places.user("bench-desk")
    complaints, acts, answered = 0, 0, 0
    start = time.perf_counter()
    for seed in range(DAYS):
        with transaction.atomic():
            day = Day(seed, session, enrolments, keepers, desk).live()
            complaints += len(day.complaints())
            acts += sum(len(phone.said) for phone in day.phones)
            answered += Operation.objects.filter(session=session).count()
            transaction.set_rollback(True)
    took = time.perf_counter() - start
    yield Figure("lost_doubled_overwritten", complaints, "acts", "<= 0")
    yield Figure("acts_without_an_answer", acts - answered, "acts", "<= 0")
    yield Figure("acts", acts, "acts", f">= {DAYS}")
    yield Figure("time_per_day", 1000 * took / DAYS, "ms", "<= 200")
