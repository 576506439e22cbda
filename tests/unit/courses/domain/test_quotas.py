"""Townships get so many seats of a class until a day; together never more than the class has."""

import datetime as dt

import pytest

from courses.domain import quotas, scheduling, sittings
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import places, training

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def organiser():
    return places.officer("organiser")


@pytest.fixture
def held():
    return training.training_class(day=today() + 9 * DAY, seats=20)


def township(number):
    return places.village(1, number).parent


def given(training_class):
    return {row.region_id[6:9]: row.seats for row in training_class.township_seats.all()}


def test_share_out_replaces_what_was_given_and_logs_a_change_once(held, organiser):
    quotas.share_out(held, {township(1): 8, township(2): 12}, until=today() + 5 * DAY, by=organiser)
    quotas.share_out(held, {township(1): 8, township(2): 12}, until=today() + 5 * DAY, by=organiser)
    assert given(held) == {"101": 8, "102": 12}

    quotas.share_out(held, {township(1): 0, township(3): 20}, until=today() + 5 * DAY, by=organiser)
    assert given(held) == {"103": 20}
    assert AuditEvent.objects.filter(action="courses.class.share_seats").count() == 2


@pytest.mark.parametrize(
    ("numbers", "until", "refusal"),
    [
        ((15, 6), 5, quotas.MoreThanTheClassHas),
        ((5, 5), None, quotas.NoDayUntil),
        ((5, 5), 10, quotas.NoDayUntil),
    ],
)
def test_share_out_that_can_not_be_is_refused_and_changes_nothing(held, organiser, numbers, until, refusal):
    until = until and today() + until * DAY
    with pytest.raises(refusal):
        quotas.share_out(held, dict(zip([township(1), township(2)], numbers, strict=True)), until=until, by=organiser)
    assert given(held) == {}


def test_share_out_of_nothing_needs_no_day_and_a_class_that_is_over_refuses(held, organiser):
    quotas.share_out(held, {township(1): 3}, until=held.starts_on, by=organiser)
    assert quotas.share_out(held, {}, until=None, by=organiser).reserved_until is None
    with pytest.raises(sittings.ClassIsOver):
        quotas.share_out(training.training_class(state="closed"), {township(1): 3}, until=today(), by=organiser)


def test_a_class_does_not_shrink_below_what_was_given(held, organiser):
    quotas.share_out(held, {township(1): 18}, until=held.starts_on, by=organiser)
    held.seats = 17
    with pytest.raises(quotas.MoreThanTheClassHas, match=r"18.*17"):
        scheduling.plan_class(held, by=organiser)


def test_townships_of_a_class_are_those_of_its_county(held):
    places.village(1, 2), places.village(1, 1), places.region("433130101201")
    assert [region.code[6:9] for region in quotas.townships_of(held)] == ["101", "102"]
