"""The programme's counting rules inside a cut: each participation is counted by the version it was settled under."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Count, Q

from courses.domain import counting
from courses.models import CountingRules, TrainingClass
from trainees.domain.ids import Ids
from trainees.models import Enrolment
from trainees.models.trainee import person

from . import doubts
from .declaring import Cut

ONCE = CountingRules.Repeat.ONCE


def versions(cut: Cut) -> dict[int, CountingRules]:
    """All versions of the programme's rules by their number, found once; the one in force comes last."""
    if "rules" not in cut.kept:
        cut.kept["rules"] = counting.versions_of(cut.programme)
    return cut.kept["rules"]


def in_force(cut: Cut) -> CountingRules:
    return versions(cut)[cut.programme.rules_version]


def used(cut: Cut) -> list[CountingRules]:
    """The versions that counted anything in the days of the cut, and the one in force; the newest first."""
    known = versions(cut)
    if len(known) == 1:
        return [in_force(cut)]
    settled = Enrolment.objects.filter(training_class__programme=cut.programme, closed_at__isnull=False)
    found = settled.completed_between(*cut.window).order_by().values_list("rules_version", flat=True).distinct()
    return [known[version] for version in sorted({*found, cut.programme.rules_version}, reverse=True)]


def by_rules(cut: Cut, condition: Callable[[CountingRules], Q]) -> Q:
    """The condition of the rules each participation was settled under."""
    known = versions(cut)
    if len(known) == 1:
        return condition(in_force(cut))
    either = Q()
    for version, rules in known.items():
        either |= Q(rules_version=version) & condition(rules)
    return either


def counted_already(cut: Cut) -> Ids | None:
    """Person-times that count nothing: the same person completed the same course within the 12 months before.

    None where every completed class counts. What was left out itself starts no new 12 months.
    """
    if all(rules.repeat != ONCE for rules in versions(cut).values()):
        return None
    if "again" not in cut.kept:
        cut.kept["again"] = Ids(_again(cut))
    return cut.kept["again"]


def _again(cut: Cut) -> set[int]:
    done = Enrolment.objects.person_times().filter(training_class__programme=cut.programme)
    done = doubts.counting(done.exclude(training_class__state=TrainingClass.State.VOID), cut)
    done = done.annotate(who=person()).order_by()
    often = done.values("who", "training_class__course").annotate(many=Count("pk")).filter(many__gt=1)
    fields = ("pk", "who", "training_class__course", "completed_on", "rules_version")
    last, again = {}, set()
    for key, who, course, day, version in (
        done.filter(who__in=often.values("who")).order_by("completed_on", "pk").values_list(*fields)
    ):
        before = last.get((who, course))
        if before and day < _a_year_after(before) and versions(cut)[version].repeat == ONCE:
            again.add(key)
        else:
            last[who, course] = day
    return again


def _a_year_after(day: dt.date) -> dt.date:
    return dt.date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
