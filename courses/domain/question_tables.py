"""Questions as people write them in a spreadsheet: which column is what, and what is wrong with a cell.

One row a question: its kind, its text, the answers to choose from in columns A, B, C …, and the right answer: letters
for choices (`B`, `ACD`), 对 or 错, and for an order the letters in their right order.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.models import Question
from lms.kit.spreadsheets import Cell, Table

Kind = Question.Kind
LETTERS = "ABCDEFGH"
LONGEST_TEXT, LONGEST_OPTION = 300, 100
HEADING_ROWS = 10
KINDS = {
    Kind.SINGLE: "单选 单选题 单项选择 单项选择题 单项",
    Kind.MULTIPLE: "多选 多选题 多项选择 多项选择题 多项",
    Kind.TRUE_FALSE: "判断 判断题 对错 是非 是非题",
    Kind.ORDER: "排序 排序题 顺序 顺序题",
}
SAID_TRUE, SAID_FALSE = "对 正确 是 √ T TRUE 真 A", "错 错误 否 × X F FALSE 假 B"
# field → headings in use; the first is our own template's
COLUMNS = {
    "kind": "题型 类型 题目类型 试题类型",
    "text": "题目 题干 试题 问题 题目内容",
    "answer": "答案 正确答案 标准答案 参考答案",
}
COLUMNS |= {letter: f"选项{letter} {letter} {letter}选项 备选{letter}" for letter in LETTERS}
NEEDED = ("kind", "text", "answer")


class HeadingsMissing(Exception):
    """The sheet has not the columns it needs; the text names them."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell; `column` is a key of COLUMNS."""

    column: str
    text: str

    @property
    def heading(self) -> str:
        return COLUMNS[self.column].split()[0]


@dataclass(frozen=True)
class Draft:
    """A question as written: ready to keep when it has no `faults`."""

    kind: str
    text: str
    options: list[str]
    right: list[int]
    faults: tuple[Fault, ...] = ()

    @property
    def question(self) -> Question:
        """Not saved, and of no course yet."""
        return Question(kind=self.kind, text=self.text, options=self.options, right=self.right)


def read_rows(table: Table) -> list[dict]:
    """`{"row", <column>: text}` for each row below the headings. Raises HeadingsMissing."""
    at, positions = _headings(table)
    missing = [COLUMNS[name].split()[0] for name in NEEDED if name not in positions]
    if missing:
        raise HeadingsMissing(
            _("These columns were not found: %(columns)s. Take the headings of the template.")
            % {"columns": "、".join(missing)}
        )
    return [
        {"row": number} | {name: _text(cells[place]) for name, place in positions.items()}
        for number, cells in table.rows
        if number > at
    ]


def draft(cells: dict) -> Draft:
    """Judge the cells of one row. Every cell that is wrong is named, not the first alone."""
    faults = []
    kind = _kind(cells.get("kind", ""), faults)
    text = cells.get("text", "")
    if not text:
        faults.append(Fault("text", _("The question is missing.")))
    elif len(text) > LONGEST_TEXT:
        faults.append(Fault("text", _("Longer than %(most)d characters.") % {"most": LONGEST_TEXT}))
    options = _options(cells, kind, faults) if kind else []
    right = _right(cells.get("answer", ""), kind, options, faults) if kind else []
    if kind == Kind.ORDER and not faults:
        options, right = [options[place] for place in right], list(range(len(right)))
    return Draft(kind, text, options, right, tuple(faults))


def letters(question: Question) -> str:
    """The right answer as it is written in a spreadsheet."""
    if question.kind == Kind.TRUE_FALSE:
        return "对" if question.right == [0] else "错"
    return "".join(LETTERS[place] for place in question.right)


def _headings(table: Table) -> tuple[int, dict[str, int]]:
    names = {heading: name for name, headings in COLUMNS.items() for heading in headings.split()}
    best, at = {}, 0
    for number, cells in table.rows[:HEADING_ROWS]:
        found = {}
        for place, cell in enumerate(cells):
            name = names.get(re.sub(r"[\s*:：]|[（(].*?[)）]", "", _folded(_text(cell))).upper())
            if name:
                found.setdefault(name, place)
        if len(found) > len(best):
            best, at = found, number
    return at, best


def _kind(said: str, faults: list) -> str:
    said = _folded(said)
    for kind, names in KINDS.items():
        if said == kind.value or said in names.split():
            return kind.value
    known = "、".join(names.split()[0] for names in KINDS.values())
    faults.append(Fault("kind", _("“%(said)s” is no kind. Write one of these: %(known)s.") % {
        "said": said[:20], "known": known,
    }))  # fmt: skip
    return ""


def _options(cells: dict, kind: str, faults: list) -> list[str]:
    if kind == Kind.TRUE_FALSE:
        return []
    found = [(letter, cells.get(letter, "")) for letter in LETTERS]
    given = [(letter, text) for letter, text in found if text]
    for (letter, text), expected in zip(given, LETTERS, strict=False):
        if letter != expected:
            faults.append(Fault(expected, _("This answer is empty, but a later one is not.")))
            break
        if len(text) > LONGEST_OPTION:
            faults.append(Fault(letter, _("Longer than %(most)d characters.") % {"most": LONGEST_OPTION}))
        if text in [other for name, other in given if name < letter]:
            faults.append(Fault(letter, _("The same answer stands there twice.")))
    least = 3 if kind == Kind.ORDER else 2
    if len(given) < least:
        faults.append(Fault(LETTERS[len(given)], _("At least %(least)d answers are needed.") % {"least": least}))
    return [text for _letter, text in given]


def _right(said: str, kind: str, options: list[str], faults: list) -> list[int]:
    said = re.sub(r"[\s,，、;；.。>→-]", "", _folded(said)).upper()
    if kind == Kind.TRUE_FALSE:
        if said in SAID_TRUE.split() or said in SAID_FALSE.split():
            return [0 if said in SAID_TRUE.split() else 1]
        faults.append(Fault("answer", _("Write 对 or 错.")))
        return []
    places = [LETTERS.find(letter) for letter in said]
    if not said or -1 in places or len(set(places)) != len(places) or max(places) >= len(options):
        faults.append(Fault("answer", _("Write the letters of the right answers, each of them once.")))
    elif kind == Kind.SINGLE and len(places) != 1:
        faults.append(Fault("answer", _("This kind has one right answer.")))
    elif kind == Kind.MULTIPLE and len(places) < 2:
        faults.append(Fault("answer", _("This kind has at least two right answers; otherwise take 单选.")))
    elif kind == Kind.ORDER and len(places) != len(options):
        faults.append(Fault("answer", _("Write all letters in their right order.")))
    return places if kind == Kind.ORDER else sorted(places)


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "对" if cell else "错"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _folded(text: str) -> str:
    """Letters and signs as if typed narrow: Ａ is A. For what is read, never for what is shown."""
    return unicodedata.normalize("NFKC", text)
