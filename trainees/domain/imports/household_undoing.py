"""Taking a household list back, household by household, as long as nothing depends on what it said of one.

Something does when a later list has spoken about the household, somebody has changed its status or taken a place in a
class as living there, or a person the list made has been met since. Such a household stays as it is, and so do those a
person moved from or to with it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from lms.kit import audit
from lms.kit.bulk import matching, update
from lms.kit.clock import now
from trainees.models import Enrolment, HouseholdMember, HouseholdStatus, ImportBatch, ImportedRow

from . import undoing


@dataclass
class Traces:
    """What a list left: `homes` person → household on its day, `moves` (person, household they left), `stay` what is
    not taken back."""

    homes: dict[int, int] = field(default_factory=dict)
    moves: list[tuple[int, int]] = field(default_factory=list)
    stay: set[int] = field(default_factory=set)

    @property
    def staying(self) -> set[int]:
        """The people of the households that stay."""
        return {person for person, home in self.homes.items() if home in self.stay}


def leaving(batch: ImportBatch) -> set[int]:
    """The people who would go: made by this list, in households nothing depends on."""
    return _made(batch) - _traces(batch).staying


@transaction.atomic
def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Take the list back; undoing twice changes and logs nothing."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.IMPORTED:
        return batch
    traces = _traces(batch)
    going = _made(batch) - traces.staying
    _take_back_words(batch, traces.stay)
    undoing.take_back_facts(batch, without=traces.staying)
    _take_back_members(batch, traces.stay)
    undoing.remove(going)
    undoing.remove_empty_households(batch)
    numbers = {
        "removed": len(going),
        "kept": batch.rows.filter(is_new=True).count(),
        "households_kept": len(traces.stay),
    }
    batch.counts = batch.counts | numbers
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, now()
    batch.undone_by = by if getattr(by, "pk", None) else None
    batch.save()
    audit.record("trainees.import.undo", batch, by=by, region=batch.region_id, **numbers)
    return batch


def _made(batch: ImportBatch) -> set[int]:
    return set(batch.rows.filter(is_new=True).values_list("trainee", flat=True))


def _traces(batch: ImportBatch) -> Traces:
    people = list(batch.rows.values_list("trainee", flat=True))
    day = batch.dated_on
    on_the_day = HouseholdMember.objects.filter(valid_from__lte=day).exclude(valid_until__lt=day)
    traces = Traces(homes=dict(matching(on_the_day, "trainee", people, "trainee", "household")))
    ended = [key for key, _until in batch.made.get("ended_members", ())]
    traces.moves = list(matching(HouseholdMember.objects.all(), "pk", ended, "trainee", "household"))
    touched = {*traces.homes.values(), *(home for _person, home in traces.moves)}
    traces.stay = set(_held(batch, touched))
    met = _made(batch) - undoing.leaving(batch)
    for person in met | _spoken_of_since(batch, people):
        traces.stay.update({traces.homes[person]} if person in traces.homes else ())
    _with_moves(traces)
    return traces


def _held(batch: ImportBatch, homes: set[int]) -> Iterator[int]:
    """Households somebody has taken a place in a class from, or whose status has been changed, since the import."""
    places = Enrolment.objects.filter(confirmed_at__gte=batch.imported_at)
    yield from (key for (key,) in matching(places, "snapshot_household", homes, "snapshot_household"))
    ended = Q(listed_by=batch, ended_by__isnull=False)
    changed = HouseholdStatus.objects.filter(
        ended | (Q(recorded_at__gt=batch.imported_at) & (Q(listed_by=None) | ~Q(listed_by=batch)))
    )
    yield from (key for (key,) in matching(changed, "household", homes, "household"))


def _spoken_of_since(batch: ImportBatch, people: list[int]) -> set[int]:
    """People whom a household list brought in later names too."""
    later = ImportBatch.objects.filter(
        kind=batch.kind, state=ImportBatch.State.IMPORTED, imported_at__gt=batch.imported_at
    )
    rows = ImportedRow.objects.filter(batch__in=list(later.values_list("pk", flat=True)))
    return {person for (person,) in matching(rows, "trainee", people, "trainee")}


def _with_moves(traces: Traces) -> None:
    """Who moves back must find both households as they were: either both are taken back or neither."""
    pairs = [(home, traces.homes[person]) for person, home in traces.moves if person in traces.homes]
    before = -1
    while len(traces.stay) > before:
        before = len(traces.stay)
        for pair in pairs:
            if traces.stay.intersection(pair):
                traces.stay.update(pair)


def _take_back_words(batch: ImportBatch, stay: set[int]) -> None:
    own = [key for key, home in batch.statuses.values_list("pk", "household") if home not in stay]
    undoing.delete(HouseholdStatus, "pk", own)
    until = dict(batch.made.get("ended_words", ()))
    found = matching(HouseholdStatus.objects.all(), "pk", until, "pk", "household")
    back = [[_day(until[key]), "", None, key] for key, home in found if home not in stay]
    update(HouseholdStatus, ["valid_until", "ended_because", "ended_by"], back)


def _take_back_members(batch: ImportBatch, stay: set[int]) -> None:
    own = [key for key, home in batch.members.values_list("pk", "household") if home not in stay]
    undoing.delete(HouseholdMember, "pk", own)
    until = dict(batch.made.get("ended_members", ()))
    found = list(matching(HouseholdMember.objects.all(), "pk", until, "pk", "household", "trainee"))
    open_today = HouseholdMember.objects.filter(valid_until=None)
    settled = {person for (person,) in matching(open_today, "trainee", {person for *_rest, person in found}, "trainee")}
    back = [[_day(until[key]), key] for key, home, person in found if home not in stay and person not in settled]
    update(HouseholdMember, ["valid_until"], back)
    lacked = dict(batch.made.get("filled_members", ()))
    for key, home in matching(HouseholdMember.objects.all(), "pk", lacked, "pk", "household"):
        if home not in stay:
            emptied = dict.fromkeys(lacked[key], "") | ({"is_head": False} if "relation" in lacked[key] else {})
            HouseholdMember.objects.filter(pk=key).update(**emptied)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
