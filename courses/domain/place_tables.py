"""Sheets about villages as counties keep them: which row means which place, and what it says of it.

Places are written by code, or as township and village by name; a row of the township or the county alone is one of
those. Columns come in any order under the usual headings; a title above them is skipped.
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.models import Denominator, PoorVillage, Region
from lms.kit.spreadsheets import Cell, Table

_tail = re.compile(r"(街道办事处|村民委员会|居民委员会|村委会|居委会|街道|社区|镇|乡|村)$")
HEADING_ROWS = 10
EARLIEST, LATEST = 1980, 2100
PLACE = {
    "code": "代码 区划代码 行政区划代码 编码",
    "township": "乡镇 镇 乡 乡镇街道",
    "village": "村 行政村 村名 村社区 单位",
}
POOR = {
    "kind": "类别 名单 级别 贫困村类别 贫困村类型",
    "since": "进入年份 认定年份 识别年份 进入时间 认定时间",
    "until": "退出年份 出列年份 退出时间 出列时间 摘帽年份",
}
NUMBERS = {
    Denominator.Kind.RESIDENTS: "常住人口 常住人口数",
    Denominator.Kind.REGISTERED: "户籍人口 户籍人口数",
    Denominator.Kind.LABOUR: "劳动力 劳动力人口 劳动力人数",
    Denominator.Kind.POOR: "建档立卡贫困人口 建档立卡人口 贫困人口",
    Denominator.Kind.POOR_LABOUR: "有劳动能力的建档立卡贫困人口 有劳动能力贫困人口 贫困劳动力",
    Denominator.Kind.POOR_HOUSEHOLDS: "建档立卡贫困户 建档立卡户数 贫困户数",
    Denominator.Kind.STATION_STAFF: "站点服务人员 服务人员数",
}
KINDS = {"国家": PoorVillage.Kind.NATIONAL, "国定": PoorVillage.Kind.NATIONAL, "建档立卡": PoorVillage.Kind.NATIONAL}
KINDS |= {"省定": PoorVillage.Kind.PROVINCIAL, "省": PoorVillage.Kind.PROVINCIAL}


class HeadingsMissing(Exception):
    """The sheet has not the columns it needs; the text names them."""


class RowRefused(Exception):
    """One row can't be taken; the text says why."""


@dataclass(frozen=True)
class Finding:
    """One row of a sheet: the place it means, what it says (`facts`), or why it is refused."""

    row: int
    region: Region | None = None
    facts: tuple = ()
    reason: str = ""
    told: tuple[tuple[str, object], ...] = ()  # the facts as (words, value) for reading


def read_poor_villages(table: Table, county: Region) -> list[Finding]:
    """Facts are (kind, first day, day after the last or None). Raises HeadingsMissing."""

    def facts(cells):
        kind = KINDS.get(re.sub(r"级?(贫困村|名单|级)$", "", cells["kind"]) or "国家")
        since, until = _day(cells["since"], end=False), _day(cells["until"], end=True)
        if kind is None:
            raise RowRefused(_("“%(text)s” is neither the national nor the provincial list.") % {"text": cells["kind"]})
        if since is None:
            raise RowRefused(_("The year in which the village came on the list is missing."))
        if until and until <= since:
            raise RowRefused(_("The village left the list before it came on it."))
        told = [(kind.label, ""), (_("from"), since), (_("until"), until)]
        return (kind.value, since, until), [line for line in told if line[1] is not None]

    return _read(table, county, POOR, {"since"}, facts, level=Region.Level.VILLAGE)


def read_denominators(table: Table, county: Region) -> list[Finding]:
    """Facts are (kind, number) for each column that is filled. Raises HeadingsMissing."""

    def facts(cells):
        found = [(kind.value, _number(cells[kind])) for kind in NUMBERS if cells[kind]]
        if not found:
            raise RowRefused(_("The row gives no number."))
        return tuple(found), [(Denominator.Kind(kind).label, value) for kind, value in found]

    return _read(table, county, NUMBERS, set(), facts, level=None)


def _read(table: Table, county: Region, own: dict, needed: set, facts, *, level) -> list[Finding]:
    columns = PLACE | own
    at, positions = _headings(table, columns)
    if not positions.keys() & PLACE.keys() or not positions.keys() & own.keys() or needed - positions.keys():
        wanted = "、".join(names.split()[0] for names in columns.values())
        raise HeadingsMissing(_("The headings were not found. Use these: %(headings)s.") % {"headings": wanted})
    places, findings, seen = Places(county), [], {}
    for number, row in table.rows:
        if number <= at:
            continue
        cells = {name: _text(row[positions[name]]) if name in positions else "" for name in columns}
        try:
            region = places.find(cells["code"], cells["township"], cells["village"])
            if level and region.level != level:
                raise RowRefused(_("%(place)s is not a village.") % {"place": region.name})
            found, told = facts(cells)
            key = region.code, found[0] if level else ""
            if key in seen:
                raise RowRefused(_("The same place stands in row %(row)d already.") % {"row": seen[key]})
            seen[key] = number
            findings.append(Finding(number, region, found, told=tuple(told)))
        except RowRefused as refusal:
            findings.append(Finding(number, reason=str(refusal)))
    return findings


def _headings(table: Table, columns: dict) -> tuple[int, dict]:
    """The row of the headings and the position of each column found."""
    names = {heading: name for name, headings in columns.items() for heading in headings.split()}
    best, at = {}, 0
    for number, cells in table.rows[:HEADING_ROWS]:
        found = {}
        for position, cell in enumerate(cells):
            name = names.get(re.sub(r"[\s*:]|\(.*?\)", "", _text(cell)))
            if name:
                found.setdefault(name, position)
        if len(found) > len(best):
            best, at = found, number
    return at, best


class Places:
    """The divisions of a county as they stand today; an old code or name leads to what took its place."""

    def __init__(self, county: Region):
        self.by_code = {r.code: r for r in Region.objects.inside(county).select_related("superseded_by")}
        self.by_name = defaultdict(set)
        for region in self.by_code.values():
            if region.level in {Region.Level.TOWNSHIP, Region.Level.VILLAGE, Region.Level.COUNTY}:
                self.by_name[_short(region.name)].add(region.today)

    def find(self, code: str, township: str, village: str) -> Region:
        """Raises RowRefused when no place, or more than one, is meant."""
        if code:
            if code not in self.by_code:
                raise RowRefused(_("The code %(code)s is not of this county.") % {"code": code[:20]})
            return self.by_code[code].today
        if not village and not township:
            raise RowRefused(_("The place is missing."))
        found = self.by_name[_short(village or township)]
        if village and township:
            found = {region for region in found if self._lies_in(region, township)}
        elif township:
            found = {region for region in found if region.level != Region.Level.VILLAGE}
        if len(found) != 1:
            told = {"place": f"{township}{village}"[:40]}
            raise RowRefused(
                (_("%(place)s is the name of several places. Give the code.") % told)
                if found
                else (_("No place of this county is called %(place)s.") % told)
            )
        return next(iter(found))

    def _lies_in(self, region: Region, township: str) -> bool:
        above = self.by_code.get(region.township_code)
        return above is not None and above != region and _short(above.name) == _short(township)


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "" if cell is None else str(cell)))


def _short(name: str) -> str:
    return _tail.sub("", name) or name


def _day(text: str, *, end: bool) -> dt.date | None:
    """The first day of a year, or with `end` the day after it; a whole date as it stands."""
    if not text:
        return None
    parts = [int(part) for part in re.findall(r"\d+", text)]
    try:
        if len(parts) in {1, 3} and EARLIEST <= parts[0] <= LATEST:
            return dt.date(*parts) if len(parts) == 3 else dt.date(parts[0] + end, 1, 1)
    except ValueError:
        pass
    raise RowRefused(_("“%(text)s” is no year and no date.") % {"text": text[:20]})


def _number(text: str) -> int:
    plain = text.replace(",", "")
    if not re.fullmatch(r"[0-9]{1,10}", plain):
        raise RowRefused(_("“%(text)s” is not a whole number of people.") % {"text": text[:20]})
    return int(plain)
