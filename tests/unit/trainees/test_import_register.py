"""The command that brings a list in: what it prints, and that a dry run writes nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import places
from tests.factories.registers import as_xlsx, person
from trainees.models import ImportBatch, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    places.programme()
    for number in range(1, 21):
        places.village(number)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(as_xlsx([person(1), person(2), person(3, 身份证号="433199195006150012")]))
    return path


def run(*arguments):
    out = StringIO()
    call_command("import_register", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_prints_counts_as_json(file):
    told = json.loads(run(file, "--json"))
    assert told.pop("seconds") > 0
    assert told == {
        "rows": 3,
        "accepted": 2,
        "refused": 1,
        "new": 2,
        "known": 0,
        "reasons": {"id_check_digit": 1},
    }
    assert Trainee.objects.count() == 2


def test_dry_run_writes_nothing(file):
    assert json.loads(run(file, "--json", "--dry-run"))["accepted"] == 2
    assert not Trainee.objects.exists()
    assert not ImportBatch.objects.exists()


def test_says_it_in_words(file):
    assert "id_check_digit" in run(file)


def test_says_what_is_wrong(file, tmp_path):
    for arguments in ([tmp_path / "none.xlsx"], [file, "--region", "990000000000"]):
        with pytest.raises(CommandError):
            run(*arguments)
