"""Follow-up and what it found (domain.md D5, D14)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from trainees.models import FollowUpTask, OutcomeReport

from .declaring import Cut, Indicator, Part, Unit, register


def _narrowed(queryset, cut: Cut, path: str):
    """Rows that hang on an enrolment of the programme at `path`, in the track and class of the cut."""
    wanted = Q(**{f"{path}__training_class__programme": cut.programme})
    if cut.track:
        wanted &= Q(**{f"{path}__training_class__track": cut.track})
    if cut.training_class:
        wanted &= Q(**{f"{path}__training_class": cut.training_class})
    return queryset.filter(wanted).exclude(**{f"{path}__training_class__state": TrainingClass.State.VOID})


def due(cut: Cut):
    """Follow-ups that have come due, waived and cancelled ones left out."""
    start, end = cut.window
    tasks = _narrowed(FollowUpTask.objects.all(), cut, "enrolment").exclude(
        outcome__in=[FollowUpTask.Outcome.WAIVED, FollowUpTask.Outcome.CANCELLED]
    )
    completed = tasks.filter(enrolment__completed_on__range=(start, end))
    return completed.filter(due_on__lte=cut.on)


def done(cut: Cut):
    return due(cut).filter(outcome=FollowUpTask.Outcome.DONE)


def shops(cut: Cut):
    """Standing reports of shops opened in the days asked for, placed where the trainee lived when confirmed."""
    reports = OutcomeReport.objects.standing().filter(
        kind=OutcomeReport.Kind.SHOP_OPENED, level__gte=1, occurred_on__range=cut.window
    )
    return _narrowed(reports, cut, "task__enrolment")


register(
    Indicator(
        code="follow_up_rate",
        version=1,
        title=_("Followed up"),
        definition=_("Of the people with a follow-up that has come due, those with at least one of them done."),
        clause="YS:39, WH:450",
        numerator=Part(done, Unit.PERSONS, key="enrolment__trainee", place="enrolment__snapshot_region"),
        denominator=Part(due, Unit.PERSONS, key="enrolment__trainee", place="enrolment__snapshot_region"),
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
