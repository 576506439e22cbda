"""Lists of administrative divisions as files: `code,name,level,parent_code`, a parent before its children.

A fifth column `replaces` may name the old codes a division took the place of; so may a file of its own,
`code,successor`: one old code on several lines was split, an empty successor says that there is none.
"""

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.models import Region
from courses.models.places import LEVEL_DIGITS

COLUMNS = ("code", "name", "level", "parent_code")
REPLACES = "replaces"
SUCCESSION = ("code", "successor")
MAX_BYTES = 60 * 1024 * 1024  # the whole country down to villages is 45 MB
CODE = re.compile(r"[0-9]{12}")
# Old code → the codes that took its place, none when it is said to have no successor.
Successors = dict[str, tuple[str, ...]]


class RegionsRefused(Exception):
    """The list can't be imported; the text names the line and what is wrong with it."""


@dataclass(frozen=True)
class RegionList:
    """The divisions of a list by code, in its order, and the successions named in it."""

    regions: dict[str, Region]
    successors: Successors = field(default_factory=dict)


def read_regions(data: bytes) -> RegionList:
    """The rows of a UTF-8 CSV as unsaved regions. Raises RegionsRefused."""
    columns, rows = _rows(data)
    if columns not in {COLUMNS, (*COLUMNS, REPLACES)}:
        raise RegionsRefused(_("The first line must be %(columns)s.") % {"columns": ",".join(COLUMNS)})
    regions, successors = {}, defaultdict(list)
    for number, row in enumerate(rows, start=2):
        region = _region(number, row)
        if region.code in regions:
            raise RegionsRefused(
                _("Line %(line)d: %(code)s stands in the list twice.") % {"line": number, "code": region.code}
            )
        regions[region.code] = region
        for old in re.split(r"[\s,;，；、]+", (row.get(REPLACES) or "").strip()):
            if old:
                successors[_code(number, old)].append(region.code)
    return RegionList(regions, {old: tuple(new) for old, new in successors.items()})


def read_successors(data: bytes) -> Successors:
    """The successions of a UTF-8 CSV `code,successor`. Raises RegionsRefused."""
    columns, rows = _rows(data)
    if columns != SUCCESSION:
        raise RegionsRefused(_("The first line must be %(columns)s.") % {"columns": ",".join(SUCCESSION)})
    found = defaultdict(dict)
    for number, row in enumerate(rows, start=2):
        old, new = _code(number, row["code"]), (row["successor"] or "").strip()
        found[old] |= {_code(number, new): True} if new else {}
    return {old: tuple(new) for old, new in found.items()}


def _rows(data: bytes) -> tuple[tuple[str, ...], list[dict]]:
    if len(data) > MAX_BYTES:
        raise RegionsRefused(_("The list is larger than %(most)d MB.") % {"most": MAX_BYTES // 1024**2})
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        return tuple(reader.fieldnames or ()), list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegionsRefused(_("This is not a CSV file in UTF-8.")) from error


def _code(number: int, text: str | None) -> str:
    code = (text or "").strip()
    if not CODE.fullmatch(code):
        raise RegionsRefused(_("Line %(line)d: the code has not twelve digits.") % {"line": number})
    return code


def _region(number: int, row: dict) -> Region:
    code, name, level = _code(number, row["code"]), (row["name"] or "").strip(), (row["level"] or "").strip()
    if not name or not name.isprintable() or len(name) > Region._meta.get_field("name").max_length:
        raise RegionsRefused(_("Line %(line)d: the name is missing or too long.") % {"line": number})
    if level not in LEVEL_DIGITS:
        raise RegionsRefused(
            _("Line %(line)d: the level “%(level)s” is unknown.") % {"line": number, "level": level[:20]}
        )
    region = Region(code=code, name=name, level=level, parent_id=(row["parent_code"] or "").strip() or None)
    if not _fits(region):
        raise RegionsRefused(
            _("Line %(line)d: the code %(code)s does not fit its level or its parent.") % {"line": number, "code": code}
        )
    return region


def _fits(region: Region) -> bool:
    """Whether the code ends in zeros below its level, and begins with its parent's digits."""
    digits = list(LEVEL_DIGITS.values())
    at = digits.index(LEVEL_DIGITS[region.level])
    if set(region.code[digits[at] :]) - {"0"} or not set(region.code[digits[at - 1] if at else 0 : digits[at]]) - {"0"}:
        return False
    above = [region.code[:length].ljust(12, "0") for length in digits[:at]]
    return region.parent_id in (above or [None])
