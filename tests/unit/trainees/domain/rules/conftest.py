"""A class that was held, and people who were marked in it."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain.rules import running
from trainees.models import AnomalyFlag, Attendance


def held(*, day=None, hour=9, hours=3, **fields):
    """A closed class with one closed session on `day`, yesterday by default."""
    day = day or today() - dt.timedelta(days=1)
    made = training.training_class(day=day, state="closed", **fields)
    training.session(made, day=day, hour=hour, hours=hours, state="closed", closed_at=_noon(day), closed_by=_staff())
    return made


def present(who, training_class, *, state="completed", how="hand", mark="present", at=None, device="", **fields):
    """The completed place of `who`, marked in every session of the class."""
    place = people.enrolment(who, training_class, state=state, **fields)
    for session in training_class.sessions.all():
        Attendance.objects.create(
            session=session, enrolment=place, mark=mark, how=how, marked_at=at or session.starts_at, device=device
        )
    return place


def run(code, *, many=False, state="open"):
    """The flag of a rule after it ran over everything; with `many` all of them."""
    running.run_everything(codes={code})
    flags = list(AnomalyFlag.objects.filter(rule=code, state=state))
    if many:
        return flags
    (flag,) = flags
    return flag


def named(flag):
    """The people and participations a flag names."""
    return {subject.enrolment or subject.trainee for subject in flag.subjects.all()}


def _noon(day):
    return dt.datetime.combine(day, dt.time(4), dt.UTC)


def _staff():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.filter(username="staff").first() or places.user("staff")


@pytest.fixture
def organiser(db):
    return places.officer("organiser")
