"""What every statistic becomes when two rows are merged or taken apart: tried for real, and rolled back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from courses.models import Programme, TrainingClass
from trainees.models import Enrolment, Trainee, TraineeAlias

from . import indicators, merging

CODES = (
    "trained_persons",
    "training_person_times",
    "poor_trained_persons",
    "poor_person_times",
    "entrepreneurship_conversion_rate",
    "conversion_rate_all_tracks",
    "new_shops",
)


@dataclass(frozen=True)
class Change:
    """One figure of one programme, before and after."""

    before: indicators.Figure
    after: indicators.Figure

    @property
    def indicator(self) -> indicators.Indicator:
        return self.before.indicator

    @property
    def is_rate(self) -> bool:
        return self.before.denominator is not None

    @property
    def is_change(self) -> bool:
        return self._numbers(self.before) != self._numbers(self.after)

    @staticmethod
    def _numbers(figure):
        return figure.numerator, figure.denominator


@dataclass(frozen=True)
class OfProgramme:
    programme: Programme
    changes: list[Change]


class _Enough(Exception):
    """Rolls the trial back."""


def of_merging(one: Trainee, other: Trainee, *, by) -> list[OfProgramme]:
    """The figures of every programme the two take part in, as `by` sees them; nothing is written."""
    return _try(lambda: merging.merge(one, other, reason="?", by=by), one, other, by=by)


def of_taking_apart(said: TraineeAlias, *, by) -> list[OfProgramme]:
    """The same for taking a merge back. Raises SameIdNumber."""
    return _try(lambda: merging.unmerge(said, because="?", by=by), said.trainee, said.same_as, by=by)


def settled_together(said: TraineeAlias) -> list[TrainingClass]:
    """Closed classes in which both rows have a seat: they were settled with what both did, as one person's."""
    closed = TrainingClass.objects.filter(state=TrainingClass.State.CLOSED, closed_at__gte=said.merged_at)
    for row in (said.trainee_id, said.same_as_id):
        seats = Enrolment.objects.filter(trainee=row).holding_a_seat()
        closed = closed.filter(pk__in=seats.values("training_class"))
    return list(closed.select_related("course").order_by("starts_on", "pk"))


def _try(act: Callable[[], object], *people: Trainee, by) -> list[OfProgramme]:
    rows = [row for person in people for row in person.rows()]
    programmes = list(Programme.objects.filter(classes__enrolments__trainee__in=rows).distinct())
    before, after = [_figures(programme, by) for programme in programmes], []
    try:
        with transaction.atomic():
            act()
            after = [_figures(programme, by) for programme in programmes]
            raise _Enough
    except _Enough:
        pass
    return [
        OfProgramme(programme, [Change(*pair) for pair in zip(earlier, later, strict=True)])
        for programme, earlier, later in zip(programmes, before, after, strict=True)
    ]


def _figures(programme: Programme, by) -> list[indicators.Figure]:
    return indicators.compute_all(CODES, indicators.Cut(programme, by))
