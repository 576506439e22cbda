"""R19, R20, R22, R36: how often, how late and of whom: what only shows over many classes (domain.md (c))."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from trainees.models import Enrolment

from . import rows
from .declaring import About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register
from .rows import MARCH, MAY, Place


def often(places: Iterable[Place], limits: Mapping) -> Iterable[Found]:
    """People with many classes in a calendar year."""
    years = defaultdict(list)
    for one in places:
        years[one.person, one.ends_on.year].append(one)
    for (who, year), those in years.items():
        if len(those) >= limits["classes"]:
            those.sort(key=lambda one: (one.ends_on, one.enrolment))
            facts = {"year": str(year), "number": len(those)}
            over = tuple(one.enrolment for one in those[limits["classes"] - 1 :])
            yield Found(key=(who, year), people=(who,), places=over, facts=facts)


def again(places: Iterable[Place], limits: Mapping) -> Iterable[Found]:
    """The same course completed again within so many days; the later place is named."""
    last = {}
    for one in sorted(places, key=lambda one: (one.ends_on, one.enrolment)):
        before = last.get((one.person, one.course))
        if before and (one.ends_on - before.ends_on).days < limits["days"]:
            facts = {"first": before.ends_on, "day": one.ends_on}
            yield Found(key=(one.person, one.enrolment), people=(one.person,), places=(one.enrolment,), facts=facts)
        last[one.person, one.course] = one


def repeated(places: Iterable[Place], limits: Mapping) -> Iterable[Found]:
    """Villages whose person-times are many times their persons."""
    villages = defaultdict(list)
    for one in places:
        villages[one.region].append(one.person)
    for village, those in villages.items():
        persons = len(set(those))
        if persons >= limits["people"] and len(those) > limits["ratio"] * persons:
            yield Found(key=(village,), region=village, facts={"times": len(those), "persons": persons})


class Day(NamedTuple):
    """What a programme completed on a day; `today` is the day it is looked at."""

    programme: int
    region: str
    day: dt.date
    times: int
    today: dt.date


def by_day(scope: Scope) -> list[Day]:
    until = min(scope.on, scope.programme.ends_on)
    days = Counter(one.completed_on for one in rows.completed(scope))
    return [Day(scope.programme.pk, scope.programme.region_id, day, times, until) for day, times in days.items()]


def last_minute(days: Iterable[Day], limits: Mapping) -> Iterable[Found]:
    """Most of a year in its last days."""
    year = [one for one in days if 0 <= (one.today - one.day).days < 365]
    total = sum(one.times for one in year)
    late = sum(one.times for one in year if (one.today - one.day).days < limits["days"])
    if total >= limits["least"] and late * 100 > limits["percent"] * total:
        one = year[0]
        facts = {"late": late, "total": total, "days": limits["days"]}
        yield Found(key=(one.programme, one.today.year), region=one.region, programme=one.programme, facts=facts)


def uneven(places: Iterable[Place], limits: Mapping) -> Iterable[Found]:
    """Months in which the share of poor trainees of a township is far from that of all its other months."""
    towns = defaultdict(lambda: defaultdict(list))
    for one in places:
        towns[one.region[:9]][one.ends_on.replace(day=1)].append(one.poor)
    for town, months in towns.items():
        for month, poor in months.items():
            rest = [one for other, those in months.items() if other != month for one in those]
            if min(len(poor), len(rest)) < limits["people"]:
                continue
            now, usual = (round(sum(some) * 100 / len(some)) for some in (poor, rest))
            if abs(now - usual) > limits["points"]:
                facts = {"month": f"{month:%Y-%m}", "now": now, "usual": usual}
                yield Found(key=(town, str(month)), region=town.ljust(12, "0"), facts=facts)


register(
    Rule(
        code="R19",
        severity=Severity.WARNING,
        about=About.PERSON,
        title=_("many classes in one year"),
        explanation=_("Somebody completed %(classes)d classes or more in one year. Ask whether each was of use."),
        says=_("%(number)d classes completed in %(year)s"),
        reads=(Enrolment,),
        rows=rows.completed,
        judge=often,
        limits=(Limit("classes", _("classes a year, at least"), 4, least=2, most=50),),
        example=Example(
            _("Four classes in 2026: one flag about the fourth."),
            rows=[rows.on(MARCH + dt.timedelta(days=number), number, 1, number) for number in range(4)],
            keys=[(1, 2026)],
        ),
        source="H9, H10",
    )
)
register(
    Rule(
        code="R19b",
        severity=Severity.WARNING,
        about=About.PERSON,
        title=_("the same course again"),
        explanation=_("Somebody completed the same course again within %(days)d days."),
        says=_("the same course on %(first)s and again on %(day)s"),
        reads=(Enrolment,),
        rows=rows.completed,
        judge=again,
        limits=(Limit("days", _("days between two times of one course, at least"), 365, least=1, most=1000),),
        example=Example(
            _("The same course in March and in May: one flag about the second time. Another course in May: in order."),
            rows=[rows.on(MARCH, 1, 1, 1, course=7), rows.on(MAY, 2, 1, 2, course=7), rows.on(MAY, 3, 1, 3, course=8)],
            keys=[(1, 2)],
        ),
        source="H9, H10",
    )
)
register(
    Rule(
        code="R20",
        severity=Severity.WARNING,
        about=About.AREA,
        title=_("the same few people of a village"),
        explanation=_("The person-times of a village are more than %(ratio)d times its persons."),
        says=_("%(times)d person-times of %(persons)d persons"),
        reads=(Enrolment,),
        rows=rows.completed,
        judge=repeated,
        limits=(
            Limit("ratio", _("person-times a person, at most"), 3, least=1, most=50),
            Limit("people", _("persons of the village, at least"), 5, least=1, most=100),
        ),
        example=Example(
            _("5 people of a village with 20 person-times: one flag."),
            rows=[
                Place(number, number % 5, number, region="433127101201" if number < 20 else "433127101202")
                for number in range(25)
            ],
            keys=[("433127101201",)],
        ),
        doubts=Doubts.NOBODY,
    )
)
register(
    Rule(
        code="R22",
        severity=Severity.WARNING,
        about=About.AREA,
        title=_("training at the last minute"),
        explanation=_(
            "More than %(percent)d%% of a year's person-times were completed in the last %(days)d days before the end "
            "of the programme, or before today."
        ),
        says=_("%(late)d of the year's %(total)d person-times in the last %(days)d days"),
        reads=(Enrolment,),
        rows=by_day,
        judge=last_minute,
        limits=(
            Limit("percent", _("share of the year in percent, at most"), 30, least=1, most=100),
            Limit("days", _("last days"), 30, least=1, most=180),
            Limit("least", _("person-times a year, at least"), 100, least=1, most=100_000),
        ),
        example=Example(
            _("200 person-times in spring and 100 in the last month: one flag."),
            rows=[Day(1, "433127000000", MARCH, 200, dt.date(2026, 11, 30)),
                  Day(1, "433127000000", dt.date(2026, 11, 20), 100, dt.date(2026, 11, 30))],
            keys=[(1, 2026)],
        ),
        doubts=Doubts.NOBODY,
    )
)  # fmt: skip
register(
    Rule(
        code="R36",
        severity=Severity.WARNING,
        about=About.AREA,
        title=_("a month with other households than usual"),
        explanation=_(
            "In one month the share of poverty-registered trainees of a township lies more than %(points)d points from "
            "that of its other months. Compare the household list with the roster of that month."
        ),
        says=_("%(now)d%% poverty-registered in %(month)s, %(usual)d%% otherwise"),
        reads=(Enrolment,),
        rows=rows.completed,
        judge=uneven,
        limits=(
            Limit("points", _("points of difference, at most"), 40, least=5, most=100),
            Limit("people", _("people in that month, at least"), 20, least=5, most=1000),
        ),
        example=Example(
            _("All 20 trainees of May are poverty-registered, none of 20 in March: two months stand out."),
            rows=[
                rows.on(MAY if number < 20 else MARCH, number, number, 1, region="433127101201", poor=number < 20)
                for number in range(40)
            ],
            keys=[("433127101", "2026-05-01"), ("433127101", "2026-03-01")],
        ),
        doubts=Doubts.NOBODY,
        source="A5",
    )
)
