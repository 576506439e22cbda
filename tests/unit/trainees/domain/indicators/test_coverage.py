"""Coverage of the resident population: the base comes from a list, and without one there is none."""

import datetime as dt

import pytest

from courses.domain import place_lists
from tests.factories import lists, people, places
from tests.factories.county import completed_on_track
from trainees.domain import indicators
from trainees.domain.indicators import Cut

pytestmark = pytest.mark.django_db
CODE = "resident_coverage_rate"


@pytest.fixture
def programme():
    return places.programme(starts_on=dt.date(2019, 1, 1), ends_on=dt.date(2020, 12, 31))


def count(region, number, day=dt.date(2019, 12, 31)):
    made = lists.place_list("denominators", ["代码", "常住人口"], [region.code, number], dated_on=day)
    by = places.get_user_model().objects.first() or places.user("desk")
    place_lists.apply(place_lists.receive(made, by=by), by=by)


def train(programme, track="basic", region=None):
    person = people.trainee(region=region or places.village(1))
    return completed_on_track(track, person, programme=programme, ends_on=dt.date(2019, 9, 1))


def test_without_a_list_there_is_no_base(programme):
    train(programme)
    figure = indicators.compute(CODE, Cut(programme, None))
    assert (figure.numerator, figure.denominator, figure.value) == (1, 0, None)


def test_the_base_is_the_newest_number_not_after_the_last_day(programme):
    train(programme)
    count(programme.region, 300, dt.date(2018, 12, 31))
    count(programme.region, 100)
    count(programme.region, 999, dt.date(2021, 12, 31))
    cut = Cut(programme, None)
    figure = indicators.compute(CODE, cut)
    assert (figure.numerator, figure.denominator, figure.value) == (1, 100, 0.01)
    [row] = indicators.rows(CODE, cut, "denominator")
    assert (row.value, row.place_list.source) == (100, "县统计局")
    assert figure.indicator.denominator.adds_up_to(indicators.rows(CODE, cut, "denominator")) == figure.denominator


def test_only_residents_of_basic_or_value_added_training_count(programme):
    train(programme)
    train(programme, region=places.region("433130101201"))
    train(programme, track="cadre")
    added = train(programme, track="practical").training_class
    assert indicators.compute(CODE, Cut(programme, None)).numerator == 1
    added.__class__.objects.filter(pk=added.pk).update(is_value_added=True)
    assert indicators.compute(CODE, Cut(programme, None)).numerator == 2


def test_a_township_has_its_own_number_or_none(programme):
    village = places.village(1)
    train(programme, region=village)
    count(programme.region, 100)
    cut = Cut(programme, None, region=village.parent)
    assert indicators.compute(CODE, cut).value is None
    count(village.parent, 50)
    assert indicators.compute(CODE, cut).value == 0.02
    assert indicators.compute(CODE, Cut(programme, None)).denominator == 100
