"""What a new list of divisions changes: a plan, worked out from the list and the table, without touching either.

    added       a code nobody knew                     renamed   the same code under another name
    returned    a withdrawn code that is listed again  recoded   one division under a new code
    merged      into one that has other predecessors   split     into several
    gone        no longer listed, nobody knows where to

Who is missing from the list of a county it covers is withdrawn. Where no person named a successor, one is guessed:
a new division of the same name in the same township, else the only new one of that name in the list.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from courses.models import Region

from .region_lists import RegionList, RegionsRefused, Successors

_tail = re.compile(r"(街道办事处|村民委员会|居民委员会|村委会|居委会|街道|社区|镇|乡|村)$")
BELOW_COUNTY = {Region.Level.TOWNSHIP, Region.Level.VILLAGE}


class Kind(models.TextChoices):
    ADDED = "added", pgettext_lazy("division", "added")
    RENAMED = "renamed", pgettext_lazy("division", "renamed")
    RETURNED = "returned", pgettext_lazy("division", "listed again")
    RECODED = "recoded", pgettext_lazy("division", "new code")
    MERGED = "merged", pgettext_lazy("division", "merged")
    SPLIT = "split", pgettext_lazy("division", "split")
    GONE = "gone", pgettext_lazy("division", "gone")


WITHDRAWN = (Kind.RECODED, Kind.MERGED, Kind.SPLIT, Kind.GONE)


@dataclass(frozen=True)
class Change:
    """What becomes of one division. `name` is today's; `successors` are (code, name); `guessed`: no person said so."""

    kind: Kind
    code: str
    name: str
    new_name: str = ""
    successors: tuple[tuple[str, str], ...] = ()
    guessed: bool = False


Became = tuple[tuple[str, ...], bool]  # the codes in its place, and whether they are guessed


@dataclass(frozen=True)
class Plan:
    changes: tuple[Change, ...]
    unchanged: int

    def of(self, *kinds: str) -> list[Change]:
        return [change for change in self.changes if change.kind in kinds]

    @property
    def counts(self) -> dict[Kind, int]:
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in Kind}

    @property
    def withdrawn(self) -> list[Change]:
        return self.of(*WITHDRAWN)

    @property
    def fingerprint(self) -> str:
        """The same for the same changes: what was read is what is applied."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()


def work_out(listed: RegionList, named: Successors, known: dict[str, Region]) -> Plan:
    """The plan for a list, successions `named` by a person and the divisions of the table by code.

    `known` has their `split_into` at hand. Raises RegionsRefused when the list contradicts itself or the table.
    """
    named = listed.successors | named
    missing = _missing(listed, named, known)
    _check_parents(listed, known, missing)
    _check_successors(listed, named, known, missing)
    added = [region for region in listed.regions.values() if region.code not in known]
    became = _guess([known[code] for code in sorted(missing)], named, added)
    for code in named.keys() - missing:
        if _taken_by(known[code]) != set(named[code]):
            became[code] = named[code], False
    changes = [*_listed_changes(listed, known), *_withdrawals(became, listed, known)]
    touched = {change.code for change in changes}
    return Plan(tuple(changes), unchanged=len(listed.regions.keys() - touched))


def _listed_changes(listed: RegionList, known: dict[str, Region]) -> Iterable[Change]:
    for code, region in listed.regions.items():
        before = known.get(code)
        if before is None:
            yield Change(Kind.ADDED, code, region.name)
        elif before.withdrawn_on:
            yield Change(Kind.RETURNED, code, before.name, new_name=region.name)
        elif before.name != region.name:
            yield Change(Kind.RENAMED, code, before.name, new_name=region.name)


def _withdrawals(became: dict[str, Became], listed: RegionList, known: dict[str, Region]) -> Iterable[Change]:
    predecessors = Counter(new[0] for new, _guessed in became.values() if len(new) == 1)
    for code, (new, guessed) in sorted(became.items()):
        is_recoded = len(new) == 1 and new[0] not in known and predecessors[new[0]] == 1
        kind = Kind.GONE if not new else Kind.SPLIT if len(new) > 1 else Kind.RECODED if is_recoded else Kind.MERGED
        successors = tuple((to, (listed.regions.get(to) or known[to]).name) for to in new)
        yield Change(kind, code, known[code].name, successors=successors, guessed=guessed)


def _missing(listed: RegionList, named: Successors, known: dict[str, Region]) -> set[str]:
    """Codes that stand today and are not listed, in the counties the list covers and those named as replaced."""
    counties = {region.code[:6] for region in listed.regions.values() if region.level in BELOW_COUNTY}
    replaced = {code[:6] for code in named if known.get(code) and known[code].level == Region.Level.COUNTY}
    return {
        code
        for code, region in known.items()
        if not region.withdrawn_on
        and code not in listed.regions
        and (
            (region.level in BELOW_COUNTY and code[:6] in counties | replaced)
            or (region.level == Region.Level.COUNTY and code[:6] in replaced)
        )
    }


def _check_parents(listed: RegionList, known: dict[str, Region], missing: set[str]) -> None:
    stand = {code for code, region in known.items() if not region.withdrawn_on} - missing | listed.regions.keys()
    for number, region in enumerate(listed.regions.values(), start=2):
        if region.parent_id and region.parent_id not in stand:
            raise RegionsRefused(
                _("Line %(line)d: %(parent)s is neither in the list nor known.")
                % {"line": number, "parent": region.parent_id}
            )
        if region.code in known and known[region.code].level != region.level:
            raise RegionsRefused(
                _("Line %(line)d: %(code)s is known at another level.") % {"line": number, "code": region.code}
            )


def _check_successors(listed: RegionList, named: Successors, known: dict[str, Region], missing: set[str]) -> None:
    for old, new in named.items():
        if old not in known:
            raise RegionsRefused(_("%(code)s is named as replaced, but nobody knows it.") % {"code": old})
        if old in listed.regions:
            raise RegionsRefused(
                _("%(code)s still stands in the list, so nothing takes its place. Leave its succession out.")
                % {"code": old}
            )
        for code in new:
            level = listed.regions[code].level if code in listed.regions else None
            if level is None and code in known.keys() - missing and not known[code].withdrawn_on:
                level = known[code].level
            if level != known[old].level:
                raise RegionsRefused(
                    _("%(code)s can't take the place of %(old)s: it is not in the list, or of another level.")
                    % {"code": code, "old": old}
                )


def _taken_by(region: Region) -> set[str]:
    return {region.superseded_by_id} if region.superseded_by_id else {other.code for other in region.split_into.all()}


def _short(name: str) -> str:
    return _tail.sub("", name) or name


def _guess(missing: list[Region], named: Successors, added: list[Region]) -> dict[str, Became]:
    """What becomes of each of `missing`: as named, else a guess. Townships first, for their villages follow them."""
    free, became = {region.code: region for region in added}, {}
    for new in named.values():
        for code in new:
            free.pop(code, None)
    here, anywhere = defaultdict(list), defaultdict(list)
    for region in free.values():
        here[region.parent_id, _short(region.name)].append(region)
        anywhere[region.level, _short(region.name)].append(region)
    rivals = Counter((region.level, _short(region.name)) for region in missing if region.code not in named)
    for region in sorted(missing, key=lambda region: (len(region.prefix), region.code)):
        if region.code in named:
            became[region.code] = named[region.code], False
            continue
        name = _short(region.name)
        parents = became.get(region.parent_id, ((), False))[0] or (region.parent_id,)
        found = [match for parent in parents for match in here[parent, name] if match.level == region.level]
        if not found and rivals[region.level, name] == 1:
            found = anywhere[region.level, name]
        found = [match for match in found if match.code in free]
        if len(found) == 1:
            del free[found[0].code]
        became[region.code] = (found[0].code,) if len(found) == 1 else (), len(found) == 1
    return became
