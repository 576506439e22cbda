"""The households of a file: who is in them, what they are, and the cleaning rules a file can be held to by itself.

A row is refused when nobody could say whom or which household it means, or what the household is; whatever only looks
wrong lets the row in and is shown (domain.md 6.3).
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit.clock import today
from trainees.domain import identity
from trainees.models import HouseholdMember

from . import household_words as words
from .facts import Facts
from .household_columns import COLUMNS, SAYS_STATUS
from .household_rules import check_facts, check_household
from .people import People, choices
from .rows import ListUnfit, Rows, shown

STATUS_COLUMNS = (*SAYS_STATUS, "risk", "identified_on", "cleared_on")
LONGEST_NUMBER = HouseholdMember._meta.get_field("person_number").max_length
_id_like = re.compile(r"[0-9]{17}[0-9Xx]")
_size = re.compile(r"(\d{1,2})(?:\.0+)?人?")
_county_tail = re.compile(r"(土家族苗族自治县|自治县|自治旗|县|市|区|旗)$")


@dataclass
class Homes:
    """One entry a row; `rows` are the fit rows of each household, `broken` those some row of which was refused.

    `standing` and `monitored` are what the file says of a household; one that is missing there: nothing is said.
    """

    relation: list[str]
    person_number: list[str]
    school: list[str]
    size: list[int | None]
    rows: dict[str, list[int]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    standing: dict[str, words.Word] = field(default_factory=dict)
    monitored: dict[str, words.Word] = field(default_factory=dict)


def day_of_list(rows: Rows, wanted: dt.date | None) -> dt.date:
    """The day the list is of: what the officer says, which most rows must agree with, or what most rows say.

    Rows of another day are refused. Raises ListUnfit.
    """
    texts = rows.column("dated")
    known = {text: words.day(text) for text in set(texts) if text}
    days = Counter(known[text] for text in texts if text and known[text])
    usual = days.most_common(1)[0][0] if days else None
    if wanted and usual and wanted != usual:
        raise ListUnfit(
            _("The list says it is of %(theirs)s, and you say %(ours)s. Compare its column %(column)s.")
            % {"theirs": usual, "ours": wanted, "column": COLUMNS["dated"][0]}
        )
    chosen = wanted or usual
    if chosen is None:
        raise ListUnfit(_("The list doesn't say of which day it is. Fill in the day of the list and upload it again."))
    if chosen > today():
        raise ListUnfit(_("The list is of %(day)s, which is still to come. Compare the day.") % {"day": chosen})
    if days and (len(days) > 1 or None in known.values()):
        for n, text in enumerate(texts):
            if text and known[text] != chosen:
                rows.refuse(n, "dated", "another_day", day=str(chosen))
    return chosen


def read_homes(rows: Rows, people: People, facts: Facts, region: Region, *, on: dt.date) -> Homes:
    """Judge the rows by themselves, then within their household. Raises ListUnfit."""
    if not any(column in rows.texts for column in SAYS_STATUS):
        raise ListUnfit(
            _("No column says what the households are. One of these is needed: %(columns)s.")
            % {"columns": "、".join(COLUMNS[column][0] for column in SAYS_STATUS)}
        )
    _check_counties(rows, region)
    homes = Homes(
        relation=[str(value) for value in choices(rows, "relation", words.RELATIONS.get)],
        person_number=_person_numbers(rows),
        school=choices(rows, "school", words.SCHOOLS.get),
        size=_sizes(rows),
    )
    _check_numbers(rows, facts)
    check_facts(rows, people, facts, on=on)
    said = _read_words(rows, on=on)
    _find_twins(rows, people, facts)
    group(rows, facts, homes)
    _agree(rows, homes, said)
    group(rows, facts, homes)
    for number, members in homes.rows.items():
        check_household(rows, people, homes, members, is_whole=number not in homes.broken)
    return homes


def group(rows: Rows, facts: Facts, homes: Homes) -> None:
    """Which fit rows make which household; once more whenever rows have been refused."""
    homes.rows, homes.broken = {}, set()
    for n, number in enumerate(facts.household):
        if rows.refused[n]:
            homes.broken.add(number)
        else:
            homes.rows.setdefault(number, []).append(n)


def _check_counties(rows: Rows, region: Region) -> None:
    """A village of the same name in another county is another village."""
    counties = Region.objects.current().filter(level=Region.Level.COUNTY)
    own = counties.filter(pk=region.county_code) | counties.inside(region)
    names = {_county_tail.sub("", name) for name in own.values_list("name", flat=True)}
    strange = {text for text in set(rows.column("county")) if text and _county_tail.sub("", _plain(text)) not in names}
    if strange and names:
        for n, text in enumerate(rows.column("county")):
            if text in strange and not text.startswith(region.county_code[:6]):
                rows.refuse(n, "county", "other_county")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _check_numbers(rows: Rows, facts: Facts) -> None:
    texts = rows.column("household")
    for n, number in enumerate(facts.household):
        if not number:
            rows.refuse(n, "household", "household_missing")
        elif _id_like.fullmatch(number) and _is_id(number):
            rows.refuse(n, "household", "household_is_id")
            facts.household[n] = ""
        elif "*" in texts[n]:
            rows.refuse(n, "household", "household_masked")


def _person_numbers(rows: Rows) -> list[str]:
    """Person numbers that are nobody's ID number: those are never kept in the open."""
    numbers = [_plain(text) for text in rows.column("person_number")]
    first: dict[str, int] = {}
    for n, number in enumerate(numbers):
        if not number:
            continue
        if len(number) > LONGEST_NUMBER:
            rows.warn(n, "person_number", "person_number_too_long")
        elif _id_like.fullmatch(number) and _is_id(number):
            rows.warn(n, "person_number", "person_number_is_id")
        elif number in first:
            rows.warn(n, "person_number", "person_number_twice", rows=str(rows.at[first[number]][1]))
        else:
            first[number] = n
            continue
        numbers[n] = ""
    return numbers


def _is_id(text: str) -> bool:
    try:
        return bool(identity.normal_id_number(text))
    except identity.IdentityRefused:
        return False


def _sizes(rows: Rows) -> list[int | None]:
    known = {text: _size.fullmatch(text) for text in set(rows.column("size"))}
    sizes = []
    for n, text in enumerate(rows.column("size")):
        sizes.append(int(known[text][1]) if known[text] else None)
        if text and not known[text]:
            rows.warn(n, "size", "size_unread", word=shown(text))
    return sizes


def _read_words(rows: Rows, *, on: dt.date) -> list[words.Said]:
    """What each row says of its household; rows that say the same share one answer."""
    there = [column for column in STATUS_COLUMNS if column in rows.texts]
    meanings: dict[tuple[str, ...], words.Said] = {}
    said = []
    for n, texts in enumerate(zip(*(rows.texts[column] for column in there), strict=True)):
        if texts not in meanings:
            cells = dict(zip(there, map(words.plain, texts), strict=True))
            meanings[texts] = words.read(cells, on=on)
        said.append(meanings[texts])
        for column, code, params, refuses in meanings[texts].problems:
            mark = rows.refuse if refuses else rows.warn
            mark(n, column, code, **{name: shown(value) for name, value in params.items()})
    return said


def _find_twins(rows: Rows, people: People, facts: Facts) -> None:
    """Rows about one person: in one household the first is used, in two households or under two names none."""
    first: dict[object, list[int]] = {}
    for n in rows.fit():
        first.setdefault(people.number[n] or (facts.household[n], people.name[n]), []).append(n)
    for same in first.values():
        if len(same) == 1:
            continue
        code = "repeated"
        if len({people.name[n] for n in same}) > 1:
            code = "twins_of_two_names"
        elif len({facts.household[n] for n in same}) > 1:
            code = "in_two_households"
        numbers = [rows.at[n][1] for n in same]
        for at, n in enumerate(same):
            others = "、".join(str(number) for number in numbers[:6] if number != rows.at[n][1])
            if code == "repeated" and at == 0:
                rows.warn(n, "id_number", "used_for_others", rows=others)
            else:
                rows.refuse(n, "id_number", code, rows=others)


def _agree(rows: Rows, homes: Homes, said: list[words.Said]) -> None:
    """All rows of a household say the same of it, or leave it to the others; else nobody knows what it is."""
    column = next(column for column in SAYS_STATUS if column in rows.texts)
    for number, members in homes.rows.items():
        standing = {said[n].standing for n in members} - {None}
        monitored = {said[n].monitored for n in members} - {None}
        if len(monitored) > 1:
            monitored.discard(words.UNMONITORED)
        code = ""
        if len(standing) > 1 or len(monitored) > 1:
            code = "household_says_two_things"
        elif not standing and not (monitored - {words.UNMONITORED}):
            code = "status_unknown"
        if code:
            for n in members:
                rows.refuse(n, column, code)
        if standing:
            homes.standing[number] = standing.pop()
        if monitored:
            homes.monitored[number] = monitored.pop()
