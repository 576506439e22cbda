"""The command says what it did, and why it did not."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_import_regions_says_what_it_did(capsys):
    call_command("import_regions", "courses/data/433127.csv")
    assert capsys.readouterr().out == "433127.csv: 329 added, 0 renamed, 0 unchanged.\n"


def test_import_regions_of_a_missing_or_wrong_file_is_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_regions", tmp_path / "nothing.csv")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n")
    with pytest.raises(CommandError, match="code,name,level,parent_code"):
        call_command("import_regions", wrong)
