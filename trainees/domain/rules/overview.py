"""How flags stand: a count per state, what was found and settled by week, how many are open by rule. Pure reading."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from lms.kit.clock import day_bounds, local_date, today
from trainees.models import AnomalyFlag, FlagWord, RuleRun

from .declaring import REGISTRY, Rule

Kind = FlagWord.Kind
WEEKS = 12
SETTLING = (Kind.GONE, Kind.EXPLAINED, Kind.UPHELD)


@dataclass(frozen=True)
class Week:
    """Flags that opened in the week from `first_day` (a Monday) on, and words that settled one or saw it gone."""

    first_day: dt.date
    opened: int
    settled: int


def by_state(flags: QuerySet[AnomalyFlag]) -> dict[str, int]:
    """How many of `flags` are in each state, in their order; states nobody is in are 0."""
    found = dict(flags.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in AnomalyFlag.State.values}


def by_week(flags: QuerySet[AnomalyFlag], *, weeks: int = WEEKS) -> list[Week]:
    """The last `weeks`, this one the last; one query."""
    monday = today() - dt.timedelta(days=today().weekday())
    first = monday - dt.timedelta(weeks=weeks - 1)
    words = FlagWord.objects.filter(flag__in=flags.order_by().values("pk"), said_at__gte=day_bounds(first)[0])
    opened, settled = Counter(), Counter()
    for kind, at in words.order_by().values_list("kind", "said_at"):
        week = (local_date(at) - first).days // 7
        opened[week] += kind == Kind.OPENED
        settled[week] += kind in SETTLING
    return [Week(first + dt.timedelta(weeks=week), opened[week], settled[week]) for week in range(weeks)]


def open_by_rule(flags: QuerySet[AnomalyFlag]) -> dict[str, int]:
    return dict(flags.unsettled().order_by().values_list("rule").annotate(Count("pk")))


def last_runs() -> dict[str, dt.datetime]:
    """When each rule last looked through everything."""
    return dict(RuleRun.objects.order_by().values_list("rule").annotate(Max("ran_at")))


def in_order() -> list[Rule]:
    """All rules by their number: R9 before R10, R14a before R14b."""
    return sorted(REGISTRY.values(), key=lambda rule: (int("".join(filter(str.isdigit, rule.code))), rule.code))
