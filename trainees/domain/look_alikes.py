"""Look-alikes: people who may stand in the register twice. The platform proposes, a person decides, and it is kept.

Two valid ID numbers with different birth years are two people. A phone number is never identity: a family shares one,
so it makes a pair only where one of the two has no ID number.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from django.db import transaction
from django.db.models import Count, QuerySet

from courses.models import Region
from courses.models.places import within
from lms.kit import audit
from lms.kit.clock import now
from lms.kit.masking import COMPOUND_SURNAMES
from trainees.models import LookAlike, Trainee

from . import merging

Reason, Decision = LookAlike.Reason, LookAlike.Decision
BLOCK = 500
# More people of one name in one village, or behind one phone, are a list somebody filled in badly: no pairs from it.
MOST_ALIKE = 12
_FIELDS = ("pk", "name", "region_id", "id_index", "phone_index", "birth_on")


def find(region: Region | None = None) -> int:
    """Propose every pair (of people of `region`) that nobody was asked about; how many are new."""
    people = Trainee.objects.canonical().filter(erased_at__isnull=True).order_by()
    if region:
        people = people.filter(within(region))
    reasons = defaultdict(set)
    for pair, reason in (*_of_one_name(people), *_of_one_phone(people)):
        reasons[pair].add(str(reason))
    before = LookAlike.objects.count()
    LookAlike.objects.bulk_create(
        (LookAlike(one_id=one, other_id=other, reasons=sorted(why)) for (one, other), why in reasons.items()),
        batch_size=BLOCK,
        ignore_conflicts=True,
    )
    return LookAlike.objects.count() - before


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


def _of_one_name(people: QuerySet[Trainee]) -> Iterator[tuple[tuple[int, int], str]]:
    groups = people.values("name", "region").annotate(many=Count("pk")).filter(many__range=(2, MOST_ALIKE))
    alike = {(group["name"], group["region"]) for group in groups}
    names = sorted({name for name, _region in alike})
    for rows in _grouped(people, "name", names, lambda row: (row["name"], row["region_id"])):
        for one, other in combinations(rows, 2):
            if (one["name"], one["region_id"]) not in alike:
                continue
            if one["id_index"] is None or other["id_index"] is None:
                yield (one["pk"], other["pk"]), Reason.NO_ID_NUMBER
            elif one["birth_on"].year == other["birth_on"].year:
                yield (one["pk"], other["pk"]), Reason.BORN_ALIKE


def _of_one_phone(people: QuerySet[Trainee]) -> Iterator[tuple[tuple[int, int], str]]:
    weak = people.filter(id_index__isnull=True).exclude(phone_index="")
    phones = sorted(set(weak.values_list("phone_index", flat=True)))
    for rows in _grouped(people, "phone_index", phones, lambda row: (row["phone_index"], _surname(row["name"]))):
        for one, other in combinations(rows, 2):
            if one["id_index"] is None or other["id_index"] is None:
                yield (one["pk"], other["pk"]), Reason.PHONE


def _grouped(people, column: str, wanted: list[str], key) -> Iterator[list[dict]]:
    """Rows of `people` whose `column` is one of `wanted`, in groups of equal `key`, by their keys."""
    for start in range(0, len(wanted), BLOCK):
        groups = defaultdict(list)
        rows = people.filter(**{f"{column}__in": wanted[start : start + BLOCK]}).order_by("pk")
        for row in rows.values(*_FIELDS):
            groups[key(row)].append(row)
        yield from (rows for rows in groups.values() if 2 <= len(rows) <= MOST_ALIKE)


def _surname(name: str) -> str:
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
