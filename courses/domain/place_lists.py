"""Lists about places: handed in, looked through, applied once.

A list of divisions becomes the plan of `regions`; a list of poor villages dates their status; a list of numbers adds
denominators. Sheets are applied whole or not at all, so that a list's name and hash stand for all it says.
"""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Denominator, PlaceList, PoorVillage, Region
from lms.kit import audit
from lms.kit.clock import now, today
from lms.kit.spreadsheets import UnreadableTable, read_table

from .place_tables import Finding, HeadingsMissing, read_denominators, read_poor_villages
from .region_lists import RegionsRefused, read_successors
from .regions import import_regions, plan_regions
from .succession import Plan

MAX_BYTES = 5 * 1024**2
BATCH = 1000


class ListRefused(Exception):
    """The list can't be taken or applied; the text says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """What was found in a sheet, row by row."""

    findings: list[Finding]

    @property
    def refused(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.reason]

    @property
    def taken(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.reason]


def receive(place_list: PlaceList, *, by) -> PlaceList:
    """Keep a list for looking through. Raises ListRefused when it can't be read at all, and keeps nothing then."""
    if max(len(place_list.data), len(place_list.successors)) > MAX_BYTES:
        raise ListRefused(_("The list is larger than %(most)d MB.") % {"most": MAX_BYTES // 1024**2})
    if place_list.dated_on > today():
        raise ListRefused(_("The list is valid from a day to come. Apply it on that day."))
    look_through(place_list)
    place_list.sha256 = hashlib.sha256(place_list.data + place_list.successors).hexdigest()
    place_list.uploaded_by = by
    place_list.save()
    return place_list


def look_through(place_list: PlaceList) -> Plan | Sheet:
    """What a list would change, by the table of today. Raises ListRefused."""
    data = bytes(place_list.data)
    try:
        if place_list.kind == PlaceList.Kind.REGIONS:
            plan = plan_regions(data, successors=_named(place_list))
            _keep_inside(plan, place_list.region)
            return plan
        read = read_poor_villages if place_list.kind == PlaceList.Kind.POOR_VILLAGES else read_denominators
        return Sheet(read(read_table(data, name=place_list.file_name), place_list.region))
    except (RegionsRefused, UnreadableTable, HeadingsMissing) as refusal:
        raise ListRefused(str(refusal)) from refusal


@transaction.atomic
def apply(place_list: PlaceList, *, expected: str = "", by) -> PlaceList:
    """Make a list count. `expected` is the fingerprint of the plan that was shown. Raises ListRefused.

    A list that is applied already changes nothing.
    """
    held = PlaceList.objects.select_for_update().get(pk=place_list.pk)
    if held.applied_at:
        return held
    found = look_through(held)
    if isinstance(found, Plan):
        _apply_plan(held, found, expected=expected, by=by)
    else:
        _apply_sheet(held, found, by=by)
    held.applied_at, held.applied_by = now(), by
    held.save(update_fields=["applied_at", "applied_by"])
    return held


def _named(place_list: PlaceList) -> dict:
    return read_successors(bytes(place_list.successors)) if place_list.successors else {}


def _keep_inside(plan: Plan, region: Region) -> None:
    """A county's list changes that county and nothing else."""
    first, last = region.code_range
    for change in plan.changes:
        if not first <= change.code <= last:
            raise ListRefused(
                _("%(code)s %(name)s lies outside %(region)s. Upload the list of this county only.")
                % {"code": change.code, "name": change.name, "region": region.name}
            )


def _apply_plan(place_list: PlaceList, plan: Plan, *, expected: str, by) -> None:
    if expected != plan.fingerprint:
        raise ListRefused(_("The divisions have changed since this plan was shown. Read the plan again."))
    try:
        import_regions(
            bytes(place_list.data),
            name=place_list.name,
            on=place_list.dated_on,
            successors=_named(place_list),
            expected=expected,
            by=by,
        )
    except RegionsRefused as refusal:
        raise ListRefused(str(refusal)) from refusal


def _apply_sheet(place_list: PlaceList, sheet: Sheet, *, by) -> None:
    if sheet.refused or not sheet.taken:
        raise ListRefused(_("Some rows can't be taken. Mend them in the file and upload it again."))
    add = _add_poor_villages if place_list.kind == PlaceList.Kind.POOR_VILLAGES else _add_denominators
    audit.record(
        f"courses.{place_list.kind}.import",
        place_list,
        by=by,
        region=place_list.region_id,
        sha256=place_list.sha256,
        rows=len(sheet.taken),
        **add(place_list, sheet),
    )


def _add_poor_villages(place_list: PlaceList, sheet: Sheet) -> dict:
    """New statuses; one that is known gets its last day and its list, for a list knows when a village left."""
    known = {
        (status.region_id, status.kind, status.valid_from): status
        for status in PoorVillage.objects.filter(region__in=[finding.region for finding in sheet.taken])
    }
    added, changed = [], []
    for finding in sheet.taken:
        kind, since, until = finding.facts
        status = known.get((finding.region.code, kind, since))
        if status is None:
            status = PoorVillage(region=finding.region, kind=kind, valid_from=since)
            added.append(status)
        elif status.valid_until != until:
            changed.append(status)
        else:
            continue
        status.valid_until, status.source, status.place_list = until, place_list.source, place_list
    PoorVillage.objects.bulk_create(added, batch_size=BATCH)
    PoorVillage.objects.bulk_update(changed, ["valid_until", "source", "place_list"], batch_size=BATCH)
    return {"added": len(added), "changed": len(changed)}


def _add_denominators(place_list: PlaceList, sheet: Sheet) -> dict:
    made = Denominator.objects.bulk_create(
        [
            Denominator(region=found.region, kind=kind, value=value, as_of=place_list.dated_on, place_list=place_list)
            for found in sheet.taken
            for kind, value in found.facts
        ],
        batch_size=BATCH,
    )
    return {"added": len(made)}
