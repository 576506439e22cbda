"""The register as a workbook: masked like the screen, and with a sheet that says who took it away, when and why."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import Region
from courses.models.scope import scopes_of
from lms.kit.clock import now, today
from lms.kit.masking import mask_id_number, mask_phone
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.models import Trainee
from trainees.permissions import DISCLOSERS, sees_area_digits

from .disclosure import Reason, record_export
from .lookup import poor_on


def region_of(chosen: dict, user) -> Region | None:
    """The region an export is logged under: the one filtered by, else the first the user may export."""
    mine = [scope.region for scope in scopes_of(user) if scope.role in DISCLOSERS]
    return chosen.get("region") or next(iter(mine), None) or Region.objects.order_by("code").first()


def take_away(people: QuerySet[Trainee], *, region: Region, reason: str, note: str, by) -> bytes:
    """`people`, as far as `by` may export them, as .xlsx; logged. Raises NoReasonGiven, MayNotDisclose."""
    rows = list(_rows(people.in_register_of(by, *DISCLOSERS), by))
    record_export(region, reason=reason, note=note, rows=len(rows) - 1, by=by)
    origin = _origin(region, reason, note, len(rows) - 1, by)
    mark = watermark(by, purpose=f"{Reason(reason).label}: {note}")
    return write_workbook([(_("Register"), rows), (_("Origin"), origin)], mark=mark)


def _rows(people, user) -> Iterator[list]:
    yield [
        _("Name"),
        _("ID number"),
        _("Phone number"),
        _("Township"),
        _("Village"),
        _("Groups"),
        _("Poverty-registered today"),
        _("Registered on"),
    ]
    people = people.select_related("region__parent").prefetch_related("groups").annotate(is_poor=poor_on(today()))
    for person in people:
        yield [
            person.name,
            mask_id_number(person.id_number, area=sees_area_digits(user, person)),
            mask_phone(person.phone),
            person.region.parent.name if person.region.parent else "",
            person.region.name,
            "、".join(str(group) for group in person.groups.all()),
            _("yes") if person.is_poor else "",
            localtime(person.registered_at).date(),
        ]


def _origin(region, reason, note, count, user) -> list[list]:
    return [
        [_("Taken from the register of Xiangxue"), ""],
        [_("By"), str(user)],
        [_("At"), f"{localtime(now()):%Y-%m-%d %H:%M}"],
        [_("For"), f"{Reason(reason).label}: {note}"],
        [_("Region"), f"{region.name} ({region.code})"],
        [_("People"), count],
        [_("Keep this file safe and delete it when the work is done. This export is in the log."), ""],
    ]
