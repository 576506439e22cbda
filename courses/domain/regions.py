"""Administrative divisions come in as lists; a new year's list is a plan first, and then a succession.

Nothing is ever deleted, for people and classes keep the code of their day: a division that is no longer listed is
withdrawn and points to what took its place. Applying the same list again changes nothing. No other module writes
Region.
"""

import datetime as dt
import hashlib
from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import Region
from courses.models.places import LEVEL_DIGITS
from lms.kit import audit
from lms.kit.clock import today

from . import officers
from .region_lists import RegionList, RegionsRefused, Successors, read_regions
from .region_search import spell
from .succession import Kind, Plan, work_out

BATCH = 2000
FEW_COUNTIES = 100  # above that the whole table is read
MOST_TOLD = 500  # changes an audit event names one by one


class PlanOutdated(RegionsRefused):
    """The table has changed since the plan was shown."""


def plan_regions(data: bytes, *, successors: Successors | None = None) -> Plan:
    """What a list would change. Raises RegionsRefused."""
    listed = read_regions(data)
    return work_out(listed, successors or {}, _known(listed, successors or {}))


@transaction.atomic
def import_regions(
    data: bytes,
    *,
    name: str = "",
    on: dt.date | None = None,
    successors: Successors | None = None,
    expected: str | None = None,
    by=None,
) -> Plan:
    """Bring the table up to date with a list that is valid from `on`, today by default.

    `expected` is the fingerprint of the plan that was shown: if another one would be applied, PlanOutdated is raised.
    Raises RegionsRefused; then nothing has changed.
    """
    on, successors = on or today(), successors or {}
    if on > today():
        raise RegionsRefused(_("The list is valid from a day to come. Apply it on that day."))
    list(Region.objects.select_for_update().filter(level=Region.Level.PROVINCE))
    listed = read_regions(data)
    known = _known(listed, successors)
    plan = work_out(listed, successors, known)
    if expected is not None and expected != plan.fingerprint:
        raise PlanOutdated(_("The divisions have changed since this plan was shown. Read the plan again."))
    if not plan.changes:
        return plan
    _refuse_older(plan, known, on)
    _add(plan, listed, known, on)
    _rename(plan, listed, known)
    _withdraw(plan, on)
    _follow_successions()
    officers.follow(plan, on=on, by=by)
    _log(plan, name=name, sha256=hashlib.sha256(data).hexdigest(), on=on, by=by)
    return plan


def _known(listed: RegionList, successors: Successors) -> dict[str, Region]:
    """The divisions a list can touch: above counties all, below those of its counties and of the successions."""
    codes = [*listed.regions, *listed.successors, *successors]
    codes += [code for new in successors.values() for code in new]
    counties = {code[:6] for code in codes}
    found = Region.objects.prefetch_related("split_into")
    if len(counties) <= FEW_COUNTIES:
        wanted = Q(level__in=[Region.Level.PROVINCE, Region.Level.PREFECTURE])
        for county in counties:
            wanted |= Q(code__range=(county.ljust(12, "0"), county.ljust(12, "9")))
        found = found.filter(wanted)
    return found.in_bulk()


def _refuse_older(plan: Plan, known: dict[str, Region], on: dt.date) -> None:
    counties = {change.code[:6] for change in plan.changes}
    days = [
        day
        for code, region in known.items()
        if code[:6] in counties
        for day in (region.valid_from, region.withdrawn_on)
        if day
    ]
    if days and on < max(days):
        raise RegionsRefused(
            _("A newer list, of %(day)s, has been applied already. Give this one its right day.")
            % {"day": max(days).isoformat()}
        )


def _add(plan: Plan, listed: RegionList, known: dict[str, Region], on: dt.date) -> None:
    """New divisions, a level at a time; those of a county nobody knew have always been there."""
    counties = {code[:6] for code in known if code[6:] != "000000"}
    replacing = {code[:6] for change in plan.withdrawn for code, _name in change.successors}
    added = [listed.regions[change.code] for change in plan.of(Kind.ADDED)]
    for region in added:
        region.spelling = spell(region.name)
        region.valid_from = on if region.code[:6] in counties | replacing else None
    for level in LEVEL_DIGITS:
        Region.objects.bulk_create([region for region in added if region.level == level], batch_size=BATCH)


def _rename(plan: Plan, listed: RegionList, known: dict[str, Region]) -> None:
    changed = [known[change.code] for change in plan.of(Kind.RENAMED, Kind.RETURNED)]
    for region in changed:
        region.name = listed.regions[region.code].name
        region.spelling = spell(region.name)
        region.withdrawn_on = region.superseded_by_id = None
    Region.objects.bulk_update(changed, ["name", "spelling", "withdrawn_on", "superseded_by"], batch_size=BATCH)
    returned = [change.code for change in plan.of(Kind.RETURNED)]
    Region.split_into.through.objects.filter(from_region__in=returned).delete()


def _withdraw(plan: Plan, on: dt.date) -> None:
    """Withdraw what is missing; who pointed to one of these points to its successor from now on."""
    gone = Region.objects.in_bulk([change.code for change in plan.withdrawn])
    links = Region.split_into.through
    links.objects.filter(from_region__in=gone).delete()
    split = []
    for change in plan.withdrawn:
        region, codes = gone[change.code], [code for code, _name in change.successors]
        region.withdrawn_on = region.withdrawn_on or on
        region.superseded_by_id = codes[0] if len(codes) == 1 else None
        if len(codes) > 1:
            split += [links(from_region_id=region.code, to_region_id=code) for code in codes]
    Region.objects.bulk_update(gone.values(), ["withdrawn_on", "superseded_by"], batch_size=BATCH)
    links.objects.bulk_create(split, batch_size=BATCH)
    earlier = list(Region.objects.filter(superseded_by__in=gone))
    for region in earlier:
        region.superseded_by_id = gone[region.superseded_by_id].superseded_by_id or region.superseded_by_id
    Region.objects.bulk_update(earlier, ["superseded_by"], batch_size=BATCH)


def _follow_successions() -> None:
    """Note in every division which superseded codes lie there now, or no longer, from the successions there are."""
    moved_in, moved_out = defaultdict(list), defaultdict(list)
    superseded = Region.objects.filter(superseded_by__isnull=False).order_by("code")
    for old, new in superseded.values_list("code", "superseded_by"):
        left, entered = _path(old), _path(new)
        for code in left - entered:
            moved_out[code].append(old)
        for code in entered - left:
            moved_in[code].append(old)
    told = ~Q(moved_in=[]) | ~Q(moved_out=[])
    changed = []
    for region in Region.objects.filter(told | Q(code__in={*moved_in, *moved_out})):
        if (region.moved_in, region.moved_out) != (moved_in[region.code], moved_out[region.code]):
            region.moved_in, region.moved_out = moved_in[region.code], moved_out[region.code]
            changed.append(region)
    Region.objects.bulk_update(changed, ["moved_in", "moved_out"], batch_size=BATCH)


def _path(code: str) -> set[str]:
    """A code and those of all that lies above it."""
    return {code[:digits].ljust(12, "0") for digits in LEVEL_DIGITS.values()}


def _log(plan: Plan, *, name: str, sha256: str, on: dt.date, by) -> None:
    """One event a county, which names what became of each division."""
    counties = defaultdict(list)
    for change in plan.changes:
        counties[change.code[:6].ljust(12, "0")].append(change)
    regions = Region.objects.in_bulk(list(counties))
    for code, changes in counties.items():
        told = defaultdict(list)
        for change in changes[:MOST_TOLD]:
            told[change.kind.value].append([change.code, *(to for to, _name in change.successors)])
        audit.record(
            "courses.regions.import",
            regions[code],
            by=by,
            region=code,
            list=name,
            sha256=sha256,
            on=on.isoformat(),
            changes=len(changes),
            **told,
        )
