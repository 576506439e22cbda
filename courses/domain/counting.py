"""Counting rules of a programme: a change is a new version, has a reason, is logged, and holds from its day on.

The programme keeps a copy of what every page needs (`CACHED` and the number of the version); no other module writes it.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import CountingRules, Programme
from lms.kit import audit
from lms.kit.clock import today

WATCHING = ("daily_watch_minutes", "lesson_watch_minutes", "presence_check")
CACHED = ("min_attendance_share", "min_watch_share", *WATCHING, "conversion_window_days")
COMPLETION = ("hours", "watch", "min_practice_share", "test", "min_test_share", "work_needed")
RULES = (*CACHED, *COMPLETION, "repeat", "age_from", "age_until", "able_to_work", "away_places", "away_months")
SHORTEST_REASON = 4


class RulesRefused(Exception):
    """The rules can't be changed so; the text says why."""


def rules_of(programme: Programme) -> CountingRules:
    """The rules in force; a programme nobody gave rules has the first version, by what it keeps."""
    return programme.counting_rules.first() or rules_kept_by(programme)


def in_force(programmes: Iterable[Programme]) -> dict[int, CountingRules]:
    """The rules in force by programme; a query only where some programme has changed its rules."""
    programmes = {programme.pk: programme for programme in programmes}
    found = {key: rules_kept_by(programme) for key, programme in programmes.items() if programme.rules_version == 1}
    if len(found) < len(programmes):
        changed = CountingRules.objects.filter(programme__in=programmes.keys() - found.keys())
        found |= {rules.programme_id: rules for rules in changed.order_by("version")}
    return found


def versions_of(programme: Programme) -> dict[int, CountingRules]:
    """All versions by their number, the one in force last. A programme that never changed its rules asks nothing."""
    if programme.rules_version == 1:
        return {1: rules_kept_by(programme)}
    return {rules.version: rules for rules in programme.counting_rules.order_by("version")}


def rules_kept_by(programme: Programme) -> CountingRules:
    """The first version, by what the programme keeps; not saved."""
    kept = {name: getattr(programme, name) for name in CACHED}
    return CountingRules(programme=programme, version=1, valid_from=programme.starts_on, **kept)


def begin(programme: Programme, *, by) -> CountingRules:
    """The first version, by what the programme keeps; if there is one already, that."""
    rules = rules_of(programme)
    if rules.pk is None:
        rules.made_by = by
        rules.save()
    return rules


@transaction.atomic
def change_rules(programme: Programme, *, reason: str, by, **changed) -> CountingRules:
    """A new version with the `changed` rules, valid from today. Raises RulesRefused.

    What completes from now on is judged by it; what was completed stays as it was judged. Changing nothing makes no
    version.
    """
    held = Programme.objects.select_for_update().get(pk=programme.pk)
    before = begin(held, by=by)
    unknown = changed.keys() - set(RULES)
    if unknown:
        raise TypeError(f"Not a counting rule: {sorted(unknown)}")
    told = {
        name: [str(getattr(before, name)), str(value)]
        for name, value in changed.items()
        if value != getattr(before, name)
    }
    if not told:
        return before
    if len(reason.strip()) < SHORTEST_REASON:
        raise RulesRefused(_("Write in at least 4 characters why the rules change. It is kept."))
    values = {name: changed.get(name, getattr(before, name)) for name in RULES}
    made = CountingRules.objects.create(
        programme=held, version=before.version + 1, valid_from=today(), reason=reason.strip(), made_by=by, **values
    )
    for name in CACHED:
        setattr(held, name, values[name])
    held.rules_version = made.version
    held.save(update_fields=[*CACHED, "rules_version"])
    audit.record(
        "courses.programme.change_rules",
        held,
        by=by,
        purpose=reason.strip(),
        region=held.region_id,
        version=made.version,
        changed=told,
    )
    return made
