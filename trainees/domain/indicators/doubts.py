"""What flags leave out of a cut: found once, and applied to whatever counts participations."""

from django.db.models import Q, QuerySet

from trainees.domain.rules import doubt
from trainees.models import Enrolment

from .declaring import Cut


def left_out(cut: Cut) -> doubt.LeftOut:
    """What flags leave out of the cut's programme, found once."""
    if "left_out" not in cut.kept:
        cut.kept["left_out"] = doubt.left_out(Enrolment.objects.filter(training_class__programme=cut.programme))
    return cut.kept["left_out"]


def counting(rows: QuerySet[Enrolment], cut: Cut) -> QuerySet[Enrolment]:
    """Those of `rows` that no flag keeps from counting in the cut."""
    gone = left_out(cut).keys(waiting=cut.waiting)
    return rows if gone is None else rows.exclude(pk__in=gone)


def counts(cut: Cut) -> Q:
    """The condition that no flag keeps a participation from counting."""
    gone = left_out(cut).keys(waiting=cut.waiting)
    return Q() if gone is None else ~Q(pk__in=gone)


def counts_as_poor(cut: Cut) -> Q:
    """The condition that no flag doubts that it is one of somebody poverty-registered."""
    gone = left_out(cut).keys(waiting=cut.waiting, as_poor=True)
    return Q() if gone is None else ~Q(pk__in=gone)
