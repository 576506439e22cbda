"""Tables in and out: workbooks and CSV as rows of plain values.

Reading takes .xlsx, .xls and .csv and gives every cell as it stands; writing never
lets a cell become a formula or a link.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from . import old_workbooks
from .workbook_scan import MAX_COLUMNS, WorkbookBroken, WorkbookHasMacros, WorkbookTooLarge, scan

MAX_ROWS = 20_000
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
Cell = str | int | float | bool | dt.date | dt.datetime | None


class UnreadableTable(Exception):
    """The file is not a table we can read; the text says why and what to do."""


@dataclass(frozen=True)
class Table:
    """Rows that are not empty with their number in the file, and where formulas stand, all counted from 1.

    A formula's cell holds the result it had when the file was saved. `merged` says that some cells are one.
    """

    rows: list[tuple[int, list[Cell]]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    name: str = ""
    merged: bool = False


@dataclass
class Book:
    """The sheets of a file that show and have rows; `hidden` names those that don't show and were not read."""

    tables: list[Table] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def read_table(data: bytes, *, name: str) -> Table:
    """The first sheet that has any rows. Raises UnreadableTable."""
    return read_book(data, name=name, max_rows=MAX_ROWS, most_sheets=1).tables[0]


def read_book(data: bytes, *, name: str, max_rows: int, most_sheets: int = 50) -> Book:
    """Every sheet that shows and has rows. Raises UnreadableTable."""
    ending = PurePath(name).suffix.lower()
    if ending not in {".xlsx", ".xls", ".csv"}:
        raise UnreadableTable(_("This is not a table. Save it as .xlsx, .xls or .csv and upload it again."))
    _check_content(data, ending)
    if ending == ".csv":
        book = Book([_table("", _csv_rows(data, max_rows), frozenset())])
    else:
        book = _workbook(data, ending, max_rows, most_sheets)
    book.tables = [table for table in book.tables if table.rows]
    if not book.tables:
        raise UnreadableTable(_("The table is empty. Fill in at least one row and upload it again."))
    if sum(len(table.rows) for table in book.tables) > max_rows:
        raise UnreadableTable(_too_many(max_rows))
    return book


def _check_content(data: bytes, ending: str) -> None:
    """Refuse what is not what its name says. Raises UnreadableTable."""
    if data[:4] == OLD and LOCKED in data[:65536]:
        raise UnreadableTable(_("The workbook is locked with a password. Take the password off and upload it again."))
    if ending == ".csv" and (
        data[:4] in {ZIP, OLD} or (b"\0" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"})
    ):
        raise UnreadableTable(
            _("The name ends in .csv, but this is no text. Open it where it comes from and save it as .xlsx.")
        )
    if (ending == ".xlsx" and data[:4] == OLD) or (ending == ".xls" and data[:4] == ZIP):
        raise UnreadableTable(
            _("The name ends in %(ending)s, but the file is of another kind. Save it again as .xlsx and upload it.")
            % {"ending": ending}
        )


def _table(name: str, rows, formulas, *, merged: bool = False) -> Table:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if _has_content(row)]
    return Table(filled, formulas, name, merged)


def _has_content(row) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def _workbook(data: bytes, ending: str, max_rows: int, most_sheets: int) -> Book:
    """The sheets from their first line on; which cells of an .xls are formulas is not known."""
    try:
        if ending == ".xls":
            return _old_book(data, max_rows, most_sheets)
        sheets = scan(data, max_rows=max_rows)
        source = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        book = Book()
        for meta in source.sheets_metadata:
            if meta.name not in sheets or not sheets[meta.name].rows:
                continue
            if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                book.hidden.append(meta.name)
                continue
            rows = source.get_sheet_by_name(meta.name).to_python(skip_empty_area=False, nrows=max_rows + 1)
            found = sheets[meta.name]
            table = _table(meta.name, rows, frozenset(found.formulas), merged=found.has_merged_cells)
            if table.rows:
                book.tables.append(table)
            if len(book.tables) == most_sheets:
                break
    except WorkbookTooLarge as error:
        raise UnreadableTable(_too_many(max_rows)) from error
    except WorkbookHasMacros as error:
        raise UnreadableTable(
            _("The workbook carries macros, which we don't open. Save it as .xlsx without macros and upload it again.")
        ) from error
    except (WorkbookBroken, python_calamine.CalamineError) as error:
        raise UnreadableTable(
            _("This file can't be opened as a workbook. Save it again as .xlsx and upload it.")
        ) from error
    return book


def _old_book(data: bytes, max_rows: int, most_sheets: int) -> Book:
    sheets, hidden = old_workbooks.read(data, max_rows=max_rows, max_columns=MAX_COLUMNS)
    tables = [_table(name, rows, frozenset()) for name, rows in sheets]
    return Book([table for table in tables if table.rows][:most_sheets], hidden)


def _csv_rows(data: bytes, max_rows: int) -> list[list[str]]:
    text = _decode(data)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            if len(row) > MAX_COLUMNS or len(rows) > max_rows:
                raise UnreadableTable(_too_many(max_rows))
            rows.append(row)
    except csv.Error as error:
        raise UnreadableTable(
            _("A cell of this file never ends: a quotation mark is missing. Save it as .xlsx and upload it again.")
        ) from error
    return rows


def _delimiter(text: str) -> str:
    head = text[:4096].split("\n", 1)[0]
    return max(",\t;", key=head.count)


def _too_many(most: int) -> str:
    return _("The table has more than %(most)d rows or 200 columns. Split it and upload the parts.") % {"most": most}


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


def write_workbook(
    sheets: Iterable[tuple[str, Sequence[Sequence[Cell]]]], *, text_columns: int = 0, mark: str = ""
) -> bytes:
    """An .xlsx file; each sheet is (name, rows), the first row bold and frozen, widths fitted to the text.

    The first `text_columns` columns are set to text, also where they are still empty: a form to fill in. `mark` stands
    at the head of every printed page: every export of personal data has one (`lms.kit.watermarks`).
    """
    out = io.BytesIO()
    with plain_book(out) as book:
        head, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        plain = book.add_format({"num_format": "@"})
        if mark:
            book.set_properties({"comments": mark})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            if mark:
                sheet.set_header(f"&C{mark.replace('&', '&&')}")
            if text_columns:
                sheet.set_column(0, text_columns - 1, None, plain)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    style = head if index == 0 else day if isinstance(value, dt.date) else None
                    sheet.write(index, column, value, style or (plain if column < text_columns else None))
            sheet.freeze_panes(1, 0)
            sheet.autofit()
    return out.getvalue()


def plain_book(out: io.BytesIO) -> xlsxwriter.Workbook:
    """A workbook to write in which no text turns into a formula or a link."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    return xlsxwriter.Workbook(out, options)
