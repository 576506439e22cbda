"""Programmes from plans: the target matrix of all five, a county at a time."""

import datetime as dt

import pytest

from lms.kit.models import AuditEvent
from tests.factories import places
from trainees.domain import programmes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
# domain.md, "Target matrix".
MATRIX = {
    "yanling-2014": {
        "training_person_times": 30000,
        "new_employed_persons": 3000,
        "new_shops": 1000,
        "new_ecommerce_firms": 600,
    },
    "yongshun-2019": {
        "training_person_times": 10000,
        "basic_person_times": 6000,
        "practical_person_times": 3000,
        "cadre_person_times": 1000,
        "poor_village_penetration_rate": 80,
        "entrepreneurship_conversion_rate": 60,
        "poor_shop_conversion_yoy": 30,
        "ecommerce_entity_growth": 10,
        "active_merchant_growth": 10,
        "driven_employment_growth": 20,
        "transformed_enterprises": 20,
        "training_budget_execution": 2220000,
    },
    "qinyang-2022": {
        "training_person_times": 5000,
        "new_employed_persons": 500,
        "jobs_and_startups_driven": 500,
        "new_shops": 500,
        "new_ecommerce_firms": 20,
    },
    "hubei-2015": {
        "trained_persons": 3000,
        "new_employed_persons": 300,
        "station_staff_training_rate": 100,
        "training_budget_share": 10,
    },
    "wuhua-2018": {
        "training_person_times": 11000,
        "leader_person_times": 300,
        "resident_coverage_rate": 1,
        "poor_labor_training_rate": 50,
        "cost_per_person_time": 250,
        "training_budget_execution": 2750000,
    },
}


def test_presets_promise_the_target_matrix():
    found = {
        key: {target.indicator: target.value for target in preset.unsaved_targets()}
        for key, preset in programmes.presets().items()
    }
    assert found == MATRIX


def test_presets_are_looked_at_on_the_days_of_the_plan():
    """domain.md A12: HB:112, HB:116; QY:118; YL:28, YL:39, YL:43; YS:149-153. 五华 has days on its targets."""
    found = {
        key: [str(day["due_on"]) for target in preset.targets for day in target.get("milestones", [])]
        for key, preset in programmes.presets().items()
    }
    assert found == {
        "yanling-2014": ["2015-10-31", "2015-12-31", "2016-12-31"],
        "yongshun-2019": ["2020-02-29", "2020-04-30", "2021-09-30"],
        "qinyang-2022": ["2023-02-28"],
        "hubei-2015": ["2015-12-31", "2016-04-30"],
        "wuhua-2018": [],
    }


@pytest.mark.parametrize("key", MATRIX)
def test_start_makes_programme_targets_milestones_and_rules(key):
    preset = programmes.presets()[key]
    region = places.region(next(iter(preset.counties)))
    made = programmes.start(preset, region, by=None)
    assert (made.starts_on, made.ends_on, made.document) == (preset.starts_on, preset.ends_on, preset.document)
    assert made.targets.count() == len(preset.targets)
    assert all(target.clause.startswith(preset.document) and target.lines for target in made.targets.all())
    assert made.counting_rules.get().version == 1
    assert AuditEvent.objects.get(action="trainees.programme.start").details["plan"] == key
    with pytest.raises(programmes.ProgrammeRefused, match="already"):
        programmes.start(preset, region, by=None)


def test_start_of_five_thousand_and_eleven_thousand_keeps_both_days():
    preset = programmes.presets()["wuhua-2018"]
    made = programmes.start(preset, places.region(next(iter(preset.counties))), by=None)
    volume = made.targets.filter(indicator="training_person_times").by_day()
    assert [(target.value, target.due_on) for target in volume] == [
        (5000, dt.date(2018, 12, 31)),
        (11000, dt.date(2019, 12, 31)),
    ]


def test_start_on_another_day_moves_the_whole_plan():
    preset = programmes.presets()["yanling-2014"]
    day = preset.starts_on + dt.timedelta(days=100)
    made = programmes.start(preset, places.region(next(iter(preset.counties))), starts_on=day, by=None)
    first = made.targets.first()
    assert made.ends_on == preset.ends_on + dt.timedelta(days=100)
    assert first.due_on == dt.date(2016, 12, 31) + dt.timedelta(days=100)
    assert first.milestones.first().due_on == dt.date(2015, 10, 31) + dt.timedelta(days=100)


def test_a_province_is_a_programme_per_county():
    preset = programmes.presets()["hubei-2015"]
    assert len(preset.counties) == 7
    places.region(next(iter(preset.counties)), name="潜江市")
    known, missing = programmes.counties_of(preset)
    assert ([region.name for region in known], len(missing)) == (["潜江市"], 6)
    assert str(programmes.start(preset, known[0], by=None)) == "潜江市（湖北省电子商务进农村综合示范）"


def test_start_anywhere_but_in_a_county_of_today_is_refused():
    preset = programmes.presets()["yanling-2014"]
    county = places.region(next(iter(preset.counties)))
    county.withdrawn_on = dt.date(2025, 1, 1)
    for region in (county.parent, county):
        with pytest.raises(programmes.ProgrammeRefused, match="not a county"):
            programmes.start(preset, region, by=None)
