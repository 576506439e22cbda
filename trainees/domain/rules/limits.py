"""Limits of the rules as they hold for a programme: the platform's, changed by an organiser, in versions with a reason.

No other module writes RuleLimits. A changed limit holds from the next run on: flags that no longer fit close then.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Programme
from lms.kit import audit
from trainees.models import RuleLimits

from .declaring import REGISTRY, Limit, Rule

SHORTEST_REASON = 4


class LimitsRefused(Exception):
    """The limits can't be changed so; the text says why."""


def set_for(programme: Programme | None) -> dict[str, int]:
    """What the programme's newest version sets, by "rule.name"; empty for the platform's own."""
    newest = RuleLimits.objects.filter(programme=programme).first() if programme else None
    return newest.values if newest else {}


def of(rule: Rule, values: dict[str, int]) -> dict[str, int]:
    """The limits of one rule, with `values` (of `set_for`) over the platform's."""
    return {limit.name: values.get(f"{rule.code}.{limit.name}", limit.value) for limit in rule.limits}


@transaction.atomic
def change(programme: Programme, changed: dict[str, int], *, reason: str, by) -> RuleLimits | None:
    """A new version in which `changed` ("rule.name" to a number) holds. Raises LimitsRefused.

    A limit set to the platform's is not kept. Changing nothing makes no version and gives None.
    """
    held = Programme.objects.select_for_update().get(pk=programme.pk)
    before = set_for(held)
    after = dict(before)
    for name, value in changed.items():
        limit = _known(name)
        if not limit.least <= value <= limit.most:
            raise LimitsRefused(
                _("%(label)s: a number from %(least)d to %(most)d.")
                % {"label": limit.label, "least": limit.least, "most": limit.most}
            )
        after.pop(name, None) if value == limit.value else after.update({name: value})
    if after == before:
        return None
    if len(reason.strip()) < SHORTEST_REASON:
        raise LimitsRefused(_("Write in at least 4 characters why the limits change. It is kept."))
    newest = RuleLimits.objects.filter(programme=held).first()
    version = newest.version + 1 if newest else 1
    made = RuleLimits.objects.create(
        programme=held, version=version, values=after, reason=reason.strip()[:200], made_by=by
    )
    told = {name: [before.get(name), after.get(name)] for name in changed if before.get(name) != after.get(name)}
    audit.record(
        "trainees.rules.change_limits", held, by=by, purpose=made.reason, region=held.region_id, version=version,
        changed=told,
    )  # fmt: skip
    return made


def _known(name: str):
    code, _dot, short = name.partition(".")
    rule = REGISTRY.get(code)
    for limit in rule.limits if rule and rule.by_programme else ():
        if limit.name == short:
            return limit
    raise TypeError(f"Not a limit of a programme: {name}")


@dataclass(frozen=True)
class Standing:
    """A limit as it holds for a programme, and the version that set it so; None: the platform's own."""

    limit: Limit
    value: int
    version: RuleLimits | None

    @property
    def is_own(self) -> bool:
        return self.value != self.limit.value


def versions_of(programme: Programme | None) -> list[RuleLimits]:
    """All versions of a programme's limits, the newest first."""
    return list(programme.rule_limits.select_related("made_by")) if programme else []


def standing(rule: Rule, versions: list[RuleLimits]) -> list[Standing]:
    """The limits of `rule` by the newest of `versions` (newest first), each with the version that last changed it."""
    if not rule.by_programme:
        versions = []
    return [_standing(limit, f"{rule.code}.{limit.name}", versions) for limit in rule.limits]


def _standing(limit: Limit, name: str, versions: list[RuleLimits]) -> Standing:
    held = [version.values.get(name) for version in versions]
    changed = (
        version
        for number, version in enumerate(versions)
        if held[number] != (held[number + 1] if number + 1 < len(held) else None)
    )
    value = held[0] if held and held[0] is not None else limit.value
    return Standing(limit, value, next(changed, None))
