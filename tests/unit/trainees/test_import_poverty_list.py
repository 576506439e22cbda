"""The command that brings a household list in: what it prints, and that a dry run writes nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import places
from tests.factories.household_lists import household, member, workbook
from trainees.models import HouseholdStatus, ImportBatch, Trainee

pytestmark = pytest.mark.django_db
SOURCE = ("--source", "县乡村振兴局")


@pytest.fixture
def file(tmp_path):
    places.programme()
    for number in range(1, 21):
        places.village(number)
    path = tmp_path / "名册.xlsx"
    path.write_bytes(workbook(*household(1), *household(2, 民族=""), member(12, 证件号码="433199195006150012")))
    return path


def run(*arguments):
    out = StringIO()
    call_command("import_poverty_list", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_prints_counts_as_json(file):
    told = json.loads(run(file, "--json", *SOURCE))
    assert told.pop("seconds") > 0
    assert told == {
        "rows": 9,
        "accepted": 8,
        "refused": 1,
        "households": 2,
        "new_household": 2,
        "new_person": 8,
        "joined": 0,
        "left": 0,
        "status": 2,
        "facts": 0,
        "absent": 0,
        "unchanged": 0,
        "reasons": {"id_check_digit": 1},
    }
    assert HouseholdStatus.objects.get(household__number="433199000001").source == "县乡村振兴局 2020-12-31"


def test_dry_run_writes_nothing(file):
    assert json.loads(run(file, "--json", "--dry-run", *SOURCE))["accepted"] == 8
    assert not Trainee.objects.exists()
    assert not ImportBatch.objects.exists()


def test_says_it_in_words(file):
    assert "id_check_digit" in run(file, *SOURCE)


def test_says_what_is_wrong(file, tmp_path):
    for arguments in ([tmp_path / "none.xlsx"], [file, "--region", "990000000000"], [file, "--day", "2019-01-01"]):
        with pytest.raises(CommandError):
            run(*arguments, *SOURCE)
    with pytest.raises(CommandError, match="source"):
        run(file)
