"""What the register knows of the people and households a list names; who lies outside its area is refused unnamed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from courses.models import Region
from lms.kit.bulk import matching
from lms.kit.masking import mask_name
from trainees.models import Household, HouseholdMember, HouseholdStatus, ImportBatch, ImportedRow

from .facts import Facts
from .household_rows import Homes, group
from .household_words import Word
from .matching import Known, differences, lies_in, read_people_by, with_older
from .people import People
from .rows import Rows

# What changes from year to year and only household lists say: there the newest list decides.
DECIDES = ("labour", "away_place", "away_months")
MEMBER = ("pk", "household", "household__number", "trainee", "trainee__canonical", "trainee__name")
MEMBER += ("is_head", "relation", "person_number", "valid_from", "valid_until")
STATUS = ("pk", "household", "valid_from", "valid_until", "kind", *HouseholdStatus.DETAILS)


class Lives(NamedTuple):
    """A membership; `person` is who it is known to be, under whichever of their rows."""

    pk: int
    household: int
    number: str
    trainee: int
    person: int
    name: str
    is_head: bool
    relation: str
    person_number: str
    start: dt.date
    until: dt.date | None


class Was(NamedTuple):
    """A status of a household."""

    pk: int
    household: int
    start: dt.date
    until: dt.date | None
    word: Word


@dataclass
class Register:
    """Households by number (key, region); memberships by household and by person; statuses by household."""

    households: dict[str, tuple[int, str]] = field(default_factory=dict)
    members: dict[int, list[Lives]] = field(default_factory=lambda: defaultdict(list))
    lives: dict[int, list[Lives]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[int, list[Was]] = field(default_factory=lambda: defaultdict(list))
    before: dict[int, dict] = field(default_factory=dict)  # row → what the list replaces of what is known


def find_register(
    rows: Rows, people: People, facts: Facts, homes: Homes, region: Region, *, on: dt.date
) -> tuple[Known, Register]:
    """Match households and people; refuses what belongs elsewhere or has been said by a newer list."""
    register, known = Register(), Known([None] * len(rows), phone_index=[""] * len(rows))
    _find_households(rows, facts, homes, register, region)
    group(rows, facts, homes)
    for lives in _memberships("household", [key for key, _region in register.households.values()]):
        register.members[lives.household].append(lives)
    standing = _find_people(rows, people, known, region)
    _find_without_number(rows, people, facts, known, register, on)
    _compare_person_numbers(rows, homes, known)
    _refuse_older(rows, homes, known, register, region, on)
    group(rows, facts, homes)
    for n, person in enumerate(known.person):
        if person in standing and not rows.refused[n]:
            fills, before, _differs = differences(rows, n, standing[person], people, facts, decides=DECIDES)
            known.fills.update({n: fills} if fills else {})
            register.before.update({n: before} if before else {})
    for lives in _memberships("trainee", {person for person in known.person if person}):
        register.lives[lives.person].append(lives)
    _find_statuses(register)
    return known, register


def _memberships(column: str, wanted: Iterable) -> list[Lives]:
    found = matching(HouseholdMember.objects.all(), column, wanted, *MEMBER)
    lives = [Lives(*row[:4], row[4] or row[3], *row[5:]) for row in found]
    return sorted(lives, key=lambda one: (one.start, one.pk))


def _find_households(rows: Rows, facts: Facts, homes: Homes, register: Register, region: Region) -> None:
    for number, key, where in matching(Household.objects.all(), "number", homes.rows, "number", "pk", "region"):
        if lies_in(region, where):
            register.households[number] = (key, where)
            for n in homes.rows[number]:
                if facts.region[n] and facts.region[n] != where:
                    rows.warn(n, "village", "household_of_another_village")
        else:
            for n in homes.rows[number]:
                rows.refuse(n, "household", "elsewhere")


def _find_people(rows: Rows, people: People, known: Known, region: Region) -> dict[int, dict]:
    """People by ID number; of one who lives outside the area not even a letter is told."""
    known.id_index = [index or None for index in known.index("id", rows.only_fit(people.number))]
    at = {index: n for n, index in enumerate(known.id_index) if index}
    standing, called = {}, defaultdict(set)
    for row in read_people_by("id_index", with_older(at, known)):
        n, person = at[known.newest.get(row["id_index"], row["id_index"])], row["itself"]
        if not lies_in(region, person["region"]):
            rows.refuse(n, "id_number", "elsewhere")
            continue
        called[n] |= {row["name"], person["name"]}
        known.person[n], standing[person["pk"]] = person["pk"], person
    for n, names in called.items():
        if people.name[n] not in names:
            person = standing[known.person[n]]
            rows.refuse(n, "name", "name_differs", person=person["pk"], name=mask_name(person["name"]))
            known.person[n] = None
    return standing


def _find_without_number(rows: Rows, people: People, facts: Facts, known: Known, register: Register, on) -> None:
    """Who has no number in the list is known by name within the household."""
    for n in rows.fit():
        if people.number[n] or facts.household[n] not in register.households:
            continue
        members = register.members[register.households[facts.household[n]][0]]
        same = {one.person for one in members if one.name == people.name[n] and (one.until is None or one.until >= on)}
        if len(same) == 1:
            known.person[n] = same.pop()


def _compare_person_numbers(rows: Rows, homes: Homes, known: Known) -> None:
    """A person number that the register has for somebody else is no proof of anything."""
    at = {number: n for n, number in enumerate(homes.person_number) if number and not rows.refused[n]}
    found = matching(
        HouseholdMember.objects.all(), "person_number", at, "person_number", "trainee", "trainee__canonical"
    )
    for number, trainee, canonical in found:
        n = at[number]
        if known.person[n] != (canonical or trainee) and homes.person_number[n]:
            rows.warn(n, "person_number", "person_number_of_another")
            homes.person_number[n] = ""


def _refuse_older(rows: Rows, homes: Homes, known: Known, register: Register, region: Region, on: dt.date) -> None:
    """A list doesn't speak about households a newer one has spoken about."""
    newer = ImportBatch.objects.filter(kind=ImportBatch.Kind.POVERTY, state=ImportBatch.State.IMPORTED, dated_on__gt=on)
    days = dict(newer.values_list("pk", "dated_on"))
    if not days:
        return
    named = {lives.person for members in register.members.values() for lives in members}
    named |= {person for person in known.person if person}
    said = matching(ImportedRow.objects.filter(batch__in=days), "trainee", named, "trainee", "batch")
    by_person = {person: days[batch] for person, batch in said}
    for number, members in homes.rows.items():
        key = register.households.get(number, (None,))[0]
        concerned = [lives.person for lives in register.members.get(key, ())] + [known.person[n] for n in members]
        day = max((by_person[person] for person in concerned if person in by_person), default=None)
        if day:
            for n in members:
                rows.refuse(n, "household", "newer_list", day=str(day))


def _find_statuses(register: Register) -> None:
    keys = [key for key, _region in register.households.values()]
    for row in matching(HouseholdStatus.objects.all(), "household", keys, *STATUS):
        register.statuses[row[1]].append(Was(*row[:4], Word(*row[4:])))
