"""Rosters as LibreOffice really saves them: .xlsx, the old .xls and CSV read alike, digits whole."""

import subprocess

import openpyxl
import pytest

from lms.kit.spreadsheets import read_table
from tests.factories.people import id_number

HEADINGS = ["姓名", "身份证号", "村"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The same roster saved as each kind, by its ending."""
    folder = tmp_path_factory.mktemp("office")
    book = openpyxl.Workbook()
    for row in [HEADINGS, ["田小兰", id_number(1), "科皮村"]]:
        book.active.append(row)
    book.save(folder / "typed.xlsx")
    kinds = {"xlsx": "xlsx", "xls": "xls", "csv": "csv:Text - txt - csv (StarCalc):44,34,76"}
    for filter_name in kinds.values():
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", filter_name, "--outdir", folder / "saved", folder / "typed.xlsx"]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {kind: (folder / "saved" / f"typed.{kind}").read_bytes() for kind in kinds}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_read_table_takes_what_libreoffice_saves(saved, kind):
    table = read_table(saved[kind], name=f"名册.{kind}")

    assert [[str(cell) for cell in cells] for _, cells in table.rows] == [
        HEADINGS,
        ["田小兰", id_number(1), "科皮村"],
    ]
