"""Taking a batch back while nothing depends on it.

People the batch made go, unless something else points at them by now: a place in a class, a visit, a merge, a sign-in.
Those stay, with all the batch said of them. What it filled in for others goes, unless somebody has changed it since.
"""

from collections.abc import Container
from itertools import chain

from django.db import transaction

from lms.kit import audit
from lms.kit.bulk import matching
from lms.kit.clock import now
from lms.kit.sealed import blind_indexes
from trainees.models import (
    Household,
    HouseholdMember,
    ImportBatch,
    ImportedRow,
    ImportRemark,
    ListChange,
    Trainee,
    TraineeGroup,
)

# What a list itself writes about a person.
OWN = {ImportedRow, ImportRemark, ListChange, TraineeGroup, HouseholdMember}
EMPTY = {"phone": "", "away_months": None, "had_shop": False}


def leaving(batch: ImportBatch) -> set[int]:
    """The people who would go: made by this batch, and nothing depends on them."""
    made = set(batch.rows.filter(is_new=True).values_list("trainee", flat=True))
    held = set(matching(Trainee.objects.exclude(user=None, canonical=None), "pk", made, "pk"))
    held = {key for (key,) in held}
    for relation in Trainee._meta.related_objects:
        if relation.related_model not in OWN:
            name = relation.field.name
            held |= {key for (key,) in matching(relation.related_model._base_manager.all(), name, made, name)}
    others = ImportedRow.objects.exclude(batch=batch).filter(batch__state=ImportBatch.State.IMPORTED)
    elsewhere = matching(others, "trainee", made, "trainee")
    return made - held - {key for (key,) in elsewhere}


@transaction.atomic
def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Take the batch back; undoing twice changes and logs nothing."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.IMPORTED:
        return batch
    going = leaving(batch)
    take_back_facts(batch)
    remove(going)
    kept = batch.rows.filter(is_new=True).count()
    batch.counts = batch.counts | {"removed": len(going), "kept": kept}
    batch.state, batch.undone_at, batch.undone_by = (
        ImportBatch.State.UNDONE,
        now(),
        by if getattr(by, "pk", None) else None,
    )
    remove_empty_households(batch)
    batch.save()
    audit.record("trainees.import.undo", batch, by=by, region=batch.region_id, removed=len(going), kept=kept)
    return batch


def remove(going: set[int]) -> None:
    """The people and what the list wrote about them; the database refuses should anything else point at them."""
    for model in (ImportRemark, ListChange, ImportedRow, TraineeGroup, HouseholdMember):
        delete(model, "trainee", going)
    delete(Trainee, "pk", going)


def delete(model, column: str, wanted) -> None:
    """Delete the rows of `model` whose `column` is one of `wanted`, in blocks and without signals."""
    keys = [key for (key,) in matching(model.objects.all(), column, wanted, "pk")]
    for start in range(0, len(keys), 500):
        rows = model.objects.filter(pk__in=keys[start : start + 500])
        rows._raw_delete(using=rows.db)


def take_back_facts(batch: ImportBatch, *, without: Container[int] = ()) -> None:
    """What was missing is missing again, what was replaced is back, where the value is still the one the batch wrote.

    Nothing is taken back of the people `without`.
    """
    rows = batch.rows.exclude(filled={}).filter(is_new=False).select_related("trainee")
    for row in rows.iterator(chunk_size=500):
        if row.trainee_id in without:
            continue
        person, changed, before = row.trainee, [], row.filled.pop("before", {})
        for column, value in row.filled.items():
            if column == "groups":
                person.groups.filter(group__in=value).delete()
            elif column == "household":
                person.memberships.filter(household__number=value, valid_until=None).delete()
            elif _stands(person, column, value):
                setattr(person, column, before.get(column, EMPTY.get(column, "")))
                changed.append(column)
        if "phone" in changed:
            person.phone_index = ""
            changed.append("phone_index")
        if changed:
            person.save(update_fields=changed)


def _stands(person: Trainee, column: str, value: str) -> bool:
    if column == "phone":  # what was noted may be under an older key
        return bool(person.phone) and value in {person.phone_index, *blind_indexes("phone", person.phone)}
    return value == str(getattr(person, column))


def remove_empty_households(batch: ImportBatch) -> None:
    """Households the batch made go when nobody lives there, nothing is said of them and nothing points at them."""
    made = batch.made.get("households", [])
    empty = Household.objects.filter(members=None, statuses=None)
    pointed = [relation for relation in Household._meta.related_objects if relation.name not in {"members", "statuses"}]
    kept = set(
        chain.from_iterable(
            matching(relation.related_model._base_manager.all(), relation.field.name, made, relation.field.name)
            for relation in pointed
        )
    )
    keys = {key for key in matching(empty, "pk", made, "pk") if key not in kept}
    delete(Household, "pk", [key for (key,) in keys])
