"""A session of the demo that is held right now, with a person of the demo's family in its class."""

import os
import subprocess
import sys
from dataclasses import dataclass

from tests.conftest import ROOT

from .material import put_off_todays_sessions

PHONE_NUMBER = "19900000001"
SET_UP = """
import datetime as dt
from courses.models import Session
from lms.kit.clock import now
from django.utils.timezone import localtime
from trainees.domain import cards, enrolments
from trainees.models import Attendance, Enrolment, Trainee
planned = Session.objects.filter(trainer__user__username="trainer", state="planned", training_class__state="open")
held = planned.filter(training_class__enrolments__isnull=False).order_by("-starts_at", "-pk").first()
moment = localtime(now())
day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
starts = max(moment - dt.timedelta(minutes=2), day)
ends = min(moment + dt.timedelta(minutes=58), day + dt.timedelta(hours=23, minutes=59))
Session.objects.filter(pk=held.pk).update(starts_at=starts, ends_at=max(ends, starts + dt.timedelta(minutes=1)))
Attendance.objects.filter(session=held).delete()
person = Trainee.objects.filter(user__username="demo-family").order_by("pk").first()
enrolments.admit_at_the_door(person, held.training_class, by=held.trainer.user)
other = Enrolment.objects.filter(training_class=held.training_class).exclude(trainee=person).order_by("pk").first()
print("told", held.pk, held.training_class_id, person.name, other.trainee.name, cards.of(other.trainee, by=None).code)
"""


@dataclass(frozen=True)
class Held:
    """`family` signs in by PHONE_NUMBER; `other` has a card with `code`."""

    session: int
    training_class: int
    family: str
    other: str
    code: str


def hold_now(site) -> Held:
    """Nobody is marked in it yet."""
    put_off_todays_sessions(site)
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    env |= {"VAR_DIR": str(site.var), "SITE_URL": site.url, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "lms.settings"}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", SET_UP]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = next(line for line in done.stdout.splitlines() if line.startswith("told ")).split()
    return Held(int(told[1]), int(told[2]), *told[3:6])
