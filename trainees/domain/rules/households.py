"""R10, R31 to R34: what people were on the day: poverty register, ability to work, work away (domain.md (c)).

R10 and R31 doubt a participation only as one of a poverty-registered person: the person-time counts, the poor one
waits.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from courses.domain import counting
from lms.kit.bulk import matching
from trainees.domain.snapshots import IN_THE_POVERTY_REGISTER
from trainees.models import Enrolment, HouseholdMember, HouseholdStatus

from . import rows
from .declaring import About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register

CANNOT_WORK = {"lost", "none"}
BEYOND_THE_TOWNSHIP = {"county", "province", "beyond", "other"}


class Poor(NamedTuple):
    """A place frozen as poverty-registered, and what the register says of it."""

    enrolment: int
    training_class: int
    starts_on: dt.date
    person_number: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def frozen_as_poor(scope: Scope) -> list[Poor]:
    """With the person's number in that household, and the first day its status is in force on or after the class."""

    def read():
        places = [row for row in rows.places(scope) if row.poor]
        homes = {row.household for row in places} - {None}
        members = matching(HouseholdMember.objects, "household", homes, "household_id", "trainee_id", "person_number")
        numbers = {(home, who): number for home, who, number in members if number}
        words = HouseholdStatus.objects.filter(kind__in=IN_THE_POVERTY_REGISTER)
        statuses = defaultdict(list)
        for home, start, end in matching(words, "household", homes, "household_id", "valid_from", "valid_until"):
            statuses[home].append((start, end))
        return [
            Poor(
                row.enrolment,
                row.training_class,
                row.starts_on,
                numbers.get((row.household, row.person), ""),
                *_in_force(statuses[row.household], row.starts_on),
            )
            for row in places
        ]

    return scope.once("poor", read)


def _in_force(statuses: list, day: dt.date) -> tuple:
    """The status of `day`, or the first one after it; (None, None) for neither."""
    left = sorted(one for one in statuses if one[1] is None or one[1] >= day)
    return left[0] if left else (None, None)


def unmatched(places: Iterable[Poor], _limits: Mapping) -> Iterable[Found]:
    """Without a number of the person in the register nobody can check it."""
    for one in places:
        if not one.person_number:
            yield Found(key=(one.enrolment,), training_class=one.training_class, places=(one.enrolment,))


def registered_later(places: Iterable[Poor], _limits: Mapping) -> Iterable[Found]:
    for one in places:
        if one.since is None or one.since > one.starts_on:
            since = one.since or "nothing"
            facts = {"since": since, "day": one.starts_on}
            yield Found(key=(one.enrolment,), training_class=one.training_class, places=(one.enrolment,), facts=facts)


class Member(NamedTuple):
    household: int
    person: int
    is_head: bool
    number_shared: bool = False


def members(scope: Scope) -> list[Member]:
    """Today's members of households in the poverty register that somebody who takes part was frozen with."""
    homes = set(
        Enrolment.objects.filter(scope.persons(), snapshot_poor=True, snapshot_household__isnull=False)
        .order_by()
        .values_list("snapshot_household", flat=True)
    )
    living = HouseholdMember.objects.filter(valid_until__isnull=True)
    fields = ("household_id", "trainee_id", "is_head", "person_number")
    here = list(matching(living, "household", homes, *fields))
    numbers = {number for *_who, number in here if number}
    given = Counter(number for (number,) in matching(living, "person_number", numbers, "person_number"))
    return [Member(home, who, is_head, given[number] > 1) for home, who, is_head, number in here]


def broken_households(people: Iterable[Member], _limits: Mapping) -> Iterable[Found]:
    """Households without a head, and person numbers that stand in two places."""
    homes = defaultdict(list)
    for one in people:
        homes[one.household].append(one)
    for home, inside in homes.items():
        keys = tuple(sorted(one.person for one in inside))
        if not any(one.is_head for one in inside):
            yield Found(key=(home, "head"), people=keys, facts={"why": "no_head"})
        if any(one.number_shared for one in inside):
            yield Found(key=(home, "number"), people=keys, facts={"why": "number_twice"})


class Worker(NamedTuple):
    enrolment: int
    training_class: int
    labour: str
    away_place: str = ""
    counted_as_able: bool = False


def unable(scope: Scope) -> list[Worker]:
    """Places of people frozen as not able to work."""
    able = {}
    if scope.programme:
        able = {version: set(rules.able_to_work) for version, rules in counting.versions_of(scope.programme).items()}
    return [
        Worker(one.enrolment, one.training_class, one.labour, one.away_place, one.labour in able[one.rules_version])
        for one in rows.places(scope)
        if one.labour in CANNOT_WORK
    ]


def able_after_all(places: Iterable[Worker], _limits: Mapping) -> Iterable[Found]:
    """Not able to work, and yet working away or counted among those who are."""
    for one in places:
        if one.away_place or one.counted_as_able:
            why = "away" if one.away_place else "counted"
            facts = {"why": why}
            yield Found(key=(one.enrolment,), training_class=one.training_class, places=(one.enrolment,), facts=facts)


def away_and_here(places: Iterable[rows.Place], limits: Mapping) -> Iterable[Found]:
    """Years in which somebody sat in rooms in more months than their work away leaves."""
    years = defaultdict(list)
    for one in places:
        far = one.away_place in BEYOND_THE_TOWNSHIP and (one.away_months or 0) >= limits["months"]
        if far and one.mode != "online":
            years[one.person, one.starts_on.year].append(one)
    for (who, year), those in years.items():
        here = {one.starts_on.month for one in those}
        away = min(one.away_months for one in those)
        if len(here) > 12 - away:
            yield Found(
                key=(who, year),
                people=(who,),
                places=tuple(sorted(one.enrolment for one in those)),
                facts={"year": str(year), "away": away, "here": len(here)},
            )


register(
    Rule(
        code="R10",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("poverty-registered only after the class"),
        explanation=_(
            "A participation counts as poverty-registered, but the household was not in the register on the first day "
            "of the class, or no longer. Correct the register or the list it came from."
        ),
        says=_("the class began on %(day)s, the register knows the household from %(since)s on"),
        words={"nothing": _("no day")},
        reads=(Enrolment, HouseholdStatus),
        rows=frozen_as_poor,
        judge=registered_later,
        example=Example(
            _("Registered from 1 April, class on 2 March: one flag. Registered since 2014: in order."),
            rows=[Poor(1, 1, rows.MARCH, "1", dt.date(2026, 4, 1)), Poor(2, 1, rows.MARCH, "2", dt.date(2014, 1, 1))],
            keys=[(1,)],
        ),
        doubts=Doubts.POOR,
        source="A2",
    )
)
register(
    Rule(
        code="R31",
        severity=Severity.CRITICAL,
        about=About.CLASS,
        title=_("poverty-registered without a person number"),
        explanation=_(
            "A participation counts as poverty-registered, but the register has no person number (人编号) of this "
            "person in that household, so nobody can check it. Bring in the household list; until then it does not "
            "count as poverty-registered."
        ),
        says=_("no person number in the household register"),
        reads=(Enrolment, HouseholdMember),
        rows=frozen_as_poor,
        judge=unmatched,
        example=Example(
            _("Two people of registered households, one with a person number: one flag about the other."),
            rows=[Poor(1, 1, rows.MARCH, ""), Poor(2, 1, rows.MARCH, "433127000101")],
            keys=[(1,)],
        ),
        doubts=Doubts.POOR,
    )
)
register(
    Rule(
        code="R32",
        severity=Severity.WARNING,
        about=About.PERSON,
        title=_("a household that does not fit together"),
        explanation=_(
            "A registered household has no head, or one of its person numbers stands with somebody else too. Compare "
            "it with the household list."
        ),
        says=_("the household %(why)s"),
        words={
            "no_head": _("has no head"),
            "number_twice": _("has a person number that somebody else has too"),
        },
        reads=(HouseholdMember,),
        rows=members,
        judge=broken_households,
        example=Example(
            _("A household without a head: one flag. One with a head and numbers of its own: in order."),
            rows=[Member(1, 10, is_head=False), Member(1, 11, is_head=False), Member(2, 12, is_head=True)],
            keys=[(1, "head")],
        ),
        doubts=Doubts.NOBODY,
        by_programme=False,
        source="P3",
    )
)
register(
    Rule(
        code="R33",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("not able to work, yet counted so"),
        explanation=_(
            "On the day of confirmation a trainee stood as not able to work, and yet as working away, or the counting "
            "rules of the programme count such people as able to work."
        ),
        says=_("not able to work, and yet %(why)s"),
        words={"away": _("working away"), "counted": _("counted as able to work")},
        reads=(Enrolment,),
        rows=unable,
        judge=able_after_all,
        example=Example(
            _("Has lost the ability to work, and works in another province: one flag. Does not work: in order."),
            rows=[Worker(1, 1, "lost", "beyond"), Worker(2, 1, "lost")],
            keys=[(1,)],
        ),
        doubts=Doubts.NOBODY,
        source="P4",
    )
)
register(
    Rule(
        code="R34",
        severity=Severity.WARNING,
        about=About.PERSON,
        title=_("works away, and sat in the room"),
        explanation=_(
            "The register says that somebody works beyond the township %(months)d months a year or more, and they came "
            "to classes in rooms in more months of a year than that leaves."
        ),
        says=_("%(away)d months away, and in rooms in %(here)d months of %(year)s"),
        reads=(Enrolment,),
        rows=rows.completed,
        judge=away_and_here,
        limits=(Limit("months", _("months away a year, at least"), 6, least=1, most=12),),
        example=Example(
            _("11 months in another province and in classes in March and in May: one flag. In March only: in order."),
            rows=[
                rows.Place(1, 1, 1, starts_on=rows.MARCH, away_place="beyond", away_months=11),
                rows.Place(2, 1, 2, starts_on=dt.date(2026, 5, 4), away_place="beyond", away_months=11),
                rows.Place(3, 2, 1, starts_on=rows.MARCH, away_place="beyond", away_months=11),
            ],
            keys=[(1, 2026)],
        ),
        source="P4",
    )
)
