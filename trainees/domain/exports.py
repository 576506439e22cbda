"""Lists of people taken away: at once when they are short, in the background when they are long. Each is logged.

    ask -> make -> hand over, for a day -> the file is gone

Who gets which people is asked again when the list is made. No other module writes RegisterExport.
"""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Region
from courses.models.scope import scopes_of
from lms.kit import audit, queue
from lms.kit.clock import now, today
from trainees.models import RegisterExport, Trainee
from trainees.permissions import DISCLOSERS

from . import disclosure, workbook
from .imports.rows import unheard
from .lookup import matching
from .sealed_files import closed, opened

MAKE = "trainees.tasks.make_export"
AT_ONCE = 1_000
MOST = 100_000  # what one import takes
KEPT = dt.timedelta(days=1)


class ListTooLong(Exception):
    """More people than one import takes back; the text says what to do."""


class ListIsGone(Exception):
    """The file was taken away; the text says what to do."""


def people_of(filters: dict, user) -> QuerySet[Trainee]:
    """The people `user` may take away that pass `filters`: text, region (its code), group, poor, weak."""
    region = Region.objects.visible_to(user).filter(code=filters.get("region") or "").first()
    if filters.get("region") and region is None:
        return Trainee.objects.none()
    return matching(
        Trainee.objects.in_register_of(user, *DISCLOSERS).canonical().filter(erased_at__isnull=True),
        user=user,
        text=filters.get("text", ""),
        region=region,
        group=filters.get("group", ""),
        poor_day=today() if filters.get("poor") else None,
        weak=filters.get("weak", False),
        many=not filters.get("text"),
    )


def is_long(filters: dict, *, by) -> bool:
    """Whether the list takes too long to wait for. Raises ListTooLong."""
    count = len(people_of(filters, by).values_list("pk", flat=True)[: MOST + 1])
    if count > MOST:
        raise ListTooLong(
            _("These are more than %(most)d people: choose a township or a group and take them away in parts.")
            % {"most": MOST}
        )
    return count > AT_ONCE


def take_away(filters: dict, *, region: Region, reason: str, note: str, numbers: str, kind: str, by) -> bytes:
    """The list at once, as .xlsx or .csv; logged. Raises NoReasonGiven, MayNotDisclose."""
    export = RegisterExport(
        region=region, filters=filters, reason=reason, note=note, numbers=numbers, kind=kind, asked_by=by
    )
    data = _write(export)
    _record(export)
    return data


def ask(filters: dict, *, region: Region, reason: str, note: str, numbers: str, kind: str, by) -> RegisterExport:
    """Have a long list made in the background. Raises NoReasonGiven, MayNotDisclose."""
    reason, note = disclosure.check_export(reason=reason, note=note, by=by)
    with transaction.atomic():
        export = RegisterExport.objects.create(
            region=region, filters=filters, reason=reason, note=note, numbers=numbers, kind=kind, asked_by=by
        )
        queue.enqueue(MAKE, subject=export.pk, by=by)
    return export


def make(export: RegisterExport, *, report: Callable = unheard) -> RegisterExport:
    """Write the file that was asked for; making twice changes and logs nothing. Raises MayNotDisclose."""
    if export.file or export.asked_at < now() - KEPT:
        return export
    data = _write(export, report)  # holds nothing meanwhile: others write, and how far it is can be seen
    with transaction.atomic():
        _record(export)
        export.file = closed(data, RegisterExport._meta.get_field("file"))
        export.reach = _reach(export.asked_by)
        export.save(update_fields=["file", "people", "reach"])
    return export


def hand_over(export: RegisterExport, *, by) -> bytes:
    """The file; logged, each time. Raises ListIsGone."""
    if not export.file or export.asked_at < now() - KEPT:
        raise ListIsGone(_("The list was there for a day and is deleted. Take it away anew."))
    if not set(export.reach) <= set(_reach(by)):
        raise ListIsGone(_("Your area or role has changed since this list was made. Take it away anew."))
    data = opened(export.file)
    audit.record(
        "trainees.register.download", export.region, by=by, purpose=export.note, region=export.region_id,
        reason=export.reason, rows=export.people, numbers=export.numbers,
    )  # fmt: skip
    return data


def forget_old() -> None:
    """Delete the files nobody may fetch any more; that they were taken away stays in the log."""
    for export in RegisterExport.objects.filter(asked_at__lt=now() - KEPT).exclude(file=""):
        export.file.delete(save=True)


def _reach(user) -> list[int]:
    return [scope.pk for scope in scopes_of(user) if scope.role in DISCLOSERS]


def _write(export: RegisterExport, report: Callable = unheard) -> bytes:
    by = export.asked_by
    export.reason, export.note = disclosure.check_export(reason=export.reason, note=export.note, by=by)
    people = people_of(export.filters, by)
    export.people = len(people.values_list("pk", flat=True)[:MOST])
    return workbook.written(people, export, report=report)


def _record(export: RegisterExport) -> None:
    disclosure.record_export(
        export.region,
        reason=export.reason,
        note=export.note,
        rows=export.people,
        numbers=export.numbers,
        by=export.asked_by,
    )
