"""A look into an .xlsx file before a reader opens it: how far it reaches, what it unpacks to, which cells are formulas.

Readers lay out a sheet as one block from the first cell to the last: a file of five kilobytes with a cell in
XFD1048576 asks for half a terabyte and ends the process. A text kept once and shown in a million cells does the
same. And readers give a formula's last result, not the formula. This reads the XML as a stream, keeps nothing but
positions, and stops at the first sign of excess.
"""

import io
import posixpath
import zipfile
import zlib
from xml.parsers import expat

from .sheet_scan import MAX_COLUMNS, Sheet, Unusual, by_parser, by_pattern, charge_texts
from .unpacking import WorkbookBroken, WorkbookTooLarge, chunks, parse

__all__ = ["MAX_COLUMNS", "Sheet", "WorkbookBroken", "WorkbookHasMacros", "WorkbookTooLarge", "scan"]
MAX_UNPACKED = 300 * 1024 * 1024
MAX_CELLS = 6_000_000
LONG_TEXT = 400  # bytes; longer ones are counted wherever they are shown


class WorkbookHasMacros(Exception):
    """It carries a program."""


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

    parse(archive, "xl/workbook.xml", sheet, budget)
    parse(archive, "xl/_rels/workbook.xml.rels", relation, budget)
    return {name: targets[key] for name, key in ids.items() if key in targets}


def _weigh_the_rest(archive, sheets: set[str], budget) -> dict[int, int]:
    """Unpack what is no sheet to nowhere; of the shared texts gives those that are long: number → bytes."""
    long_texts = {}
    for entry in archive.infolist():
        if entry.filename in sheets or entry.is_dir():
            continue
        is_texts = entry.filename.lower().endswith("sharedstrings.xml")
        before, open_text = 0, 0
        for chunk in chunks(archive, entry.filename, budget):
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
        found = by_pattern(archive, part, budget, long_texts)
        if found.rows > max_rows or found.columns > MAX_COLUMNS:
            raise Unusual
    except Unusual:
        budget[0] = left
        found = by_parser(archive, part, budget, max_rows)
        if long_texts:
            budget[0] = left
            for chunk in chunks(archive, part, budget):
                charge_texts(chunk, long_texts, budget)
    if found.rows * found.columns > MAX_CELLS:
        raise WorkbookTooLarge
    return found
