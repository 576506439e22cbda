"""Every figure equals its rows, in every region, for everyone who may look; rates have a base or no value."""

import datetime as dt
from decimal import Decimal

import pytest

from courses.models import PoorVillage, Region
from tests.factories import people, places, training
from tests.factories.county import little_county
from trainees.domain import indicators
from trainees.domain.indicators import Cut
from trainees.domain.indicators.declaring import count_by_region
from trainees.models import Target, Trainee

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 6, 15)
CODES = [
    "training_person_times",
    "trained_persons",
    "basic_person_times",
    "practical_person_times",
    "cadre_person_times",
    "poor_person_times",
    "poor_trained_persons",
    "poor_trained_households",
    "poor_village_penetration_rate",
    "completion_rate",
    "entrepreneurship_conversion_rate",
    "conversion_rate_all_tracks",
    "conversion_reach_rate",
    "conversion_rate_among_reached",
    "conversion_observing_persons",
    "poor_shop_conversion_rate",
    "follow_up_rate",
    "new_shops",
]


def test_know_every_indicator_of_the_first_release():
    assert set(CODES) <= set(indicators.REGISTRY)


def check_rows(programme) -> int:
    """Assert that every figure in every region equals its rows and its groups; the sum of all of them."""
    total = 0
    for region in [None, *Region.objects.filter(level__in=["county", "township", "village"])]:
        cut = Cut(programme, None, region=region)
        for code in CODES:
            figure = indicators.compute(code, cut)
            found = indicators.rows(code, cut)
            keys = list(found.values_list("pk", flat=True))
            assert figure.numerator == len(keys) == len(set(keys)), (code, region)
            total += figure.numerator
            part = indicators.REGISTRY[code].numerator
            if region and region.level == "county":
                for child, count in count_by_region([part], cut, "township")[part].items():
                    own = Cut(programme, None, region=Region.objects.get(code=child))
                    assert part.count(own) == count, (code, child)
            if figure.denominator is not None:
                base = indicators.rows(code, cut, "denominator")
                assert figure.denominator == base.count()
                assert set(keys) <= set(base.values_list("pk", flat=True)), code
                assert figure.value is None or 0 <= figure.value <= 1
    return total


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figure_equals_its_rows_and_its_groups_in_every_region(seed, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC))
    programme = little_county(seed, today=TODAY)
    total = check_rows(programme)
    assert total > 100, "the county made by chance is too empty to prove anything"


@pytest.mark.parametrize("seed", [4, 5])
def test_figure_of_two_scopes_is_that_of_their_union_and_outside_is_nothing(seed, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC))
    programme = little_county(seed, today=TODAY)
    first, second = Region.objects.filter(level="township", code__startswith="433127")
    own = places.officer("township", within=first, username="own")
    both = places.officer("township", within=first, username="both")
    both.scopes.create(role="follow_up", region=second, valid_from=dt.date(2019, 1, 1))
    trainer = places.officer("trainer", username="trainer")
    county = Region.objects.get(code=places.COUNTY)
    for code in CODES:
        whole = set(indicators.rows(code, Cut(programme, None, region=county)).values_list("pk", flat=True))
        assert set(indicators.rows(code, Cut(programme, both)).values_list("pk", flat=True)) == whole, code
        mine = indicators.rows(code, Cut(programme, own)).values_list("pk", flat=True)
        there = indicators.rows(code, Cut(programme, None, region=first)).values_list("pk", flat=True)
        assert set(mine) == set(there), code
        assert indicators.compute(code, Cut(programme, own, region=second)).numerator == 0
        assert indicators.compute(code, Cut(programme, trainer)).numerator == 0


def test_persons_and_person_times_are_two_numbers():
    person = people.trainee()
    for _ in range(3):
        people.enrolment(person, training.training_class(state="closed"), state="completed")
    cut = Cut(training.TrainingClass.objects.first().programme, None)

    assert indicators.compute("training_person_times", cut).value == 3
    assert indicators.compute("trained_persons", cut).value == 1
    assert list(indicators.rows("trained_persons", cut)) == [person]


def test_rate_without_base_has_no_value():
    figure = indicators.compute("completion_rate", Cut(places.programme(), None))
    assert (figure.numerator, figure.denominator, figure.value) == (0, 0, None)


def test_completion_counts_closed_classes_only():
    held, still_open = training.training_class(state="closed"), training.training_class(state="open")
    for state in ("completed", "not_completed", "withdrawn"):
        people.enrolment(training_class=held, state=state)
    people.enrolment(training_class=still_open, state="confirmed")

    figure = indicators.compute("completion_rate", Cut(held.programme, None))
    assert (figure.numerator, figure.denominator, figure.value) == (1, 2, 0.5)


def test_void_classes_and_days_outside_the_window_never_count():
    programme = places.programme(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
    for day, state in (
        (dt.date(2026, 5, 1), "void"),
        (dt.date(2025, 12, 31), "closed"),
        (dt.date(2027, 1, 1), "closed"),
        (dt.date(2026, 12, 31), "closed"),
    ):
        held = training.training_class(programme=programme, day=day, state=state)
        people.enrolment(training_class=held, state="completed")

    assert indicators.compute("training_person_times", Cut(programme, None)).value == 1
    assert indicators.compute("training_person_times", Cut(programme, None, end=dt.date(2026, 12, 30))).value == 0


def test_poverty_and_village_are_those_of_the_day_not_of_today():
    person = people.trainee(region=places.village(1, township=1))
    held = training.training_class(state="closed")
    people.enrolment(person, held, state="completed", snapshot_poor=False)
    people.household(person, poor=True)
    Trainee.objects.update(region=places.village(1, township=2))

    assert indicators.compute("poor_person_times", Cut(held.programme, None)).value == 0
    then = Cut(held.programme, None, region=places.village(1, township=1))
    assert indicators.compute("trained_persons", then).value == 1


def test_poor_villages_on_the_list_at_the_beginning_are_the_base():
    programme = places.programme(starts_on=dt.date(2019, 7, 1))
    reached, empty, gone, later = (places.village(number) for number in (1, 2, 3, 4))
    since = dt.date(2014, 1, 1)
    for village, start, end in (
        (reached, since, dt.date(2020, 1, 1)),
        (empty, since, None),
        (gone, since, dt.date(2018, 1, 1)),
        (later, dt.date(2021, 1, 1), None),
    ):
        PoorVillage.objects.create(region=village, valid_from=start, valid_until=end, source="名单")
    for _ in range(2):
        held = training.training_class(programme=programme, state="closed")
        people.enrolment(people.trainee(region=reached), held, state="completed")

    figure = indicators.compute("poor_village_penetration_rate", Cut(programme, None))
    assert (figure.numerator, figure.denominator) == (1, 2)
    assert list(indicators.rows("poor_village_penetration_rate", Cut(programme, None))) == [reached]


def test_target_stands_beside_the_whole_programme_only():
    held = training.training_class(state="closed")
    programme = held.programme
    target = {"programme": programme, "unit": "person_times", "clause": "YS:119"}
    Target.objects.create(indicator="training_person_times", value=4, due_on=dt.date(2020, 3, 1), **target)
    last = Target.objects.create(indicator="training_person_times", value=8, due_on=dt.date(2021, 3, 1), **target)
    Target.objects.create(indicator="completion_rate", value=Decimal(50), **(target | {"unit": "percent"}))
    people.enrolment(training_class=held, state="completed")

    whole = indicators.compute("training_person_times", Cut(programme, None))
    assert (whole.target, whole.share_of_target) == (last, 0.125)
    assert indicators.compute("completion_rate", Cut(programme, None)).share_of_target == 2.0
    part = indicators.compute("training_person_times", Cut(programme, None, region=places.village()))
    assert (part.target, part.share_of_target) == (None, None)


def test_refuse_another_indicator_of_a_known_code():
    known = indicators.REGISTRY["new_shops"]
    assert indicators.register(known) is known
    with pytest.raises(ValueError, match="new_shops"):
        indicators.register(indicators.Indicator("new_shops", 2, "x", "y", known.numerator))


def test_a_merged_poor_village_is_reached_through_its_successor():
    programme = places.programme()
    old, new = places.village(1), places.village(2)
    PoorVillage.objects.create(region=old, valid_from=dt.date(2014, 1, 1), source="名单")
    held = training.training_class(state="closed", programme=programme)
    people.enrolment(people.trainee(region=new), held, state="completed")
    assert indicators.compute("poor_village_penetration_rate", Cut(programme, None)).numerator == 0
    Region.objects.filter(pk=old.pk).update(superseded_by=new, withdrawn_on=dt.date(2025, 1, 1))
    figure = indicators.compute("poor_village_penetration_rate", Cut(programme, None))
    assert (figure.numerator, figure.denominator) == (1, 1)
