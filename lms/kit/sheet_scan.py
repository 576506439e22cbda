"""How far one worksheet of an .xlsx file reaches and where its formulas stand, without keeping its cells.

What Excel writes is read by pattern; whatever looks otherwise, by a parser, which takes ten times as long.
"""

import re
from dataclasses import dataclass, field

from .unpacking import WorkbookTooLarge, chunks, parse

MAX_COLUMNS = 200
CONTENT = {"v", "is", "f"}
DIGITS, LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_cell = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_number = re.compile(rb">\s*(\d{1,9})\s*<")
_ends = (b" ", b">", b"/", b"\n", b"\r", b"\t")


class Unusual(Exception):
    """Not written as Excel writes it: only the parser can tell."""


@dataclass
class Sheet:
    """Last row and column with content, and the formulas, as (row, column); all count from 1."""

    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    has_merged_cells: bool = False


def by_pattern(archive, part, budget, long_texts) -> Sheet:
    """The extent (formatted empty cells count too). Raises Unusual unless every cell stands as Excel writes it."""
    found, columns, chunk = Sheet(), set(), b""
    for chunk in chunks(archive, part, budget):
        cells = _cell.findall(chunk)
        if (
            b"\0" in chunk
            or _written(chunk, b"f", expected=0)
            or _written(chunk, b"c", expected=len(cells)) != len(cells)
        ):
            raise Unusual
        if cells:
            places = b" ".join(cells)
            columns.update(places.translate(None, DIGITS).split())
            found.rows = max(found.rows, *map(int, set(places.translate(None, LETTERS).split())))
        found.has_merged_cells = found.has_merged_cells or b"<mergeCell" in chunk
        if long_texts:
            charge_texts(chunk, long_texts, budget)
    if chunk.strip() != b"</worksheet>":
        raise Unusual
    found.columns = max((_column(column.decode()) for column in columns), default=0)
    return found


def by_parser(archive, part, budget, max_rows) -> Sheet:
    """The extent of cells with content, and the formulas. Raises WorkbookTooLarge, ExpatError."""
    found, at = Sheet(), [0, 0]

    def start(tag, attrs):
        if tag == "row":
            at[:] = [int(attrs["r"]) if "r" in attrs else at[0] + 1, 0]
        elif tag == "c":
            at[1] = _column(attrs["r"]) if "r" in attrs else at[1] + 1
        elif tag == "mergeCell":
            found.has_merged_cells = True
        elif tag in CONTENT and at[1]:
            found.rows, found.columns = max(found.rows, at[0]), max(found.columns, at[1])
            if found.rows > max_rows or found.columns > MAX_COLUMNS:
                raise WorkbookTooLarge
            if tag == "f":
                found.formulas.add((at[0], at[1]))

    parse(archive, part, start, budget)
    return found


def charge_texts(chunk: bytes, long_texts: dict[int, int], budget) -> None:
    """Take the long shared texts shown in `chunk` off the budget. Raises WorkbookTooLarge."""
    budget[0] -= sum(long_texts.get(int(number), 0) for number in _number.findall(chunk))
    if budget[0] < 0:
        raise WorkbookTooLarge


def _written(chunk: bytes, name: bytes, *, expected: int) -> int:
    """How many elements of a one-letter name begin in `chunk`, under any prefix; quickly when it is `expected`."""
    if chunk.count(b"<" + name) + chunk.count(b":" + name) == expected:
        return expected
    return sum(chunk.count(before + name + end) for before in (b"<", b":") for end in _ends)


def _column(reference: str) -> int:
    """AB12 → 28."""
    number = 0
    for letter in re.match("[A-Z]{1,3}", reference)[0] if reference[:1].isupper() else "":
        number = number * 26 + ord(letter) - 64
    return number
