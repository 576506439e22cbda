"""The numbers of a plan against each other, and the names of what is promised."""

import pytest

from trainees.domain import promises
from trainees.domain.programmes import presets
from trainees.models import Target

pytestmark = pytest.mark.usefixtures("in_english")


def targets(**values):
    return [Target(indicator=code, value=value) for code, value in values.items()]


TRACKS = {"basic_person_times": 6000, "practical_person_times": 3000, "cadre_person_times": 1000}

MONEY = {"training_budget_execution": 2750000, "cost_per_person_time": 250}


@pytest.mark.parametrize(
    ("values", "agrees", "words"),
    [
        (TRACKS | {"training_person_times": 10000}, True, "10,000"),
        (TRACKS | {"training_person_times": 9000}, False, "9,000"),
        (
            MONEY | {"training_person_times": 11000},
            True,
            "11",
        ),
        (
            MONEY | {"training_person_times": 9000},
            False,
            "11",
        ),
        ({"training_person_times": 30000, "new_employed_persons": 3000}, True, "10 %"),
        ({"trained_persons": 3000, "new_employed_persons": 900}, False, "30 %"),
    ],
)
def test_a_note_says_whether_the_numbers_agree(values, agrees, words):
    [note] = promises.notes(targets(**values))
    assert note.agrees is agrees
    assert words in note.text


def test_nothing_is_said_of_what_is_not_promised():
    assert promises.notes([]) == []
    assert promises.notes(targets(basic_person_times=6000, new_employed_persons=3)) == []


def test_the_plans_agree_with_themselves():
    """domain.md: YS 6000+3000+1000, WH 2750000÷250, and a tenth of jobs in YL, HB and QY."""
    found = {key: promises.notes(preset.unsaved_targets()) for key, preset in presets().items()}
    assert {key: [note.agrees for note in notes] for key, notes in found.items()} == {
        "hubei-2015": [True],
        "qinyang-2022": [True],
        "wuhua-2018": [True],
        "yanling-2014": [True],
        "yongshun-2019": [True],
    }


def test_every_promised_indicator_has_a_name():
    codes = {given["indicator"] for preset in presets().values() for given in preset.targets}
    assert {code for code in codes if promises.title_of(code) == code} == set()
    assert codes <= {code for code, _title in promises.known_codes()}
