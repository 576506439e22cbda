"""Administrative divisions come in as a list: `code,name,level,parent_code`, a parent before its children.

Importing is idempotent: names are brought up to date, nothing is ever deleted, for people and classes point here.
"""

import csv
import io
import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Region
from courses.models.places import LEVEL_DIGITS

COLUMNS = ("code", "name", "level", "parent_code")
MAX_BYTES = 60 * 1024 * 1024  # the whole country down to villages is 45 MB
BATCH = 2000


class RegionsRefused(Exception):
    """The list can't be imported; the text names the line and what is wrong with it."""


@dataclass(frozen=True)
class Imported:
    added: int
    renamed: int
    unchanged: int


def read_regions(data: bytes) -> list[Region]:
    """The rows of a UTF-8 CSV as unsaved regions. Raises RegionsRefused."""
    if len(data) > MAX_BYTES:
        raise RegionsRefused(_("The list is larger than %(most)d MB.") % {"most": MAX_BYTES // 1024**2})
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        columns = tuple(reader.fieldnames or ())
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegionsRefused(_("This is not a CSV file in UTF-8.")) from error
    if columns != COLUMNS:
        raise RegionsRefused(_("The first line must be %(columns)s.") % {"columns": ",".join(COLUMNS)})
    return [_region(number, row) for number, row in enumerate(rows, start=2)]


@transaction.atomic
def import_regions(data: bytes) -> Imported:
    """Bring the table up to date with a list. Raises RegionsRefused; then nothing has changed."""
    found = read_regions(data)
    known = dict(Region.objects.values_list("code", "name"))
    codes = known.keys() | {region.code for region in found}
    for number, region in enumerate(found, start=2):
        if region.parent_id and region.parent_id not in codes:
            raise RegionsRefused(
                _("Line %(line)d: %(parent)s is neither in the list nor known.")
                % {"line": number, "parent": region.parent_id}
            )
    new = {region.code: region for region in found if region.code not in known}
    renamed = [region for region in found if known.get(region.code, region.name) != region.name]
    for digits in LEVEL_DIGITS.values():
        level = [region for region in new.values() if LEVEL_DIGITS[region.level] == digits]
        Region.objects.bulk_create(level, batch_size=BATCH)
    Region.objects.bulk_update(renamed, ["name"], batch_size=BATCH)
    return Imported(added=len(new), renamed=len(renamed), unchanged=len(found) - len(new) - len(renamed))


def _region(number: int, row: dict) -> Region:
    code, name, level = (row["code"] or "").strip(), (row["name"] or "").strip(), (row["level"] or "").strip()
    if not re.fullmatch(r"[0-9]{12}", code):
        raise RegionsRefused(_("Line %(line)d: the code has not twelve digits.") % {"line": number})
    if not name or len(name) > Region._meta.get_field("name").max_length:
        raise RegionsRefused(_("Line %(line)d: the name is missing or too long.") % {"line": number})
    if level not in LEVEL_DIGITS:
        raise RegionsRefused(
            _("Line %(line)d: the level “%(level)s” is unknown.") % {"line": number, "level": level[:20]}
        )
    return Region(code=code, name=name, level=level, parent_id=(row["parent_code"] or "").strip() or None)
