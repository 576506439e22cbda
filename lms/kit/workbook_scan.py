"""A look into an .xlsx file before a reader opens it: how far it reaches, what it unpacks to, which cells are formulas.

Readers lay out a sheet as one block from the first cell to the last: a file of five kilobytes with a cell in
XFD1048576 asks for half a terabyte and ends the process. A text kept once and shown in a million cells does the
same. And readers give a formula's last result, not the formula. This reads the XML as a stream, keeps nothing but
positions, and stops at the first sign of excess. What Excel writes is read by pattern; whatever looks otherwise, by
a parser, which takes six times as long.
"""

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_COLUMNS = 200
MAX_UNPACKED = 300 * 1024 * 1024
MAX_CELLS = 6_000_000
LONG_TEXT = 400  # bytes; longer ones are counted wherever they are shown
MAX_TEXT = 4 * 1024 * 1024
CHUNK = 1024 * 1024
CONTENT = {"v", "is", "f"}
_cell = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_number = re.compile(rb">\s*(\d{1,9})\s*<")
_ends = (b" ", b">", b"/", b"\n", b"\r", b"\t")


class WorkbookBroken(Exception):
    """Not a workbook, or a damaged one."""


class WorkbookTooLarge(Exception):
    """More rows, columns or bytes than any list of people has."""


class WorkbookHasMacros(Exception):
    """It carries a program."""


class _Unusual(Exception):
    """Not written as Excel writes it: only the parser can tell."""


@dataclass
class Sheet:
    """Last row and column with content, and the formulas, as (row, column); all count from 1."""

    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    has_merged_cells: bool = False


def scan(data: bytes, *, max_rows: int) -> dict[str, Sheet]:
    """Every worksheet by its name. Raises WorkbookBroken, WorkbookTooLarge, WorkbookHasMacros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
                raise WorkbookHasMacros
            budget = [MAX_UNPACKED]
            parts = _parts(archive, budget)
            long_texts = _weigh_the_rest(archive, set(parts.values()), budget)
            return {name: _sheet(archive, part, budget, max_rows, long_texts) for name, part in parts.items()}
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


def _weigh_the_rest(archive, sheets: set[str], budget) -> dict[int, int]:
    """Unpack what is no sheet to nowhere; of the shared texts gives those that are long: number → bytes."""
    long_texts = {}
    for entry in archive.infolist():
        if entry.filename in sheets or entry.is_dir():
            continue
        is_texts = entry.filename.lower().endswith("sharedstrings.xml")
        before, open_text = 0, 0
        for chunk in _chunks(archive, entry.filename, budget):
            if not is_texts:
                continue
            texts = chunk.split(b"</si>")
            sizes = [open_text + len(texts[0]), *map(len, texts[1:])]
            long_texts |= {before + at: size for at, size in enumerate(sizes) if size > LONG_TEXT}
            open_text = len(texts[-1]) + (open_text if len(texts) == 1 else 0)
            before += len(texts) - 1
    return long_texts


def _sheet(archive, part, budget, max_rows, long_texts) -> Sheet:
    left = budget[0]
    try:
        found = _by_pattern(archive, part, budget, long_texts)
        if found.rows > max_rows or found.columns > MAX_COLUMNS:
            raise _Unusual
    except _Unusual:
        budget[0] = left
        found = _by_parser(archive, part, budget, max_rows)
        if long_texts:
            budget[0] = left
            for chunk in _chunks(archive, part, budget):
                _charge_texts(chunk, long_texts, budget)
    if found.rows * found.columns > MAX_CELLS:
        raise WorkbookTooLarge
    return found


def _by_pattern(archive, part, budget, long_texts) -> Sheet:
    """The extent (formatted empty cells count too). Raises _Unusual unless every cell stands as Excel writes it."""
    found, columns, merged, chunk = Sheet(), set(), False, b""
    for chunk in _chunks(archive, part, budget):
        if b"\0" in chunk or any(chunk.count(b"<f" + end) + chunk.count(b":f" + end) for end in _ends):
            raise _Unusual
        cells = _cell.findall(chunk)
        written = sum(chunk.count(b"<c" + end) + chunk.count(b":c" + end) for end in _ends)
        if written != len(cells):
            raise _Unusual
        if cells:
            columns.update({column for column, _row in cells})
            found.rows = max(found.rows, *map(int, {row for _column, row in cells}))
        merged = merged or b"<mergeCell" in chunk
        if long_texts:
            _charge_texts(chunk, long_texts, budget)
    if chunk.strip() != b"</worksheet>":
        raise _Unusual
    found.columns = max((_column(column.decode()) for column in columns), default=0)
    found.has_merged_cells = merged
    return found


def _charge_texts(chunk: bytes, long_texts: dict[int, int], budget) -> None:
    budget[0] -= sum(long_texts.get(int(number), 0) for number in _number.findall(chunk))
    if budget[0] < 0:
        raise WorkbookTooLarge


def _by_parser(archive, part, budget, max_rows) -> Sheet:
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

    _parse(archive, part, start, budget)
    return found


def _column(reference: str) -> int:
    """AB12 → 28."""
    number = 0
    for letter in re.match("[A-Z]{1,3}", reference)[0] if reference[:1].isupper() else "":
        number = number * 26 + ord(letter) - 64
    return number


def _chunks(archive, part, budget):
    """The unpacked entry in pieces that end before a `<`; a tag is never cut."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            budget[0] -= len(chunk)
            if budget[0] < 0:
                raise WorkbookTooLarge
            head, mark, tail = (rest + chunk).rpartition(b"<")
            rest = mark + tail
            if len(rest) > MAX_TEXT:
                raise WorkbookTooLarge
            if head:
                yield head
    yield rest


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
