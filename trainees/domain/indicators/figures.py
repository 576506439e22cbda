"""Figures: an indicator computed for a cut, against the promise, with the moment it was computed at."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from courses.domain import counting
from courses.models import CountingRules, Programme, TrainingClass
from lms.kit.clock import now, today
from trainees.models import Enrolment, Target

from . import rules
from .conversion import ALL_TRACKS, converted
from .declaring import REGISTRY, Cut, Indicator, Unit, count


@dataclass(frozen=True)
class Figure:
    """What came out. A rate keeps its numerator and denominator; without a base it has no value."""

    indicator: Indicator
    cut: Cut
    numerator: int
    denominator: int | None
    target: Target | None
    as_of: dt.datetime

    @property
    def value(self) -> int | float | None:
        """A count; a share from 0 to 1; None without a base."""
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @property
    def definition(self) -> str:
        return self.indicator.define(rules.in_force(self.cut))

    @property
    def share_of_target(self) -> float | None:
        """How much of the promise is kept; may pass 1; None without target or base."""
        if self.target is None or self.value is None or not self.target.value:
            return None
        promised = float(self.target.value)
        return self.value * 100 / promised if self.indicator.unit == Unit.PERCENT else self.value / promised


def find(code: str) -> Indicator | None:
    return REGISTRY.get(code)


def targets_of(programme: Programme) -> dict[str, Target]:
    """The last target of each indicator."""
    return {target.indicator: target for target in programme.targets.by_day()}


def compute(code: str, cut: Cut) -> Figure:
    """One figure. Raises KeyError for an unknown code."""
    return compute_all([code], cut)[0]


def compute_all(codes, cut: Cut) -> list[Figure]:
    """Figures of one moment in the order of `codes`; targets stand beside the whole programme only."""
    targets = targets_of(cut.programme) if cut.is_whole else {}
    as_of = now()
    chosen = [REGISTRY[code] for code in codes]
    numbers = count([part for indicator in chosen for part in indicator.parts.values()], cut)
    return [
        Figure(
            indicator,
            cut,
            numerator=numbers[indicator.numerator],
            denominator=numbers.get(indicator.denominator),
            target=targets.get(indicator.code),
            as_of=as_of,
        )
        for indicator in chosen
    ]


def rows(code: str, cut: Cut, part: str = "numerator") -> QuerySet:
    """The rows behind a figure; as many as its number says. Raises KeyError."""
    return REGISTRY[code].parts[part].rows(cut)


@dataclass(frozen=True)
class ClassConversion:
    """What became of the people who completed one class. While the window is open `converted` is only so far."""

    completed: int
    converted: int
    closes_on: dt.date | None
    is_closed: bool
    figure: Figure

    @property
    def definition(self) -> str:
        return self.figure.definition

    @property
    def as_of(self) -> dt.datetime:
        return self.figure.as_of


def for_class(training_class: TrainingClass) -> ClassConversion:
    """The conversion of one class, whatever its track: distinct people, by the rule of `conversion_rate_all_tracks`."""
    programme = training_class.programme
    done = Enrolment.objects.filter(training_class=training_class).person_times()
    closes_on = _closes_on(done, counting.versions_of(programme))
    return ClassConversion(
        completed=done.count(),
        converted=converted(done, programme).count(),
        closes_on=closes_on,
        is_closed=closes_on is not None and closes_on < today(),
        figure=compute(ALL_TRACKS.code, Cut(programme, None, training_class=training_class)),
    )


def _closes_on(done: QuerySet[Enrolment], versions: dict[int, CountingRules]) -> dt.date | None:
    """The last day on which a conversion of these participations counts, each by the rules it was settled under."""
    lasts = done.order_by().values_list("rules_version").annotate(last=Max("completed_on"))
    return max((last + dt.timedelta(days=versions[v].conversion_window_days) for v, last in lasts), default=None)
