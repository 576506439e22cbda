"""Cleaning rules that let a row in and show it (domain.md 6.3): each is a reason with a test."""

import datetime as dt

from trainees.models import HouseholdMember, Trainee

from .facts import UNFIT, Facts
from .household_words import FEMALE, OF_EITHER_SEX
from .people import People
from .rows import Rows

Relation = HouseholdMember.Relation
SHOULD_BE_FILLED = ("ethnicity", "education")
LABOUR_AGE = range(16, 66)  # domain.md 6.2, data cleaning


def check_facts(rows: Rows, people: People, facts: Facts, *, on: dt.date) -> None:
    """What a row should say and doesn't, and what of a person can't be."""
    asked = [column for column in SHOULD_BE_FILLED if column in rows.texts]
    for column in asked:
        for n, text in enumerate(rows.texts[column]):
            if not text:
                rows.warn(n, column, "empty")
    labour_asked = "labour" in rows.texts
    for n, born in enumerate(people.birth_on):
        if labour_asked and not rows.texts["labour"][n] and (born is None or _age(born, on) in LABOUR_AGE):
            rows.warn(n, "labour", "empty")
        if facts.labour[n] in UNFIT and facts.away_months[n] and not facts.away_place[n]:
            rows.warn(n, "labour", "works_though_unfit")
        if not people.number[n] and (n, "id_number") not in rows.spoilt:
            rows.warn(n, "id_number", "without_number")


def _age(born: dt.date, on: dt.date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def check_household(rows: Rows, people: People, homes, members: list[int], *, is_whole: bool) -> None:
    """One head, a couple of two sexes, as many rows as people; `is_whole`: no row of it was refused."""
    if "relation" in rows.texts:
        heads = [n for n in members if homes.relation[n] == Relation.HEAD]
        if not heads and is_whole:
            rows.warn(members[0], "relation", "no_head")
        for n in heads[1:]:
            rows.warn(n, "relation", "two_heads", rows=str(rows.at[heads[0]][1]))
        for n in members:
            if homes.relation[n] == Relation.SPOUSE and heads:
                _check_couple(rows, people, heads[0], n)
            elif homes.relation[n] and homes.relation[n] not in OF_EITHER_SEX:
                _check_sex(rows, people, homes.relation[n], n)
    sizes = {homes.size[n] for n in members} - {None}
    if is_whole and sizes and sizes != {len(members)}:
        rows.warn(members[0], "size", "size_differs", said=max(sizes), counted=len(members))


def _check_couple(rows: Rows, people: People, head: int, spouse: int) -> None:
    if people.sex[head] and people.sex[head] == people.sex[spouse]:
        rows.warn(spouse, "relation", "couple_of_one_sex", rows=str(rows.at[head][1]))


def _check_sex(rows: Rows, people: People, relation: str, n: int) -> None:
    is_female = relation in FEMALE
    if people.sex[n] and (people.sex[n] == Trainee.Sex.FEMALE) != is_female:
        rows.warn(n, "relation", "relation_and_sex")
