"""What everybody may see of a programme: totals against targets, by township, without names or small groups."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial

from django.core.cache import cache

from courses.models import Programme
from lms.kit.clock import now

from . import indicators
from .indicators import Cut, Indicator, Part, Unit
from .small_cells import hidden, is_small

KEPT_SECONDS = 300
CODES = (
    "training_person_times",
    "trained_persons",
    "basic_person_times",
    "practical_person_times",
    "cadre_person_times",
    "poor_village_penetration_rate",
    "entrepreneurship_conversion_rate",
)


OVERVIEW = (*CODES, "poor_person_times", "poor_trained_persons", "completion_rate", "new_shops")
# Parts that add up to the person-times: one alone can't stay hidden.
TRACKS = ("basic_person_times", "practical_person_times", "cadre_person_times")
# What is left of the whole tells of people too.
WHOLES = {"poor_person_times": "trained_persons", "poor_trained_persons": "trained_persons"}


@dataclass(frozen=True)
class PublicFigure:
    """A figure as the public sees it: `value` is None when it is `hidden` (fewer than five people) or has no base."""

    code: str
    value: int | float | None
    hidden: bool
    target: float | None
    share: float | None
    clause: str

    @property
    def indicator(self) -> Indicator:
        return indicators.REGISTRY[self.code]

    @property
    def is_rate(self) -> bool:
        return self.indicator.unit == Unit.PERCENT


@dataclass(frozen=True)
class Line:
    """One programme as the province sees it."""

    programme: Programme
    figures: tuple[PublicFigure, ...]


@dataclass(frozen=True)
class Township:
    """Person-times and persons of one township; None when they stay hidden."""

    name: str
    person_times: int | None
    persons: int | None


@dataclass(frozen=True)
class Progress:
    figures: tuple[PublicFigure, ...]
    townships: tuple[Township, ...]
    as_of: dt.datetime


def public_progress(programme: Programme) -> Progress:
    """The programme's progress, at most five minutes old and the same for everybody."""
    return cache.get_or_set(f"public-progress:{programme.pk}", lambda: _compute(programme), KEPT_SECONDS)


def overview(user) -> list[Line]:
    """The programmes of the user's area, each by its totals; what would tell of fewer than five people is left out."""

    def figures(programme):
        return _figures(Cut(programme, None), OVERVIEW)

    return [
        Line(programme, cache.get_or_set(f"overview:{programme.pk}", partial(figures, programme), KEPT_SECONDS))
        for programme in Programme.objects.visible_to(user).select_related("region").distinct()
    ]


def _compute(programme: Programme) -> Progress:
    cut = Cut(programme, None)
    return Progress(_figures(cut, CODES), _townships(cut), now())


def _figures(cut: Cut, codes) -> tuple[PublicFigure, ...]:
    figures = indicators.compute_all(codes, cut)
    counted = indicators.count([_people(figure.indicator) for figure in figures], cut)
    people = {figure.indicator.code: counted[_people(figure.indicator)] for figure in figures}
    kept_back = hidden({code: people[code] for code in TRACKS if code in people}) | {
        code for code, whole in WHOLES.items() if code in people and is_small(people[whole] - people[code])
    }
    return tuple(
        _public(figure, small=figure.indicator.code in kept_back or _is_small(figure, people[figure.indicator.code]))
        for figure in figures
    )


def _people(indicator: Indicator) -> Part:
    """Who is counted: of person-times the persons behind them."""
    part = indicator.numerator
    return replace(part, unit=Unit.PERSONS, key="trainee") if part.unit == Unit.PERSON_TIMES else part


def _is_small(figure: indicators.Figure, people: int) -> bool:
    """Whether the figure tells of fewer than five people: who counts in it, its base, or who is left over."""
    if figure.indicator.numerator.unit == Unit.VILLAGES:
        return False
    base = figure.denominator
    return is_small(people) or (base is not None and (is_small(base) or is_small(base - people)))


def _public(figure: indicators.Figure, *, small: bool) -> PublicFigure:
    target = figure.target
    return PublicFigure(
        code=figure.indicator.code,
        value=None if small else figure.value,
        hidden=small,
        target=float(target.value) if target else None,
        share=None if small else figure.share_of_target,
        clause=target.clause if target else "",
    )


def _townships(cut: Cut) -> tuple[Township, ...]:
    table = indicators.by_region(cut)
    if table is None:
        return ()
    codes = [column.code for column in table.columns]
    times, persons = codes.index("training_person_times"), codes.index("trained_persons")
    kept_back = hidden({row.key: row.cells[persons].numerator for row in table.rows})
    return tuple(
        Township(
            row.title,
            None if row.key in kept_back else row.cells[times].numerator,
            None if row.key in kept_back else row.cells[persons].numerator,
        )
        for row in table.rows
    )
