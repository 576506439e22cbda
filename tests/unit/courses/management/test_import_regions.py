"""The command says what it did, and why it did not."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def shorter(tmp_path):
    """The demo county without its last village."""
    lines = Path("courses/data/433127.csv").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "433127.csv"
    file.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    return file, lines[-1].split(",")[0]


def test_import_regions_says_what_it_did(capsys):
    call_command("import_regions", "courses/data/433127.csv")
    assert capsys.readouterr().out == "433127.csv: 329 added, 0 renamed, 0 unchanged.\n"


def test_import_regions_withdraws_only_when_told_to(capsys, shorter):
    file, last = shorter
    call_command("import_regions", "courses/data/433127.csv")
    with pytest.raises(CommandError, match="1 divisions would be withdrawn"):
        call_command("import_regions", file)
    call_command("import_regions", file, "--dry-run")
    assert not Region.objects.exclude(withdrawn_on=None).exists()
    assert f"gone: {last}" in capsys.readouterr().out
    call_command("import_regions", file, "--apply")
    assert Region.objects.exclude(withdrawn_on=None).get().code == last
    assert "1 gone, 328 unchanged" in capsys.readouterr().out


def test_import_regions_takes_successors_from_a_file(tmp_path, shorter):
    file, last = shorter
    call_command("import_regions", "courses/data/433127.csv")
    other = Region.objects.filter(level="village").exclude(code=last).first()
    named = tmp_path / "successors.csv"
    named.write_text(f"code,successor\n{last},{other.code}\n")
    call_command("import_regions", file, "--apply", successors=named, on=dt.date(2026, 1, 1))
    assert Region.objects.get(code=last).superseded_by == other


def test_import_regions_of_a_missing_or_wrong_file_is_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_regions", tmp_path / "nothing.csv")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n")
    with pytest.raises(CommandError, match="code,name,level,parent_code"):
        call_command("import_regions", wrong)
