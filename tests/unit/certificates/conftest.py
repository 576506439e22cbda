"""A class that has closed, with people who completed it, and an organiser of its county."""

import datetime as dt

import pytest

from certificates.domain import issuing
from tests.factories import people, places, training
from trainees.models import OutcomeReport


@pytest.fixture
def organiser(db):
    return places.officer("organiser", username="zhang")


@pytest.fixture
def closed_class(organiser):
    page = training.course(track="practical", title="网店运营基础")
    return training.training_class(
        page=page,
        state="closed",
        day=dt.date(2026, 5, 6),
        number=12,
        closed_at="2026-05-06T09:00Z",
        closed_by=organiser,
    )


@pytest.fixture
def complete(closed_class):
    """complete(name, **trainee fields) -> a completed enrolment in `closed_class`."""

    def make(name="向小芳", **fields):
        return people.enrolment(people.trainee(name=name, **fields), closed_class, state="completed")

    return make


@pytest.fixture
def open_shop(db):
    """open_shop(enrolment) -> a report of the person's first shop, ten days after the class."""

    def make(enrolment, **fields):
        defaults = {
            "kind": "shop_opened",
            "occurred_on": enrolment.completed_on + dt.timedelta(days=10),
            "platform": "pinduoduo",
            "shop_name": "芙蓉镇腊肉铺",
            "level": 1,
        }
        return OutcomeReport.objects.create(trainee=enrolment.trainee, **(defaults | fields))

    return make


@pytest.fixture
def certificate(complete, organiser):
    return issuing.issue(complete(), "completion", by=organiser)
