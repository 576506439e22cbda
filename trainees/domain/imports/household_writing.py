"""A checked household list into the register, all rows at once: no row touches the ORM."""

from lms.kit.bulk import draw_keys, insert, update
from trainees.models import Household, HouseholdMember, HouseholdStatus, ImportBatch, ImportedRow, ListChange, Trainee

from .facts import Facts
from .household_plan import Plan
from .household_register import Register
from .household_rows import Homes
from .rows import Rows
from .writing import add_people, fill_in

HEAD = HouseholdMember.Relation.HEAD
A_BLOCK = 10_000
SAID = ("labour", "away_place", "away_months", "school", "education")


def write(batch: ImportBatch, checked, *, by) -> None:
    """Carry the plan of a `household_list.Checked` out, in a transaction; `batch.made` is what undoing needs."""
    rows, facts, homes, known, plan = checked.rows, checked.facts, checked.homes, checked.known, checked.plan
    register = checked.register
    fit = list(rows.fit())
    fresh = [n for n in fit if known.person[n] is None]
    new = dict(zip(fresh, draw_keys(Trainee, len(fresh)), strict=True))
    rows.texts.clear()  # all that is written has been read from them
    for start in range(0, len(fresh), A_BLOCK):
        add_people(fresh[start : start + A_BLOCK], new, checked.people, facts, known, by=by)
    checked.people = None
    person = {n: new.get(n) or known.person[n] for n in fit}
    keys, made = _add_households(homes, facts, register)
    _change_words(plan, keys, batch)
    _change_members(plan, keys, facts, homes, person, batch)
    plan.joining.clear()
    filled = fill_in(fit, known, {})
    for n, before in register.before.items():
        if n in filled:
            filled[n]["before"] = before
    for at, (kind, number, n, trainee, params) in enumerate(checked.changes):
        if kind == ListChange.Kind.NEW_PERSON:
            checked.changes[at] = (kind, number, n, new.get(n) or trainee, params)
    _keep_rows(batch, rows, fit, person, new, filled, facts, homes)
    batch.made = {
        "households": made,
        "ended_words": [[key, until and until.isoformat()] for key, _last, until in plan.ending],
        "ended_members": [[key, until and until.isoformat()] for key, _last, until in plan.leaving],
        "filled_members": [[key, sorted(said)] for key, said in plan.filling],
    }


def _add_households(homes: Homes, facts: Facts, register: Register) -> tuple[dict[str, int], list[int]]:
    keys = {number: key for number, (key, _region) in register.households.items()}
    new = [number for number in homes.rows if number not in keys]
    keys |= zip(new, draw_keys(Household, len(new)), strict=True)
    regions = [facts.region[homes.rows[number][0]] for number in new]
    insert(Household, {"id": [keys[number] for number in new], "number": new, "region": regions}, len(new))
    return keys, [keys[number] for number in new]


def _change_words(plan: Plan, keys: dict[str, int], batch: ImportBatch) -> None:
    update(HouseholdStatus, ["valid_until"], [[last, key] for key, last, _until in plan.ending])
    words = plan.words
    columns = {
        "household": [keys[number] for number, *_rest in words],
        "valid_from": [start for _number, _word, start, _until in words],
        "valid_until": [until for *_rest, until in words],
        "source": batch.source_in_words[:200],
        "listed_by": batch.pk,
    }
    for name in ("kind", *HouseholdStatus.DETAILS):
        columns[name] = [getattr(word, name) for _number, word, *_rest in words]
    insert(HouseholdStatus, columns, len(words))


def _change_members(plan: Plan, keys: dict[str, int], facts: Facts, homes: Homes, person, batch: ImportBatch) -> None:
    update(HouseholdMember, ["valid_until"], [[last, key] for key, last, _until in plan.leaving])
    joining = plan.joining
    relations = [said["relation"] if said else homes.relation[n] for n, *_rest, said in joining]
    numbers = [said["person_number"] if said else homes.person_number[n] for n, *_rest, said in joining]
    insert(
        HouseholdMember,
        {
            "household": [keys[facts.household[n]] for n, *_rest in joining],
            "trainee": [person[n] for n, *_rest in joining],
            "relation": relations,
            "is_head": [relation == HEAD for relation in relations],
            "person_number": numbers,
            "valid_from": [start for _n, start, _until, _said in joining],
            "valid_until": [until for _n, _start, until, _said in joining],
            "listed_by": batch.pk,
        },
        len(joining),
    )
    alike: dict[tuple[str, ...], list[list]] = {}
    for key, said in plan.filling:
        gained = said | ({"is_head": said["relation"] == HEAD} if "relation" in said else {})
        alike.setdefault(tuple(gained), []).append([*gained.values(), key])
    for columns, values in alike.items():
        update(HouseholdMember, columns, values)


def _keep_rows(batch, rows: Rows, fit, person, new, filled, facts: Facts, homes: Homes) -> None:
    """Which row is whom, and what the list says of the person on its day."""
    columns = (facts.labour, facts.away_place, facts.away_months, homes.school, facts.education)
    alike: dict[tuple, dict] = {}  # most people say the same: one dict for all of them
    for values in zip(*columns, strict=True):
        if values not in alike:
            told = dict(zip(SAID, values, strict=True))
            alike[values] = {name: value for name, value in told.items() if value not in {"", None}}
    nothing: dict = {}
    for start in range(0, len(fit), A_BLOCK):
        block = fit[start : start + A_BLOCK]
        insert(
            ImportedRow,
            {
                "batch": batch.pk,
                "sheet": [rows.at[n][0] for n in block],
                "row": [rows.at[n][1] for n in block],
                "trainee": [person[n] for n in block],
                "is_new": [n in new for n in block],
                "filled": [filled.get(n, nothing) for n in block],
                "said": [alike[tuple(column[n] for column in columns)] for n in block],
            },
            len(block),
        )
