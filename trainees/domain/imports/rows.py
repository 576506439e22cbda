"""A list as columns of text with what is found in its cells: so thirty thousand rows are checked at once."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from django.utils.translation import gettext as _

from lms.kit.spreadsheets import Book, Cell, Table

from .headings import Columns, find_headings

EXACT_DIGITS = 15  # a spreadsheet keeps no more of a figure
LONGEST_SHOWN = 20
_digits = re.compile(r"\d{6,}")


class ListUnfit(Exception):
    """The list as a whole can't be used; the text says why and what to do."""


class ColumnsMissing(ListUnfit):
    """No sheet has the headings we need; the text names which."""

    def __init__(self, columns: list[str]):
        super().__init__(
            _("These columns are missing: %(columns)s. Download the template and copy your rows into it.")
            % {"columns": "、".join(columns)}
        )


@dataclass
class Rows:
    """`texts[field][n]` is what row `n` says; `at[n]` is its sheet and its number there. A field may be absent.

    `remarks` are (n, field, code, is a refusal, params, primary key of a person or None); `refused[n]` is set once a
    refusal stands against the row. `notes` concern the file, as `{"code": …, "params": …}`.
    """

    sheets: list[str] = field(default_factory=list)
    at: list[tuple[int, int]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    refused: bytearray = field(default_factory=bytearray)
    remarks: list[tuple] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    spoilt: set[tuple[int, str]] = field(default_factory=set)  # cells a refusal stands against

    def __len__(self) -> int:
        return len(self.at)

    def refuse(self, n: int, column: str, code: str, *, person: int | None = None, **params) -> None:
        self.refused[n] = 1
        self.spoilt.add((n, column))
        self.remarks.append((n, column, code, True, params, person))

    def warn(self, n: int, column: str, code: str, *, person: int | None = None, **params) -> None:
        self.remarks.append((n, column, code, False, params, person))

    def note(self, code: str, **params) -> None:
        self.notes.append({"code": code, "params": params})

    def column(self, name: str) -> list[str]:
        """The texts of a column, empty ones where the file has none."""
        return self.texts.get(name) or [""] * len(self.at)

    def fit(self) -> Iterable[int]:
        """The rows that nothing speaks against so far."""
        return (n for n, refused in enumerate(self.refused) if not refused)

    def only_fit(self, values: list[str]) -> list[str]:
        """A column with nothing in it where something speaks against the row."""
        return ["" if refused else value for value, refused in zip(values, self.refused, strict=True)]


def read_rows(book: Book, columns: Columns, needed: tuple[str, ...], *, left_out: str = "columns_left_out") -> Rows:
    """All sheets that have the `needed` columns, one below the other. Raises ColumnsMissing.

    `left_out` is the note that names the columns nobody asked for.
    """
    rows, nearest = Rows(), None
    for name in book.hidden:
        rows.note("hidden_sheet", sheet=name[:31])
    for table in book.tables:
        at, positions, unknown = find_headings(table, columns)
        missing = [columns[column][0] for column in needed if column not in positions]
        if missing:
            nearest = missing if nearest is None or len(missing) < len(nearest) else nearest
            if len(book.tables) > 1:
                rows.note("sheet_without_headings", sheet=table.name[:31])
            continue
        if unknown:
            rows.note(left_out, columns=_digits.sub("*", "、".join(unknown[:30])))
        if table.merged:
            rows.note("merged_cells", sheet=table.name[:31])
        _take(rows, table, at, positions)
    if not rows.sheets:
        raise ColumnsMissing(nearest or [])
    return rows


def unheard(progress: int) -> None:
    """Takes a report of progress for nobody."""


def shown(text: str) -> str:
    """A cell as a remark may show it: short, and without numbers long enough to be somebody's."""
    return _digits.sub(lambda found: "*" * len(found[0]), text[:LONGEST_SHOWN])


def _take(rows: Rows, table: Table, at: int, positions: dict[str, int]) -> None:
    below = [(number, cells) for number, cells in table.rows if number > at]
    first, sheet = len(rows.at), len(rows.sheets)
    rows.sheets.append(table.name)
    rows.at.extend([(sheet, number) for number, _cells in below])
    rows.refused.extend(bytes(len(below)))
    fields = {position: column for column, position in positions.items()}
    for position, cells in enumerate(zip_longest(*(cells for _number, cells in below), fillvalue="")):
        if position in fields:
            texts = rows.texts.setdefault(fields[position], [])
            texts.extend([""] * (first - len(texts)))
            texts.extend(_texts(rows, fields[position], cells, first))
    for texts in rows.texts.values():
        texts.extend([""] * (len(rows.at) - len(texts)))
    _refuse_formulas(rows, table, positions, first)


def _texts(rows: Rows, column: str, cells: tuple[Cell, ...], first: int) -> list[str]:
    if set(map(type, cells)) == {str}:
        return list(map(str.strip, cells))
    texts = []
    for n, cell in enumerate(cells, first):
        text = _text(cell)
        if isinstance(cell, float | int) and len(text) > EXACT_DIGITS:
            rows.refuse(n, column, "rounded")
        texts.append(text)
    return texts


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    return "" if cell is None else str(cell).strip()


def _refuse_formulas(rows: Rows, table: Table, positions: dict[str, int], first: int) -> None:
    found = set()
    if table.formulas:
        fields = {position + 1: column for column, position in positions.items()}
        numbers = {number: n for n, (_sheet, number) in enumerate(rows.at[first:], first)}
        found = {(numbers[r], fields[c]) for r, c in table.formulas if c in fields and r in numbers}
    for column in positions:
        texts = rows.texts.get(column, ())
        if "=" in "".join(texts):
            found |= {(n, column) for n in range(first, len(texts)) if texts[n][:1] == "="}
    for n, column in sorted(found):
        rows.refuse(n, column, "formula")
