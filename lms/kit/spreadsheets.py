"""Tables in and out: workbooks and CSV as rows of plain values.

Reading takes .xlsx, .xls and .csv and gives every cell as it stands; writing never
lets a cell become a formula or a link.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import PurePath

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

MAX_ROWS = 20_000
Cell = str | int | float | bool | dt.date | dt.datetime | None


class UnreadableTable(Exception):
    """The file is not a table we can read; the text says why and what to do."""


def read_rows(data: bytes, *, name: str) -> list[list[Cell]]:
    """Rows of the first sheet that has any. Raises UnreadableTable."""
    ending = PurePath(name).suffix.lower()
    if ending == ".csv":
        rows = list(csv.reader(io.StringIO(_decode(data), newline="")))
    elif ending in {".xlsx", ".xls"}:
        rows = _workbook_rows(data)
    else:
        raise UnreadableTable(_("This is not a table. Save it as .xlsx, .xls or .csv and upload it again."))
    rows = [row for row in rows if any(str(cell).strip() for cell in row if cell is not None)]
    if not rows:
        raise UnreadableTable(_("The table is empty. Fill in at least one row and upload it again."))
    if len(rows) > MAX_ROWS:
        raise UnreadableTable(
            _("The table has more than %(most)d rows. Split it and upload the parts.") % {"most": MAX_ROWS}
        )
    return rows


def _workbook_rows(data: bytes) -> list[list[Cell]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(nrows=MAX_ROWS + 1)
            if rows:
                return rows
    except python_calamine.CalamineError as error:
        raise UnreadableTable(
            _("This file can't be opened as a workbook. Save it again as .xlsx and upload it.")
        ) from error
    return []


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


def write_workbook(sheets: Iterable[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """An .xlsx file; each sheet is (name, rows), the first row bold and frozen, widths fitted to the text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(out, options) as book:
        head, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    style = head if index == 0 else day if isinstance(value, dt.date) else None
                    sheet.write(index, column, value, style)
            sheet.freeze_panes(1, 0)
            sheet.autofit()
    return out.getvalue()
