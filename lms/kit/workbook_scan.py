"""A look into an .xlsx file before a reader opens it: how far its cells reach, and which are formulas.

Readers lay out a sheet as one block from the first cell to the last: a file of five kilobytes with a cell in
XFD1048576 asks for half a terabyte and ends the process. And they give a formula's last result, not the formula.
This reads the XML as a stream, keeps nothing but positions, and stops at the first sign of excess.
"""

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_COLUMNS = 200
MAX_UNPACKED = 200 * 1024 * 1024
CHUNK = 256 * 1024
CONTENT = {"v", "is", "f"}


class WorkbookBroken(Exception):
    """Not a workbook, or a damaged one."""


class WorkbookTooLarge(Exception):
    """More rows, columns or bytes than any list of people has."""


@dataclass
class Sheet:
    """Last row and column with content, and the formulas, as (row, column); all count from 1."""

    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


def scan(data: bytes, *, max_rows: int) -> dict[str, Sheet]:
    """Every worksheet by its name. Raises WorkbookBroken, WorkbookTooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            budget = [MAX_UNPACKED]
            parts = _parts(archive, budget)
            return {name: _sheet(archive, part, budget, max_rows) for name, part in parts.items()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        KeyError,
        ValueError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise WorkbookBroken from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise WorkbookBroken from error


def _parts(archive, budget) -> dict[str, str]:
    """Name of each sheet → its entry in the archive."""
    ids, targets = {}, {}

    def sheet(tag, attrs):
        if tag == "sheet":
            ids[attrs["name"]] = next(value for key, value in attrs.items() if key.endswith(":id"))

    def relation(tag, attrs):
        if tag == "Relationship" and attrs.get("Type", "").endswith("/worksheet"):
            targets[attrs["Id"]] = posixpath.normpath(posixpath.join("/xl", attrs["Target"])).lstrip("/")

    _parse(archive, "xl/workbook.xml", sheet, budget)
    _parse(archive, "xl/_rels/workbook.xml.rels", relation, budget)
    return {name: targets[key] for name, key in ids.items() if key in targets}


def _sheet(archive, part, budget, max_rows) -> Sheet:
    found, at = Sheet(), [0, 0]

    def start(tag, attrs):
        if tag == "row":
            at[:] = [int(attrs["r"]) if "r" in attrs else at[0] + 1, 0]
        elif tag == "c":
            at[1] = _column(attrs["r"]) if "r" in attrs else at[1] + 1
        elif tag in CONTENT and at[1]:
            found.rows, found.columns = max(found.rows, at[0]), max(found.columns, at[1])
            if found.rows > max_rows or found.columns > MAX_COLUMNS:
                raise WorkbookTooLarge
            if tag == "f":
                found.formulas.add((at[0], at[1]))

    _parse(archive, part, start, budget)
    return found


def _column(reference: str) -> int:
    """AB12 → 28."""
    number = 0
    for letter in re.match("[A-Z]{1,3}", reference)[0] if reference[:1].isupper() else "":
        number = number * 26 + ord(letter) - 64
    return number


def _parse(archive, part, start, budget) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attrs: start(tag.rpartition(":")[2], attrs)
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            budget[0] -= len(chunk)
            if budget[0] < 0:
                raise WorkbookTooLarge
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
