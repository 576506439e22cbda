"""What a table is here, wherever it comes from: rows of plain values, and why a file may be none."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

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


def filled(rows: Iterable[list[Cell]]) -> list[tuple[int, list[Cell]]]:
    """The rows that say something, with their numbers."""
    return [(number, row) for number, row in enumerate(rows, start=1) if _says_something(row)]


def empty() -> str:
    """The sentence for a table without a single row."""
    return _("The table is empty. Fill in at least one row and upload it again.")


def too_many(most: int) -> str:
    """The sentence for a table of more than `most` rows, or too wide."""
    return _("The table has more than %(most)d rows or 200 columns. Split it and upload the parts.") % {"most": most}


def _says_something(row: list[Cell]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)
