"""Tables in and out: workbooks and CSV as rows of plain values.

Reading takes .xlsx, .xls and .csv and gives every cell as it stands; writing never
lets a cell become a formula or a link.
"""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import PurePath

import xlsxwriter
from django.utils.translation import gettext as _

from . import csv_tables, workbooks
from .tables import Book, Cell, Table, UnreadableTable, empty, filled, too_many

__all__ = ["Book", "Cell", "Table", "UnreadableTable", "plain_book", "read_book", "read_table", "write_workbook"]
MAX_ROWS = 20_000
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")


def read_table(data: bytes, *, name: str) -> Table:
    """The first sheet that has any rows. Raises UnreadableTable."""
    return read_book(data, name=name, max_rows=MAX_ROWS, most_sheets=1).tables[0]


def read_book(data: bytes, *, name: str, max_rows: int, most_sheets: int = 50) -> Book:
    """Every sheet that shows and has rows. Raises UnreadableTable."""
    ending = kind_of(data, name)
    if ending == ".csv":
        book = Book([Table(filled(csv_tables.read(data, max_rows=max_rows)))])
        book.tables = [table for table in book.tables if table.rows]
    else:
        book = workbooks.read(data, is_old=ending == ".xls", max_rows=max_rows, most_sheets=most_sheets)
    if not book.tables:
        raise UnreadableTable(empty())
    if sum(len(table.rows) for table in book.tables) > max_rows:
        raise UnreadableTable(too_many(max_rows))
    return book


def kind_of(data: bytes, name: str) -> str:
    """The ending of a file that is what its name says. Raises UnreadableTable."""
    ending = PurePath(name).suffix.lower()
    if ending not in {".xlsx", ".xls", ".csv"}:
        raise UnreadableTable(_("This is not a table. Save it as .xlsx, .xls or .csv and upload it again."))
    _check_content(data, ending)
    return ending


def _check_content(data: bytes, ending: str) -> None:
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
