"""Personal data that leaves says who took it, when and what for, on every sheet and every printed page."""

import io
import zipfile

import pytest
from django.urls import reverse

from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import MOST_LETTERS, watermark
from tests.factories import people, places

pytestmark = pytest.mark.django_db


def headers(data: bytes) -> list[str]:
    """The page header of each sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        return [book.read(name).decode().partition("<oddHeader>")[2].partition("</oddHeader>")[0] for name in sheets]


def test_the_export_of_the_register_is_marked_on_every_sheet(client, settings):
    settings.LANGUAGE_CODE = "en"
    people.trainee()
    officer = places.officer("auditor")
    client.force_login(officer)
    answer = client.post(reverse("register_export"), {"reason": "sample", "note": "third quarter & audit"})
    found = headers(answer.content)
    assert len(found) == 2
    assert all("测试auditor (auditor)" in header and "third quarter &amp;&amp; audit" in header for header in found)


def test_a_long_purpose_is_cut_and_a_sheet_without_mark_has_no_header():
    assert len(watermark(places.user("x"), purpose="y" * 500)) == MOST_LETTERS
    assert headers(write_workbook([("a", [["b"]])])) == [""]
