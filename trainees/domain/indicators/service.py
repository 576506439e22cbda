"""Follow-up and what it found (domain.md D5, D14)."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from trainees.models import FollowUpTask, OutcomeReport

from .declaring import Cut, Indicator, Part, Unit, register
from .training import person_times, places


def due(cut: Cut) -> Q:
    """The person-time has a follow-up that has come due, waived and cancelled ones left out."""
    return Q(Exists(_due(cut)))


def done(cut: Cut) -> Q:
    return Q(Exists(_due(cut).filter(outcome=FollowUpTask.Outcome.DONE)))


def _due(cut: Cut):
    return FollowUpTask.objects.filter(enrolment=OuterRef("pk"), due_on__lte=cut.on).exclude(
        outcome__in=[FollowUpTask.Outcome.WAIVED, FollowUpTask.Outcome.CANCELLED]
    )


def shops(cut: Cut):
    """Standing reports of shops opened in the days asked for, placed where the trainee lived when confirmed."""
    reports = OutcomeReport.objects.standing().filter(
        kind=OutcomeReport.Kind.SHOP_OPENED, level__gte=1, occurred_on__range=cut.window
    )
    return reports.filter(Exists(places(cut).filter(pk=OuterRef("task__enrolment"))))


register(
    Indicator(
        code="follow_up_rate",
        version=1,
        title=_("Followed up"),
        definition=_("Of the people with a follow-up that has come due, those with at least one of them done."),
        clause="YS:39, WH:450",
        numerator=Part(person_times, Unit.PERSONS, where=done, key="trainee"),
        denominator=Part(person_times, Unit.PERSONS, where=due, key="trainee"),
    )
)
register(
    Indicator(
        code="new_shops",
        version=1,
        title=_("Shops opened"),
        definition=_("Online shops of trainees that opened within the programme, as follow-up staff found them."),
        clause="YL:13, QY:50",
        numerator=Part(shops, Unit.SHOPS, place="task__enrolment__snapshot_region"),
    )
)
