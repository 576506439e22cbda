"""The row of an erased person in the lists that were brought in: it goes out of the files we keep.

The files stay what they are otherwise, row by row, and so do the fingerprints of what was uploaded; a workbook is
written anew with every value as it was read, and with `=` before what a formula had made.
"""

import io
import unicodedata
from collections import defaultdict
from pathlib import PurePath

from django.db import transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile

from lms.kit.spreadsheets import Book, plain_book, read_book
from trainees.domain.sealed_files import closed, opened
from trainees.models import ImportBatch, ImportedRow, ImportRemark, ListChange, RosterImport, Trainee

from . import cutting, household_list, register_list
from .headings import find_headings

Places = set[tuple[int, int]]  # (sheet among those that were read, row)


def forget_in_lists(rows: list[Trainee], id_numbers: set[str]) -> int:
    """Take the person these rows are out of every file that names them; returns how many files were written anew.

    Rows are known by what a list made of them, and by the ID number; inside the transaction of the caller.
    """
    numbers = {form for number in id_numbers if number for form in (number, number[:6] + number[8:17])}
    done = 0
    for batch, places in _batches(rows).items():
        done += _without(batch, places, numbers)
    rosters = RosterImport.objects.filter(training_class__enrolments__trainee__in=rows).distinct()
    for roster in rosters.exclude(file="") if numbers else ():
        done += _rewritten(roster, set(), numbers, most=register_list.MAX_ROWS)
    return done


def _batches(rows: list[Trainee]) -> dict[ImportBatch, Places]:
    """The lists that brought the person in or speak of them, and where they do."""
    found = defaultdict(set)
    made = ImportedRow.objects.filter(trainee__in=rows).values_list("batch", "sheet", "row")
    changed = ListChange.objects.filter(trainee__in=rows, row__isnull=False).values_list("batch", "sheet", "row")
    for batch, sheet, row in (*made, *changed):
        found[batch].add((sheet, row))
    told = set(ImportRemark.objects.filter(trainee__in=rows).values_list("batch", flat=True))
    batches = ImportBatch.objects.filter(Q(pk__in=found) | Q(pk__in=told)).exclude(file="")
    return {batch: found[batch.pk] for batch in batches}


def _without(batch: ImportBatch, places: Places, numbers: set[str]) -> bool:
    if batch.kind == ImportBatch.Kind.REGISTER:
        return _rewritten(batch, places, numbers, most=register_list.MAX_ROWS)
    kept = opened(batch.file)
    cut = cutting.without(kept, _concerned(cutting.restored(kept), household_list, places, numbers))
    return _replace(batch, cut, batch.name) if cut != kept else False


def _rewritten(row: ImportBatch | RosterImport, places: Places, numbers: set[str], *, most: int) -> bool:
    """The same as a workbook without the rows that are the person's; whether there were any."""
    book = read_book(opened(row.file), name=row.name, max_rows=most)
    gone = _concerned(book, register_list, places, numbers)
    return _replace(row, _as_workbook(book, gone), str(PurePath(row.name).with_suffix(".xlsx"))) if gone else False


def _concerned(book: Book, kind, places: Places, numbers: set[str]) -> Places:
    """(sheet of the book, row) of all rows that are the person's."""
    concerned, read = set(), -1
    for at, table in enumerate(book.tables):
        _heading, fields, _unknown = find_headings(table, kind.COLUMNS)
        read += all(name in fields for name in kind.NEEDED)
        concerned |= {(at, row) for row, cells in table.rows if any(_plain(cell) in numbers for cell in cells)}
        if all(name in fields for name in kind.NEEDED):
            concerned |= {(at, row) for sheet, row in places if sheet == read}
    return concerned


def _as_workbook(book: Book, gone: Places) -> bytes:
    out = io.BytesIO()
    with plain_book(out) as workbook:
        for at, table in enumerate(book.tables):
            sheet = workbook.add_worksheet(table.name[:31] or None)
            for row, cells in table.rows:
                for position, cell in enumerate(cells) if (at, row) not in gone else ():
                    is_formula = (row, position + 1) in table.formulas
                    sheet.write(row - 1, position, f"={cell}" if is_formula else cell)
    return out.getvalue()


def _replace(row, data: bytes, name: str) -> bool:
    old: FieldFile = row.file
    storage, stored = old.storage, old.name
    row.file, row.name = closed(data, row._meta.get_field("file")), name
    row.save(update_fields=["file", "name"])
    transaction.on_commit(lambda: storage.delete(stored))
    return True


def _plain(cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).strip().upper()
