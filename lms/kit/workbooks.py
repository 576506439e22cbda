"""Workbooks as tables: .xlsx after a look into it from outside, .xls by a process of its own."""

import contextlib
import io

import python_calamine
from django.utils.translation import gettext as _

from . import old_workbooks
from .tables import Book, Table, UnreadableTable, filled, too_many
from .workbook_scan import MAX_COLUMNS, WorkbookBroken, WorkbookHasMacros, WorkbookTooLarge, scan


def read(data: bytes, *, is_old: bool, max_rows: int, most_sheets: int) -> Book:
    """The sheets from their first line on; which cells of an .xls are formulas is not known. Raises UnreadableTable."""
    with told_in_sentences(max_rows):
        return _old(data, max_rows, most_sheets) if is_old else _new(data, max_rows, most_sheets)


@contextlib.contextmanager
def told_in_sentences(max_rows: int):
    """What the scan and the readers refuse, as UnreadableTable."""
    try:
        yield
    except WorkbookTooLarge as error:
        raise UnreadableTable(too_many(max_rows)) from error
    except WorkbookHasMacros as error:
        raise UnreadableTable(
            _("The workbook carries macros, which we don't open. Save it as .xlsx without macros and upload it again.")
        ) from error
    except (WorkbookBroken, python_calamine.CalamineError) as error:
        raise UnreadableTable(
            _("This file can't be opened as a workbook. Save it again as .xlsx and upload it.")
        ) from error


def _new(data: bytes, max_rows: int, most_sheets: int) -> Book:
    sheets, book = scan(data, max_rows=max_rows), Book()
    source = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in source.sheets_metadata:
        if meta.name not in sheets or not sheets[meta.name].rows:
            continue
        if meta.visible != python_calamine.SheetVisibleEnum.Visible:
            book.hidden.append(meta.name)
            continue
        rows = source.get_sheet_by_name(meta.name).to_python(skip_empty_area=False, nrows=max_rows + 1)
        found = sheets[meta.name]
        table = Table(filled(rows), frozenset(found.formulas), meta.name, found.has_merged_cells)
        if table.rows:
            book.tables.append(table)
        if len(book.tables) == most_sheets:
            break
    return book


def _old(data: bytes, max_rows: int, most_sheets: int) -> Book:
    sheets, hidden = old_workbooks.read(data, max_rows=max_rows, max_columns=MAX_COLUMNS)
    tables = [Table(filled(rows), name=name) for name, rows in sheets]
    return Book([table for table in tables if table.rows][:most_sheets], hidden)
