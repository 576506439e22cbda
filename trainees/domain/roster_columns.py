"""A roster as people keep it in Excel: which column is what, under whatever heading, in any order.

A title above the headings is skipped. Cells come out as text; what a spreadsheet has done to a
number (kept it as a figure, computed it) is noted beside it.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.kit.spreadsheets import Cell, Table

# field → (heading of our own template, other headings in use)
COLUMNS = {
    "name": ("姓名", "学员姓名 姓名全称 名字"),
    "id_number": ("身份证号", "身份证号码 身份证 居民身份证号 公民身份号码 公民身份证号码 证件号码 证件号"),
    "phone": ("手机号", "手机号码 手机 联系电话 电话 电话号码 联系方式 本人电话"),
    "township": ("乡镇", "乡(镇) 镇 所在乡镇 乡镇街道 乡镇(街道) 乡"),
    "village": ("村", "行政村 村(社区) 村社区 村名 所在村 村居 社区 村委会"),
    "household": ("户编号", "户号 户编码 家庭编号 户口编号"),
    "groups": ("群体", "人员类别 学员类别 人群 人员类型 学员类型 培训对象 类别"),
}
NEEDED = ("name", "id_number", "village")
HEADINGS = {heading: field for field, (own, others) in COLUMNS.items() for heading in (own, *others.split())}
HEADING_ROWS = 10
EXACT_DIGITS = 15  # a spreadsheet keeps no more of a figure


class ColumnsMissing(Exception):
    """The headings were not found; the text names which."""


@dataclass(frozen=True)
class Entry:
    """One row. `rounded` and `computed` name the fields whose cell was a figure too long to be exact, or a formula."""

    row: int
    name: str = ""
    id_number: str = ""
    phone: str = ""
    township: str = ""
    village: str = ""
    household: str = ""
    groups: str = ""
    rounded: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()


def read_entries(table: Table) -> tuple[int, list[Entry]]:
    """The row number of the headings, and every row below that is not empty. Raises ColumnsMissing."""
    at, columns = _headings(table)
    return at, [_entry(number, cells, columns, table.formulas) for number, cells in table.rows if number > at]


def _headings(table: Table) -> tuple[int, dict[str, int]]:
    best, at = {}, 0
    for number, cells in table.rows[:HEADING_ROWS]:
        found = {}
        for position, cell in enumerate(cells):
            field = HEADINGS.get(_heading(cell))
            if field:
                found.setdefault(field, position)
        if len(found) > len(best):
            best, at = found, number
    missing = [COLUMNS[field][0] for field in NEEDED if field not in best]
    if missing:
        raise ColumnsMissing(
            _("These columns are missing: %(columns)s. Download the template and copy your rows into it.")
            % {"columns": "、".join(missing)}
        )
    return at, best


def _heading(cell: Cell) -> str:
    text = unicodedata.normalize("NFKC", str(cell or ""))
    return re.sub(r"[\s*:]|\((必填|选填|文本格式)\)", "", text)


def _entry(number: int, cells: list[Cell], columns: dict[str, int], formulas) -> Entry:
    texts, rounded, computed = {}, set(), set()
    for field, position in columns.items():
        cell = cells[position] if position < len(cells) else ""
        texts[field] = _text(cell)
        if isinstance(cell, float | int) and len(texts[field]) > EXACT_DIGITS:
            rounded.add(field)
        if (number, position + 1) in formulas or texts[field].startswith("="):
            computed.add(field)
    return Entry(number, **texts, rounded=frozenset(rounded), computed=frozenset(computed))


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
