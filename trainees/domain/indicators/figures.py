"""Figures: an indicator computed for a cut, against the promise, with the moment it was computed at."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from courses.domain import counting
from courses.models import CountingRules, Programme, TrainingClass
from lms.kit.clock import now, today
from trainees.domain.rules import doubt
from trainees.models import Enrolment, Target

from . import doubts, rules
from .conversion import ALL_TRACKS, converted
from .declaring import REGISTRY, Cut, Indicator, Unit, count

WAITING = "waiting"


@dataclass(frozen=True)
class Figure:
    """What came out. A rate keeps its numerator and denominator; without a base it has no value."""

    indicator: Indicator
    cut: Cut
    numerator: int
    denominator: int | None
    target: Target | None
    as_of: dt.datetime
    with_waiting: tuple[int, int | None] | None = None  # both numbers as if every open flag came out well

    @property
    def value(self) -> int | float | None:
        """A count; a share from 0 to 1; None without a base."""
        return _value(self.numerator, self.denominator)

    @property
    def waits(self) -> int:
        """By how much the numerator would grow if every open flag came out well."""
        return self.with_waiting[0] - self.numerator if self.with_waiting else 0

    @property
    def value_with_waiting(self) -> int | float | None:
        """The other number, where open flags make a difference."""
        return _value(*self.with_waiting) if self.with_waiting else None

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


def _value(numerator: int, denominator: int | None) -> int | float | None:
    if denominator is None:
        return numerator
    return numerator / denominator if denominator else None


def find(code: str) -> Indicator | None:
    return REGISTRY.get(code)


def targets_of(programme: Programme) -> dict[str, Target]:
    """The last target of each indicator."""
    return {target.indicator: target for target in programme.targets.by_day()}


def compute(code: str, cut: Cut, *, both: bool = False) -> Figure:
    """One figure. Raises KeyError for an unknown code."""
    return compute_all([code], cut, both=both)[0]


def compute_all(codes, cut: Cut, *, both: bool = False) -> list[Figure]:
    """Figures of one moment in the order of `codes`; targets stand beside the whole programme only.

    With `both` each also tells what it would be with what waits for a word, where that is something else.
    """
    targets = targets_of(cut.programme) if cut.is_whole else {}
    as_of = now()
    chosen = [REGISTRY[code] for code in codes]
    parts = [part for indicator in chosen for part in indicator.parts.values()]
    numbers = count(parts, cut)
    otherwise = count(parts, cut.with_waiting()) if both and doubts.left_out(cut).anything_waits else numbers
    return [
        Figure(
            indicator,
            cut,
            numerator=numbers[indicator.numerator],
            denominator=numbers.get(indicator.denominator),
            target=targets.get(indicator.code),
            as_of=as_of,
            with_waiting=_otherwise(indicator, numbers, otherwise),
        )
        for indicator in chosen
    ]


def _otherwise(indicator: Indicator, numbers: dict, otherwise: dict) -> tuple[int, int | None] | None:
    alike = all(numbers[part] == otherwise[part] for part in indicator.parts.values())
    return None if alike else (otherwise[indicator.numerator], otherwise.get(indicator.denominator))


def rows(code: str, cut: Cut, part: str = "numerator") -> QuerySet:
    """The rows behind a figure; as many as its number says. Raises KeyError.

    The part "waiting" are those that would count beside the numerator's if every open flag came out well.
    """
    if part == WAITING:
        counted = REGISTRY[code].numerator
        return counted.rows(cut.with_waiting()).exclude(pk__in=counted.rows(cut).values("pk"))
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
    done = doubt.counting(Enrolment.objects.filter(training_class=training_class).person_times())
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
