import datetime as dt
import random

import pytest
from django.db.models import F

from courses.domain import counting
from courses.models import Session
from lms.demo import accounts, bulk, county, people
from tests.factories import training
from trainees.domain import completion, conditions, indicators
from trainees.models import Attendance, Enrolment, FollowUpTask, OutcomeReport

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()  # noqa: DTZ011 - the demo stands around the day of the machine


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(bulk, "CLASSES", 4)
    made = county.build(today=TODAY, rng=random.Random(1))
    families = people.Maker(random.Random(1)).families(made.villages, made.poor_villages, households=30, people=90)
    tracks = {"county-strategy": "cadre", "shop-design": "practical", "farm-products-online": "practical"}
    courses = {slug: training.course(tracks.get(slug, "basic")) for slug in {*bulk.COURSES, "county-strategy"}}
    users = accounts.create(made)
    bulk.Bulk(made, users, courses, people.save(families), random.Random(1)).write()
    return made


def test_write_makes_states_the_domain_agrees_with(place):
    assert Enrolment.objects.count() == 4 * bulk.PEOPLE_PER_CLASS
    for training_class in place.programme.classes.all():
        rows = list(training_class.enrolments.all())
        found = completion.proofs(rows)
        for row in rows:
            proof = found[row.pk]
            assert row.gaps == conditions.shortfalls(proof, rules=counting.rules_of(place.programme))
            assert (row.attended_seconds, row.scheduled_seconds) == (proof.attended, proof.scheduled)
            assert (row.state == "completed") is (not row.gaps)


def test_write_leaves_one_mark_per_person_and_session(place):
    assert Attendance.objects.standing().count() == 2 * Enrolment.objects.count()
    assert not Session.objects.exclude(state="closed").exists()


def test_write_settles_only_what_was_open_by_then(place):
    settled = FollowUpTask.objects.filter(outcome="done")
    assert settled.count() == settled.filter(attempts__result="reached").count() > 100
    assert not settled.filter(settled_at__date__lt=F("opens_on")).exists()
    assert not OutcomeReport.objects.filter(occurred_on__gt=TODAY).exists()


def test_write_counts_the_same_as_the_indicator(place):
    figure = indicators.compute("training_person_times", indicators.Cut(place.programme, None))
    assert figure.numerator == Enrolment.objects.person_times().count() > 0
