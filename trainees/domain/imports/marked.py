"""Workbooks to take away: the list as it was uploaded with its cells marked, and an empty form to fill in.

Every cell is written as text: what came in as `=cmd()` goes out as the same letters and is computed by nobody.
"""

import io
from collections import defaultdict

from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit import audit
from lms.kit.spreadsheets import plain_book
from trainees.domain.roster_places import Villages
from trainees.models import ImportBatch

from . import household_columns, register_columns
from .batches import KINDS, tables
from .headings import find_headings
from .reasons import note, sentence

MOST_COMMENTS = 5000
RED, YELLOW, GREEN = "#F4B9B0", "#FBE7A1", "#D7E8D4"
FORM_ROWS = 2000
FORMS = {ImportBatch.Kind.REGISTER: register_columns, ImportBatch.Kind.POVERTY: household_columns}


def marked(batch: ImportBatch, *, by) -> bytes:
    """The uploaded list as .xlsx: refused cells red, cells to look at yellow, each with its reason. Logged."""
    remarks = defaultdict(list)
    for remark in batch.remarks.iterator(chunk_size=2000):
        remarks[remark.sheet, remark.row].append(remark)
    kind = KINDS[batch.kind]
    found = [(table, find_headings(table, kind.COLUMNS)) for table in tables(batch).tables]
    read = [(table, at, at_of) for table, (at, at_of, _left) in found if all(name in at_of for name in kind.NEEDED)]
    out = io.BytesIO()
    with plain_book(out) as book:
        styles = {
            True: book.add_format({"bg_color": RED, "num_format": "@"}),
            False: book.add_format({"bg_color": YELLOW, "num_format": "@"}),
            None: book.add_format({"num_format": "@"}),
        }
        for number, (table, at, places) in enumerate(read):
            _mark_sheet(book.add_worksheet(_sheet_name(table.name, number)), table, at, places, remarks, number, styles)
        notes = book.add_worksheet(_("Notes"))
        for row, found in enumerate(batch.notes):
            notes.write_string(row, 0, note(found["code"], found["params"]))
    audit.record("trainees.import.download", batch, by=by, region=batch.region_id, rows=batch.counts.get("rows", 0))
    return out.getvalue()


def form(region: Region, kind: str) -> bytes:
    """An empty list with drop-downs, notes, an example and the villages of `region`. Every cell is set to text."""
    blank, out = FORMS[kind], io.BytesIO()
    with plain_book(out) as book:
        head = book.add_format({"bold": True, "bg_color": GREEN, "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_("People"))
        sheet.set_column(0, len(blank.COLUMNS) - 1, 16, text)
        sheet.freeze_panes(1, 1)
        for position, (column, (own, _others)) in enumerate(blank.COLUMNS.items()):
            sheet.write_string(0, position, own, head)
            if column in blank.NEEDED:
                sheet.write_comment(0, position, _("Needed"))
            if column in blank.CHOICES:
                choices = {"validate": "list", "source": blank.CHOICES[column]}
                sheet.data_validation(1, position, FORM_ROWS, position, choices)
        _example(book.add_worksheet(_("Example")), head, blank)
        notes = book.add_worksheet(_("Notes"))
        for row, line in enumerate(blank.notes()):
            notes.write_string(row, 0, line)
        _villages(book.add_worksheet(_("Villages")), region)
    return out.getvalue()


def _villages(places, region: Region) -> None:
    villages = Villages(region)
    for row, village in enumerate(villages.by_code.values()):
        for position, value in enumerate((villages.township_of(village), village.name, village.pk)):
            places.write_string(row, position, value)


def _sheet_name(name: str, number: int) -> str:
    return name[:31] or f"{_('Sheet')} {number + 1}"


def _mark_sheet(sheet, table, at, places, remarks, number, styles) -> None:
    comments = 0
    for row, cells in table.rows:
        found = remarks.get((number, row), ()) if row > at else ()
        by_place = defaultdict(list)
        for remark in found:
            by_place[places.get(remark.column, places["name"])].append(remark)
        for position, cell in enumerate(cells):
            here = by_place.get(position)
            style = styles[any(r.is_refusal for r in here) if here else None]
            sheet.write_string(row - 1, position, "" if cell is None else str(cell)[:32_000], style)
            if here and comments < MOST_COMMENTS:
                comments += 1
                sheet.write_comment(row - 1, position, "\n".join(sentence(r.code, r.params) for r in here))
    sheet.freeze_panes(at, 0)


def _example(sheet, head, blank) -> None:
    for position, (column, (own, _others)) in enumerate(blank.COLUMNS.items()):
        sheet.write_string(0, position, own, head)
        sheet.write_string(1, position, blank.EXAMPLE.get(column, ""))
