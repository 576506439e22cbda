"""A checked list into the register, all rows at once: no row touches the ORM.

What `register.derived()` says of one person is said here of a column; a test holds the two together.
"""

import datetime as dt
from itertools import compress

from lms.kit.bulk import draw_keys, insert, matching, update
from lms.kit.clock import now, today
from lms.kit.sealed import index_columns
from trainees.domain.names import pinyin
from trainees.models import Household, HouseholdMember, ImportBatch, ImportedRow, Trainee, TraineeGroup

from .facts import Facts
from .matching import FILLABLE, Known
from .people import People
from .rows import Rows

TAIL = Trainee._meta.get_field("id_tail_index").max_length


def write(batch: ImportBatch, rows: Rows, people: People, facts: Facts, known: Known, *, by) -> None:
    """Register everyone nothing speaks against. Call inside a transaction."""
    fit = list(rows.fit())
    fresh = [n for n in fit if known.person[n] is None]
    keys = dict(zip(fresh, draw_keys(Trainee, len(fresh)), strict=True))
    add_people(fresh, keys, people, facts, known, by=by)
    person = {n: keys.get(n) or known.person[n] for n in fit}
    groups = _add_groups(fit, person, facts, known)
    batch.made, joined = _add_households(fit, person, facts, known, since=today())
    filled = fill_in(fit, known, groups)
    for n, number in joined.items():
        filled.setdefault(n, {})["household"] = number
    insert(
        ImportedRow,
        {
            "batch": batch.pk,
            "sheet": [rows.at[n][0] for n in fit],
            "row": [rows.at[n][1] for n in fit],
            "trainee": [person[n] for n in fit],
            "is_new": [n in keys for n in fit],
            "filled": [filled.get(n, {}) for n in fit],
        },
        len(fit),
    )


def add_people(fresh: list[int], keys: dict[int, int], people: People, facts: Facts, known: Known, *, by) -> None:
    """The rows `fresh` as new people under the keys drawn for them."""
    spelt: dict[str, str] = {}
    for n in fresh:
        name = people.name[n]
        if name not in spelt:
            spelt[name] = pinyin(name)
    columns = {
        "id": [keys[n] for n in fresh],
        "name": [people.name[n] for n in fresh],
        "name_pinyin": [spelt[people.name[n]] for n in fresh],
        "id_number": [people.number[n] for n in fresh],
        "id_index": [known.id_index[n] for n in fresh],
        "id_tail_index": _tail_indexes([people.number[n] for n in fresh], [facts.region[n] for n in fresh]),
        "birth_on": [people.birth_on[n] for n in fresh],
        "phone": [people.phone[n] for n in fresh],
        "phone_index": [known.phone_index[n] for n in fresh],
        "region": [facts.region[n] for n in fresh],
        "had_shop": [bool(facts.had_shop[n]) for n in fresh],
        "registered_by": by.pk if getattr(by, "pk", None) else None,
    }
    for column in FILLABLE:
        if column not in columns:
            source = people if column == "sex" else facts
            columns[column] = [getattr(source, column)[n] for n in fresh]
    insert(Trainee, columns, len(fresh))


def _tail_indexes(numbers: list[str], regions: list[str]) -> list[str]:
    by_township: dict[str, list[int]] = {}
    for at, region in enumerate(regions):
        by_township.setdefault(region[:9], []).append(at)
    indexes = [""] * len(numbers)
    for township, places in by_township.items():
        newest = index_columns(f"id tail {township}", [numbers[at][-4:] for at in places])[0]
        for at, index in zip(places, newest, strict=True):
            indexes[at] = index[:TAIL]
    return indexes


def _add_groups(fit: list[int], person: dict[int, int], facts: Facts, known: Known) -> dict[int, list[str]]:
    """Adds what is missing; returns what known people got, row → groups."""
    known_people = {known.person[n] for n in fit if known.person[n] is not None and facts.groups[n]}
    there = set(matching(TraineeGroup.objects.all(), "trainee", known_people, "trainee", "group"))
    pairs = [(n, group) for n in fit for group in facts.groups[n] if (person[n], group) not in there]
    insert(
        TraineeGroup,
        {"trainee": [person[n] for n, _group in pairs], "group": [group for _n, group in pairs]},
        len(pairs),
    )
    added: dict[int, list[str]] = {}
    for n, group in pairs:
        if known.person[n] is not None:
            added.setdefault(n, []).append(group)
    return added


def _add_households(fit, person, facts: Facts, known: Known, *, since: dt.date) -> tuple[dict, dict[int, str]]:
    """Who lives nowhere yet joins the household the file names; a list of people is no proof of a move.

    Returns what was made, for `ImportBatch.made`, and which known people joined a household, row → its number.
    """
    joining = [n for n in fit if facts.household[n] and person[n] not in known.lives_in]
    numbers = {facts.household[n]: n for n in reversed(joining)}
    keys = dict(matching(Household.objects.all(), "number", numbers, "number", "pk"))
    new = [number for number in numbers if number not in keys]
    keys |= zip(new, draw_keys(Household, len(new)), strict=True)
    insert(
        Household,
        {
            "id": [keys[number] for number in new],
            "number": new,
            "region": [facts.region[numbers[number]] for number in new],
        },
        len(new),
    )
    insert(
        HouseholdMember,
        {
            "household": [keys[facts.household[n]] for n in joining],
            "trainee": [person[n] for n in joining],
            "valid_from": since,
        },
        len(joining),
    )
    return {"households": [keys[number] for number in new]}, {
        n: facts.household[n] for n in joining if known.person[n] is not None
    }


def fill_in(fit: list[int], known: Known, groups: dict[int, list[str]]) -> dict[int, dict]:
    """Write what known people lacked; returns row → what `ImportedRow.filled` keeps of it."""
    kept: dict[int, dict] = {n: {"groups": added} for n, added in groups.items()}
    alike: dict[tuple[str, ...], list[list]] = {}
    moment = now()
    for n in compress(fit, (n in known.fills for n in fit)):
        fills = dict(known.fills[n])
        kept.setdefault(n, {}).update({name: str(value) if name != "phone" else "" for name, value in fills.items()})
        if "phone" in fills:
            fills["phone_index"] = kept[n]["phone"] = known.phone_index[n]
            fills["noted_at"] = moment
        alike.setdefault(tuple(fills), []).append([*fills.values(), known.person[n]])
    for columns, values in alike.items():
        update(Trainee, columns, values)
    return kept
