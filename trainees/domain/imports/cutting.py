"""A table of which only some columns may be kept: cut as it is read, so the others are nowhere afterwards.

The file is read by a process of its own, which may take only so much memory and time: a list of a county has three
million cells. What is kept is text, one line a row, packed: of what stands above the headings nothing.
"""

import contextlib
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator

from lms.kit.csv_tables import cell_without_end, decoded, delimiter
from lms.kit.sheet_scan import Sheet
from lms.kit.spreadsheets import Book, Table, UnreadableTable, kind_of
from lms.kit.tables import empty
from lms.kit.workbook_scan import MAX_COLUMNS, WorkbookBroken, WorkbookTooLarge, scan
from lms.kit.workbooks import told_in_sentences

from .headings import HEADING_ROWS, REMARK, Columns, meanings_of
from .rows import ColumnsMissing

MEMORY, SECONDS = 1536 * 1024**2, 90
BROKEN, ENDLESS = 3, 4  # any other code: too large, for memory, time or the rows asked for
MOST_SHEETS = 50
A_PIECE = 64 * 1024
REMEMBERED = 12  # signs: longer texts are seldom twice the same
READER = """
import csv, io, json, re, resource, sys, unicodedata
memory, seconds, most, widest, lines, sheets = map(int, sys.argv[1:7])
remark, meanings, delimiter = re.compile(sys.argv[7]), json.loads(sys.argv[8]), sys.argv[9]
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
out = open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)

def heading(cell):
    return remark.sub("", unicodedata.normalize("NFKC", "" if cell is None else str(cell)))

def filled(cell):
    return cell is not None and (not isinstance(cell, str) or cell.strip() != "")

def tell(thing):
    out.write(json.dumps(thing, default=str, ensure_ascii=False) + "\\n")

def cut(name, rows):
    rows, head = enumerate(rows, 1), []
    for number, cells in rows:
        if len(cells) > widest or number > most:
            sys.exit(5)
        if any(map(filled, cells)):
            head.append((number, cells))
        if len(head) == lines:
            break
    best, at, rest = {}, 0, []
    for number, cells in head:
        found, others = {}, []
        for position, cell in enumerate(cells):
            field = meanings.get(heading(cell))
            if field and field not in found:
                found[field] = position
            elif heading(cell):
                others.append(heading(cell)[:20])
        if len(found) > len(best):
            best, at, rest = found, number, others
    keep = sorted(best.values())
    if head:
        tell({"sheet": name, "fields": list(best), "keep": keep})
    for number, cells in head:
        if at and number >= at:
            kept = [cells[p] if p < len(cells) else None for p in keep]
            tell([number, kept + rest if number == at else kept])
    if at:
        for number, cells in rows:
            if number > most or len(cells) > widest:
                sys.exit(5)
            kept = [cells[p] if p < len(cells) else None for p in keep]
            if any(map(filled, kept)):
                tell([number, kept])

data = sys.stdin.buffer.read()
if delimiter:
    try:
        cut("", csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))
    except csv.Error:
        sys.exit(4)
else:
    import python_calamine as calamine
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        del data
        for meta in book.sheets_metadata[:sheets]:
            if meta.visible == calamine.SheetVisibleEnum.Visible:
                cut(meta.name, book.get_sheet_by_name(meta.name).iter_rows())
            else:
                tell({"hidden": meta.name})
    except calamine.CalamineError:
        sys.exit(3)
out.flush()
"""


def cut(data: bytes, *, name: str, columns: Columns, needed: tuple[str, ...], max_rows: int) -> bytes:
    """The named columns of all sheets that have the `needed` ones, packed. Raises UnreadableTable, ColumnsMissing."""
    ending, mark, seen = kind_of(data, name), "", {}
    if ending == ".csv":
        text = decoded(data)
        mark, data = delimiter(text), text.encode()
    with told_in_sentences(max_rows):
        if ending == ".xlsx":
            seen = scan(data, max_rows=max_rows)
        return _packed(_lines(data, columns, max_rows, mark), columns, needed, seen)


def restored(packed: bytes) -> Book:
    """The tables as they were kept; a cell's position is that among the kept columns."""
    book, words = Book(), {}
    for line in _unpacked(packed):
        told = json.loads(line)
        if isinstance(told, list):
            number, cells = told
            for at, cell in enumerate(cells):
                if cell.__class__ is str and len(cell) <= REMEMBERED:
                    cells[at] = words.setdefault(cell, cell)
            book.tables[-1].rows.append((number, cells))
        elif "hidden" in told:
            book.hidden.append(told["hidden"])
        else:
            formulas = frozenset(map(tuple, told["formulas"]))
            book.tables.append(Table([], formulas, told["sheet"], merged=told["merged"]))
    return book


def without(packed: bytes, gone: set[tuple[int, int]]) -> bytes:
    """The same tables without the rows `gone`, given as (number of the sheet from 0, number of the row)."""
    pack, out, sheet = zlib.compressobj(level=1), [], -1
    for line in _unpacked(packed):
        told = json.loads(line)
        if isinstance(told, list):
            if (sheet, told[0]) in gone:
                continue
        elif "sheet" in told:
            sheet += 1
        out.append(pack.compress(line + b"\n"))
    return b"".join([*out, pack.flush()]) if gone else packed


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """The lines, without the whole of them ever lying in memory."""
    unpack, rest = zlib.decompressobj(), b""
    for start in range(0, len(packed), A_PIECE):
        *lines, rest = (rest + unpack.decompress(packed[start : start + A_PIECE])).split(b"\n")
        yield from lines
    yield from (rest + unpack.flush()).splitlines()


def _packed(lines: Iterator[bytes], columns: Columns, needed, seen: dict[str, Sheet]) -> bytes:
    pack, out, nearest, wanted = zlib.compressobj(level=1), [], None, False
    for line in lines:
        told = json.loads(line) if line[:1] == b"{" else {}
        if "sheet" in told:
            missing = [columns[column][0] for column in needed if column not in told["fields"]]
            nearest = missing if nearest is None or len(missing) < len(nearest) else nearest
            wanted = not missing
            begins = json.dumps(_sheet(told, seen.get(told["sheet"]) or Sheet()))
            out.append(pack.compress(begins.encode() + b"\n"))
        elif told or wanted:
            out.append(pack.compress(line))
    if nearest is None:
        raise UnreadableTable(empty())
    if nearest:
        raise ColumnsMissing(nearest)
    return b"".join([*out, pack.flush()])


def _sheet(told: dict, seen: Sheet) -> dict:
    """The line that begins a sheet; formulas stand where their column stands now."""
    now = {position + 1: at for at, position in enumerate(told["keep"], 1)}
    formulas = sorted((row, now[column]) for row, column in seen.formulas if column in now)
    return {"sheet": told["sheet"], "merged": seen.has_merged_cells, "formulas": formulas}


def _lines(data: bytes, columns: Columns, max_rows: int, mark: str) -> Iterator[bytes]:
    """What the reading process tells. Raises WorkbookBroken, WorkbookTooLarge, UnreadableTable."""
    limits = map(str, (MEMORY, SECONDS, max_rows, MAX_COLUMNS, HEADING_ROWS, MOST_SHEETS))
    meant = json.dumps(meanings_of(columns))
    command = [sys.executable, "-I", "-c", READER, *limits, REMARK.pattern, meant, mark]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet) as reader:  # noqa: S603
        with contextlib.suppress(BrokenPipeError):
            reader.stdin.write(data)
            reader.stdin.close()
        yield from reader.stdout
    if reader.returncode == BROKEN:
        raise WorkbookBroken
    if reader.returncode == ENDLESS:
        raise UnreadableTable(cell_without_end())
    if reader.returncode:
        raise WorkbookTooLarge
