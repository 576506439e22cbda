"""Text with commas: what Excel, WPS and old office programs save as .csv."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from .tables import Cell, UnreadableTable, too_many
from .workbook_scan import MAX_COLUMNS

COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")
ROUNDED_FROM = 11  # digits; a number that long Excel shows as 1.3E+10 and longer ones it rounds


def read(data: bytes, *, max_rows: int) -> list[list[str]]:
    """All lines, empty ones too. Raises UnreadableTable."""
    text = decoded(data)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)):
            if len(row) > MAX_COLUMNS or len(rows) > max_rows:
                raise UnreadableTable(too_many(max_rows))
            rows.append(row)
    except csv.Error as error:
        raise UnreadableTable(cell_without_end()) from error
    return rows


def write(rows: Iterable[Sequence[Cell]], *, mark: str = "") -> bytes:
    """The rows below a line with `mark`, as Excel opens it: long numbers stay whole, nothing computes."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    if mark:
        table.writerow([_plain(mark)])
    table.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    if (text.isdigit() and len(text) >= ROUNDED_FROM) or (text[:-1].isdigit() and len(text) > ROUNDED_FROM):
        return f"{text}\t"
    return f"'{text}" if text.startswith(COMPUTED) else text


def cell_without_end() -> str:
    """The sentence for a quotation mark that is never closed."""
    return _("A cell of this file never ends: a quotation mark is missing. Save it as .xlsx and upload it again.")


def delimiter(text: str) -> str:
    """What stands between the cells."""
    head = text[:4096].split("\n", 1)[0]
    return max(",\t;", key=head.count)


def decoded(data: bytes) -> str:
    """BOM, else strict UTF-8, else GB18030: right on short Chinese files where guessing libraries fail."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(_("The text in this file can't be read. Save it as UTF-8 and upload it again."))
