"""Word and Excel files (.docx, .xlsx) that carry text and nothing that acts.

Both are ZIPs: unpacked under a budget, without programs, and without a template fetched from elsewhere.
"""

import io
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from lms.kit import workbook_scan
from lms.kit.unpacking import CHUNK, WorkbookTooLarge, parse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS, MOST_PARTS = 20_000, 2_000
PROGRAMS = ("vbaproject.bin", "activex", "oleobject")


class NotOffice(Exception):
    """Not a Word or Excel file we keep; the text says what to do."""


def check(data: bytes) -> str:
    """The content type. Raises NotOffice."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry.filename for entry in archive.infolist()]
            if len(names) > MOST_PARTS:
                raise NotOffice(_too_large())
            if any(program in name.lower() for name in names for program in PROGRAMS):
                raise NotOffice(_active())
            if "word/document.xml" in names:
                _check_document(archive)
                return DOCX
            if "xl/workbook.xml" not in names:
                raise NotOffice(_("This is a ZIP archive. Unpack it and upload the files one by one."))
        workbook_scan.scan(data, max_rows=MOST_ROWS)
        return XLSX
    except WorkbookTooLarge as error:
        raise NotOffice(_too_large()) from error
    except workbook_scan.WorkbookHasMacros as error:
        raise NotOffice(_active()) from error
    except (
        workbook_scan.WorkbookBroken, zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError,
        KeyError, ValueError, NotImplementedError, RuntimeError, OSError,
    ) as error:  # fmt: skip
        raise NotOffice(_("The file is damaged or locked. Save it again without a password and upload it.")) from error


def _check_document(archive: zipfile.ZipFile) -> None:
    budget = [MOST_UNPACKED]

    def relation(tag, attrs):
        if tag == "Relationship" and attrs.get("TargetMode") == "External" and not _is_link(attrs):
            raise NotOffice(_active())

    for entry in archive.infolist():
        if entry.filename.endswith(".rels"):
            parse(archive, entry.filename, relation, budget)
        else:
            _unpack_to_nowhere(archive, entry, budget)


def _unpack_to_nowhere(archive, entry, budget) -> None:
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            budget[0] -= len(chunk)
            if budget[0] < 0:
                raise WorkbookTooLarge


def _is_link(attrs: dict) -> bool:
    """A link somebody may press, not something that is fetched on opening."""
    return attrs.get("Type", "").endswith("/hyperlink")


def _active() -> str:
    return _("The file carries programs or fetches something from elsewhere. Save it as PDF and upload that.")


def _too_large() -> str:
    return _("The file unpacks to far more than a document holds. Save it as PDF and upload that.")
