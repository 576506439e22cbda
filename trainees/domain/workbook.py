"""The register as a file, with the headings a list is brought in under.

Masked it is to read, and no import takes it; whole it comes back in and changes nothing. Either way it says who took
it away, when and why.
"""

from collections.abc import Callable, Iterator

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import Region
from courses.models.scope import scopes_of
from lms.kit import csv_tables
from lms.kit.clock import now, today
from lms.kit.masking import mask_id_number, mask_phone
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.models import HouseholdMember, RegisterExport, Trainee
from trainees.permissions import DISCLOSERS, sees_area_digits

from .disclosure import Reason
from .imports.register_columns import COLUMNS
from .imports.rows import unheard
from .imports.words import said
from .lookup import poor_on

CHUNK = 1000
HOME = "+86"


def region_of(chosen: dict, user) -> Region | None:
    """The region an export is logged under: the one filtered by, else the first the user may export."""
    mine = [scope.region for scope in scopes_of(user) if scope.role in DISCLOSERS]
    return chosen.get("region") or next(iter(mine), None) or Region.objects.order_by("code").first()


def written(people: QuerySet[Trainee], export: RegisterExport, *, report: Callable = unheard) -> bytes:
    """`people` as the file of `export`. `report` hears how far it is, in percent."""
    user, is_whole = export.asked_by, export.numbers == RegisterExport.Numbers.WHOLE
    table = [_headings(is_whole), *_rows(people, user, is_whole, report, export.people or 1)]
    purpose = f"{Reason(export.reason).label}: {export.note}"
    mark = watermark(user, purpose=purpose)
    if export.kind == RegisterExport.Kind.CSV:
        return csv_tables.write(table, mark=mark)
    origin = _origin(export.region, purpose, len(table) - 1, user)
    return write_workbook([(_("Register"), table), (_("Origin"), origin)], text_columns=len(COLUMNS), mark=mark)


def _headings(is_whole: bool) -> list[str]:
    own = [heading for heading, _others in COLUMNS.values()]
    return own if is_whole else [*own, _("Poverty-registered today"), _("Registered on")]


def _rows(people, user, is_whole: bool, report: Callable, total: int) -> Iterator[list]:
    living = HouseholdMember.objects.filter(valid_until__isnull=True).select_related("household")
    people = people.select_related("region__parent").prefetch_related(
        "groups", Prefetch("memberships", living, to_attr="living")
    )
    places: dict[str, str] = {}
    for n, person in enumerate(people.annotate(is_poor=poor_on(today())).iterator(chunk_size=CHUNK)):
        if n % CHUNK == 0:
            report(min(90, 90 * n // total))
        cells = said(person) | {
            "township": person.region.parent.name if person.region.parent else "",
            "village": _village(person.region, places),
        }
        if is_whole:
            phone = person.phone.removeprefix(HOME)
            cells |= {"id_number": person.id_number, "phone": phone.replace("+", "00")}
            yield [cells[column] for column in COLUMNS]
        else:
            cells["id_number"] = mask_id_number(person.id_number, area=sees_area_digits(user, person))
            cells["phone"] = mask_phone(person.phone)
            poor = _("yes") if person.is_poor else ""
            yield [*(cells[column] for column in COLUMNS), poor, localtime(person.registered_at).date()]


def _village(region: Region, known: dict[str, str]) -> str:
    """The name of a village of today; the code where the township has two of one name, and of every other division."""
    if region.pk not in known:
        namesakes = Region.objects.filter(parent=region.parent_id, name=region.name).exclude(pk=region.pk)
        is_today = region.level == Region.Level.VILLAGE and not region.withdrawn_on
        known[region.pk] = region.name if is_today and not namesakes.exists() else region.pk
    return known[region.pk]


def _origin(region, purpose, count, user) -> list[list]:
    return [
        [_("Taken from the register of Xiangxue"), ""],
        [_("By"), str(user)],
        [_("At"), f"{localtime(now()):%Y-%m-%d %H:%M}"],
        [_("For"), purpose],
        [_("Region"), f"{region.name} ({region.code})"],
        [_("People"), count],
        [_("Keep this file safe and delete it when the work is done. This export is in the log."), ""],
    ]
