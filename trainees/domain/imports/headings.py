"""Which column of a sheet is what, under whatever heading, in any order. A title above the headings is skipped."""

import re
import unicodedata
from collections.abc import Mapping

from lms.kit.spreadsheets import Cell, Table

HEADING_ROWS = 10
Columns = Mapping[str, tuple[str, str]]  # field → (heading of our own template, other headings in use)
# Codes of fields (AAC006) mean another thing in every system that uses them (domain.md 6.1): the words alone count.
REMARK = re.compile(r"[\s*:：]|\((必填|选填|文本格式|月|个月|元|人)\)|\(?(?<![A-Za-z])[A-Z]{3}[0-9]{3}\)?")


def heading(cell: Cell) -> str:
    """A heading without the spaces, stars and remarks people add."""
    return REMARK.sub("", unicodedata.normalize("NFKC", "" if cell is None else str(cell)))


def meanings_of(columns: Columns) -> dict[str, str]:
    """Heading, as `heading()` gives it → field."""
    return {heading(name): field for field, (own, others) in columns.items() for name in (own, *others.split())}


def find_headings(table: Table, columns: Columns) -> tuple[int, dict[str, int], list[str]]:
    """The row of the headings, the position of each field, and the headings that mean nothing to us.

    It is the row among the first ten with most fields; (0, {}, []) when there is none.
    """
    meanings = meanings_of(columns)
    best, at, unknown = {}, 0, []
    for number, cells in table.rows[:HEADING_ROWS]:
        found, others = {}, []
        for position, cell in enumerate(cells):
            text = heading(cell)
            field = meanings.get(text)
            if field and field not in found:
                found[field] = position
            elif text:
                others.append(text[:20])
        if len(found) > len(best):
            best, at, unknown = found, number, others
    return at, best, unknown
