"""Tables in and out: workbooks and CSV as rows of plain values.

Reading takes .xlsx, .xls and .csv and gives every cell as it stands; writing never
lets a cell become a formula or a link.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from .workbook_scan import WorkbookBroken, WorkbookTooLarge, scan

MAX_ROWS = 20_000
Cell = str | int | float | bool | dt.date | dt.datetime | None


class UnreadableTable(Exception):
    """The file is not a table we can read; the text says why and what to do."""


@dataclass(frozen=True)
class Table:
    """Rows that are not empty with their number in the file, and where formulas stand, all counted from 1.

    A formula's cell holds the result it had when the file was saved.
    """

    rows: list[tuple[int, list[Cell]]]
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_table(data: bytes, *, name: str) -> Table:
    """The first sheet that has any rows. Raises UnreadableTable."""
    ending = PurePath(name).suffix.lower()
    if ending == ".csv":
        rows, formulas = list(csv.reader(io.StringIO(_decode(data), newline=""))), frozenset()
    elif ending in {".xlsx", ".xls"}:
        rows, formulas = _workbook_rows(data)
    else:
        raise UnreadableTable(_("This is not a table. Save it as .xlsx, .xls or .csv and upload it again."))
    filled = [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if any(str(cell).strip() for cell in row if cell is not None)
    ]
    if not filled:
        raise UnreadableTable(_("The table is empty. Fill in at least one row and upload it again."))
    if len(filled) > MAX_ROWS:
        raise UnreadableTable(_too_many())
    return Table(filled, formulas)


def _workbook_rows(data: bytes) -> tuple[list[list[Cell]], frozenset]:
    """Rows of the first sheet with content from its first line on, and its formulas (none known in .xls)."""
    try:
        sheets = scan(data, max_rows=MAX_ROWS) if data[:4] == b"PK\x03\x04" else {}
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MAX_ROWS + 1)
            if rows:
                return rows, frozenset(sheets[name].formulas if name in sheets else ())
    except WorkbookTooLarge as error:
        raise UnreadableTable(_too_many()) from error
    except (WorkbookBroken, python_calamine.CalamineError) as error:
        raise UnreadableTable(
            _("This file can't be opened as a workbook. Save it again as .xlsx and upload it.")
        ) from error
    return [], frozenset()


def _too_many() -> str:
    return _("The table has more than %(most)d rows or 200 columns. Split it and upload the parts.") % {
        "most": MAX_ROWS
    }


def _decode(data: bytes) -> str:
    """BOM, else strict UTF-8, else GB18030: right on short Chinese files where guessing libraries fail."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(_("The text in this file can't be read. Save it as UTF-8 and upload it again."))


def write_workbook(sheets: Iterable[tuple[str, Sequence[Sequence[Cell]]]], *, text_columns: int = 0) -> bytes:
    """An .xlsx file; each sheet is (name, rows), the first row bold and frozen, widths fitted to the text.

    The first `text_columns` columns are set to text, also where they are still empty: a form to fill in.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(out, options) as book:
        head, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        plain = book.add_format({"num_format": "@"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            if text_columns:
                sheet.set_column(0, text_columns - 1, None, plain)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    style = head if index == 0 else day if isinstance(value, dt.date) else None
                    sheet.write(index, column, value, style or (plain if column < text_columns else None))
            sheet.freeze_panes(1, 0)
            sheet.autofit()
    return out.getvalue()
