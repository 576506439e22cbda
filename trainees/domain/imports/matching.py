"""The same person twice: within the file, and in the register already. Both are said before anything is written.

An ID number makes a person; without one it is name and phone number together, and only among people known that way.
A phone number alone is nobody: families share one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from courses.models import Region
from lms.kit.bulk import matching
from lms.kit.masking import mask_name, mask_phone
from lms.kit.sealed import index_columns
from trainees.models import HouseholdMember, Trainee

from .facts import Facts
from .people import People
from .rows import Rows

# What a list may add to a person the register knows already.
FILLABLE = ("phone", "sex", "ethnicity", "education", "labour", "away_place", "away_months", "had_shop")
LABELS = {
    "sex": Trainee.Sex,
    "education": Trainee.Education,
    "labour": Trainee.Labour,
    "away_place": Trainee.AwayPlace,
}
READ = ("pk", "canonical", "name", "id_index", "phone_index", "region__name", "region", *FILLABLE)


@dataclass
class Known:
    """Who of the rows stands in the register.

    `person[n]` is the key of the row the person is known by (None: new); `fills[n]` what the file adds;
    `lives_in` person → number of their household of today; `id_index`, `phone_index` the blind indexes of every row,
    and `newest` an index under an older key → the same under the newest.
    """

    person: list[int | None] = field(default_factory=list)
    fills: dict[int, dict] = field(default_factory=dict)
    lives_in: dict[int, str] = field(default_factory=dict)
    id_index: list[str | None] = field(default_factory=list)
    phone_index: list[str] = field(default_factory=list)
    newest: dict[str, str] = field(default_factory=dict)

    def index(self, purpose: str, values: list[str]) -> list[str]:
        """The newest blind indexes of a column; older ones are noted in `newest`."""
        first, *older = index_columns(purpose, values)
        for column in older:
            self.newest |= zip(column, first, strict=True)
        return first


def find_twins(rows: Rows, people: People) -> None:
    """Of rows about the same person the first is used; under two names none is."""
    first: dict[object, list[int]] = {}
    for n in rows.fit():
        first.setdefault(people.number[n] or (people.name[n], people.phone[n]), []).append(n)
    for same in first.values():
        if len(same) == 1:
            continue
        code = "twins_of_two_names" if len({people.name[n] for n in same}) > 1 else "repeated"
        numbers = [rows.at[n][1] for n in same]
        for at, n in enumerate(same):
            others = "、".join(str(number) for number in numbers[:6] if number != rows.at[n][1])
            if code == "repeated" and at == 0:
                rows.warn(n, "id_number", "used_for_others", rows=others)
            else:
                rows.refuse(n, "id_number", code, rows=others)


def lies_in(region: Region, code: str) -> bool:
    """Whether the division with `code` lies in `region` by today's divisions."""
    first, last = region.code_range
    return code in region.moved_in or (first <= code <= last and code not in region.moved_out)


def find_known(rows: Rows, people: People, facts: Facts, region: Region) -> Known:
    """Match the rows that are fit with the register; says where the two differ.

    Of people who live outside `region` nothing is told: their rows are refused with a sentence that names nobody.
    """
    known = Known([None] * len(rows))
    known.id_index = [index or None for index in known.index("id", rows.only_fit(people.number))]
    known.phone_index = known.index("phone", rows.only_fit(people.phone))
    standing = _by_number(rows, people, known, region)
    standing |= _by_name_and_phone(rows, people, known, region)
    for n, person in enumerate(known.person):
        if person is not None:
            _compare(rows, n, standing[person], people, facts, known)
    _compare_households(rows, facts, known)
    return known


def read_people_by(column: str, wanted: Iterable) -> list[dict]:
    """Rows of the register by a column; each with `itself`, the row its person is known by."""
    found = [dict(zip(READ, row, strict=True)) for row in matching(Trainee.objects.all(), column, wanted, *READ)]
    hanging = {row["canonical"] for row in found if row["canonical"]}
    rows = matching(Trainee.objects.all(), "pk", hanging, *READ) if hanging else ()
    itself = {row[0]: dict(zip(READ, row, strict=True)) for row in rows}
    for row in found:
        row["itself"] = itself.get(row["canonical"], row)
    return found


def with_older(indexes: Iterable[str], known: Known) -> list[str]:
    """The indexes, and what they were under older keys: rows may carry either."""
    wanted = set(indexes)
    return [*wanted, *(older for older, newest in known.newest.items() if newest in wanted)]


def _by_number(rows: Rows, people: People, known: Known, region: Region) -> dict[int, dict]:
    at = {index: n for n, index in enumerate(known.id_index) if index}
    standing, names = {}, {}
    for row in read_people_by("id_index", with_older(at, known)):
        n, person = at[known.newest.get(row["id_index"], row["id_index"])], row["itself"]
        if not _is_of(region, row):
            rows.refuse(n, "id_number", "elsewhere")
            continue
        names.setdefault(n, set()).update({row["name"], person["name"]})
        known.person[n] = person["pk"]
        standing[person["pk"]] = person
    for n, called in names.items():
        if people.name[n] not in called:
            name = mask_name(standing[known.person[n]]["name"])
            rows.refuse(n, "name", "name_differs", person=known.person[n], name=name)
            known.person[n] = None
    return standing


def _is_of(region: Region, row: dict) -> bool:
    """Whether the person lives in `region` by any of their rows that was found."""
    return lies_in(region, row["region"]) or lies_in(region, row["itself"]["region"])


def _by_name_and_phone(rows: Rows, people: People, known: Known, region: Region) -> dict[int, dict]:
    """People known by name and phone: found again by both. A row with an ID number only looks like one of them.

    Family names and shared phones meet across a border: people who live outside are other people.
    """
    fit = [n for n in rows.fit() if known.phone_index[n] and known.person[n] is None]
    at = {}
    for n in fit:
        at.setdefault((people.name[n], known.phone_index[n]), []).append(n)
    standing = {}
    found = read_people_by("phone_index", with_older({index for _name, index in at}, known))
    for row in (row for row in found if _is_of(region, row)):
        for n in at.get((row["name"], known.newest.get(row["phone_index"], row["phone_index"])), ()):
            if known.id_index[n]:
                rows.warn(n, "id_number", "looks_like", person=row["itself"]["pk"])
            elif row["id_index"] is None:
                known.person[n] = row["itself"]["pk"]
                standing[row["itself"]["pk"]] = row["itself"]
            else:
                rows.warn(n, "phone", "looks_like", person=row["itself"]["pk"])
    return standing


def _compare(rows: Rows, n: int, ours: dict, people: People, facts: Facts, known: Known) -> None:
    fills, _before, differs = differences(rows, n, ours, people, facts)
    if fills:
        known.fills[n] = fills
    if not differs:
        rows.warn(n, "", "known_with_more" if fills else "known", person=ours["pk"])


def differences(
    rows: Rows, n: int, ours: dict, people: People, facts: Facts, *, decides: Iterable[str] = ()
) -> tuple[dict, dict, bool]:
    """What the row gives the person `ours`, what stood there before, and whether the two contradict each other.

    Only in the columns the list `decides` does it change what is known; elsewhere it is told and left.
    """
    person, fills, before, differs = ours["pk"], {}, {}, False
    for column in FILLABLE:
        source = people if column in {"phone", "sex"} else facts
        theirs = getattr(source, column)[n]
        if theirs in {"", None} or theirs == ours[column]:
            continue
        if column in decides:
            fills[column], before[column] = theirs, ours[column]
        elif ours[column] in {"", None} or column == "had_shop":
            if theirs:
                fills[column] = theirs
        else:
            differs = True
            rows.warn(
                n, column, "differs", person=person, ours=_shown(column, ours[column]), theirs=_shown(column, theirs)
            )
    if facts.region[n] and facts.region[n] != ours["region"]:
        differs = True
        rows.warn(n, "village", "lives_in_another_village", person=person, ours=ours["region__name"])
    return fills, before, differs


def _shown(column: str, value) -> str:
    if column == "phone":
        return mask_phone(value)
    return str(LABELS[column](value).label) if column in LABELS else str(value)


def _compare_households(rows: Rows, facts: Facts, known: Known) -> None:
    people = {person: n for n, person in enumerate(known.person) if person is not None}
    today = HouseholdMember.objects.filter(valid_until__isnull=True)
    known.lives_in = dict(matching(today, "trainee", people, "trainee", "household__number"))
    for person, number in sorted(known.lives_in.items(), key=itemgetter(0)):
        n = people[person]
        if facts.household[n] and facts.household[n] != number:
            rows.warn(n, "household", "lives_in_another_household", person=person, ours=number)
