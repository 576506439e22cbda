"""Look-alikes: people who may stand in the register twice. The platform proposes, a person decides, and it is kept.

Two valid ID numbers with different birth years are two people. A phone number is never identity: a family shares one,
so it makes a pair only where one of the two has no ID number.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from django.db import transaction
from django.db.models import QuerySet

from courses.models import Region
from courses.models.places import within
from lms.kit import audit
from lms.kit.bulk import matching
from lms.kit.clock import now
from lms.kit.masking import COMPOUND_SURNAMES
from trainees.models import LookAlike, Trainee

from . import merging
from .imports.rows import unheard

Reason, Decision = LookAlike.Reason, LookAlike.Decision
BLOCK = 500
# More people of one name in one village, or behind one phone, are a list somebody filled in badly: no pairs from it.
MOST_ALIKE = 12
_FIELDS = ("pk", "name", "id_index", "phone_index", "birth_on")


def find(region: Region | None = None, *, since: dt.datetime | None = None, report: Callable = unheard) -> int:
    """Propose every pair (of people of `region`) that nobody was asked about; how many are new.

    With `since` only pairs with somebody who was registered, or known otherwise, from then on. Village by village: what
    it takes grows with the people looked at, and one village is all that is held at a time.
    """
    people = Trainee.objects.canonical().filter(erased_at__isnull=True).order_by()
    if region:
        people = people.filter(within(region))
    fresh = people.filter(noted_at__gte=since) if since else people
    villages = list(fresh.values_list("region", flat=True).distinct())
    before = LookAlike.objects.count()
    for number, village in enumerate(villages):
        of_village = list(fresh.filter(region=village).values(*_FIELDS))
        _propose(of_village, people, village, is_part=since is not None)
        report(number * 100 // len(villages))
    return LookAlike.objects.count() - before


def _propose(fresh: list[dict], people: QuerySet[Trainee], village: str, *, is_part: bool) -> None:
    reasons = defaultdict(set)
    neighbours = fresh
    if is_part:
        neighbours = _rows(people.filter(region=village), "name", {row["name"] for row in fresh})
    new = {row["pk"] for row in fresh}
    for pair, reason in (*_of_one_name(neighbours), *_of_one_phone(fresh, people)):
        if not new.isdisjoint(pair):
            reasons[pair].add(str(reason))
    LookAlike.objects.bulk_create(
        (LookAlike(one_id=one, other_id=other, reasons=sorted(why)) for (one, other), why in reasons.items()),
        batch_size=BLOCK,
        ignore_conflicts=True,
    )


def put_side_by_side(one: Trainee, other: Trainee, *, by) -> LookAlike:
    """The pair of two people whom an officer takes for one. Raises OneAndTheSameRow when they are already."""
    first, second = sorted((one.itself, other.itself), key=lambda row: row.pk)
    if first == second:
        raise merging.OneAndTheSameRow(merging.one_row_already())
    pair, _is_new = LookAlike.objects.get_or_create(one=first, other=second, defaults={"reasons": [Reason.BY_HAND]})
    return pair


def decide_same(pair: LookAlike, *, because: str, by) -> Trainee:
    """They are one person: merge them; the row the person is known by."""
    with transaction.atomic():
        known_by = merging.merge(pair.one, pair.other, reason=because or "；".join(pair.why), by=by)
        _settle(pair, Decision.SAME, by=by)
    return known_by


def decide_different(pair: LookAlike, *, by) -> None:
    """They are two people; nobody is asked again. Logged."""
    with transaction.atomic():
        _settle(pair, Decision.DIFFERENT, by=by)
        about = {"row": pair.one_id, "same_as": pair.other_id}
        audit.record("trainees.trainee.tell_apart", pair.one, by=by, region=pair.one.region_id, **about)


def ask_again(one: Trainee, other: Trainee) -> None:
    """A merge was taken back: what was decided about this pair no longer stands, and is asked anew."""
    first, second = sorted((one.pk, other.pk))
    decided = LookAlike.objects.filter(one=first, other=second)
    decided.update(decision="", decided_at=None, decided_by=None)


def _settle(pair: LookAlike, decision: str, *, by) -> None:
    pair.decision, pair.decided_at, pair.decided_by = decision, now(), by
    pair.save(update_fields=["decision", "decided_at", "decided_by"])


def _of_one_name(rows: list[dict]) -> Iterator[tuple[tuple[int, int], str]]:
    """Pairs among the people of one village."""
    for one, other in _pairs(rows, lambda row: row["name"]):
        if one["id_index"] is None or other["id_index"] is None:
            yield (one["pk"], other["pk"]), Reason.NO_ID_NUMBER
        elif one["birth_on"] and other["birth_on"] and one["birth_on"].year == other["birth_on"].year:
            yield (one["pk"], other["pk"]), Reason.BORN_ALIKE


def _of_one_phone(fresh: list[dict], people: QuerySet[Trainee]) -> Iterator[tuple[tuple[int, int], str]]:
    phones = {row["phone_index"] for row in fresh if row["phone_index"]}
    weak = people.filter(id_index__isnull=True)
    shared = {phone for (phone,) in matching(weak, "phone_index", phones, "phone_index")}
    rows = _rows(people, "phone_index", shared)
    for one, other in _pairs(rows, lambda row: (row["phone_index"], _surname(row["name"]))):
        if one["id_index"] is None or other["id_index"] is None:
            yield (one["pk"], other["pk"]), Reason.PHONE


def _rows(people: QuerySet[Trainee], column: str, wanted: Iterable[str]) -> list[dict]:
    return [dict(zip(_FIELDS, row, strict=True)) for row in matching(people, column, wanted, *_FIELDS)]


def _pairs(rows: list[dict], key: Callable) -> Iterator[tuple[dict, dict]]:
    """Every two rows of equal `key`, the one registered first in front; too many of one key make none."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    for alike in groups.values():
        if 2 <= len(alike) <= MOST_ALIKE:
            yield from combinations(sorted(alike, key=lambda row: row["pk"]), 2)


def _surname(name: str) -> str:
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
