"""Follow-up and what it found (domain.md D5, D14)."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from trainees.models import FollowUpTask, OutcomeReport, Trainee
from trainees.models.trainee import person

from .declaring import Cut, Indicator, Part, Unit, register
from .doubts import counting
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
    """Standing reports of shops opened in the days asked for after what counts, placed where who has it lived then."""
    reports = OutcomeReport.objects.standing().filter(
        kind=OutcomeReport.Kind.SHOP_OPENED, level__gte=1, occurred_on__range=cut.window
    )
    found = reports.filter(Exists(counting(places(cut), cut).filter(pk=OuterRef("task__enrolment"))))
    return found.exclude(pk__in=_told_twice(found).values("pk"))


def _told_twice(found):
    """Shops that are known by another row of the same person already; only merged people can have them."""
    hanging = Trainee.objects.filter(canonical__isnull=False)
    merged = Q(trainee__in=hanging.values("pk")) | Q(trainee__in=hanging.values("canonical"))
    theirs = found.filter(merged).exclude(shop_name="").annotate(person=person()).order_by()
    same = {name: OuterRef(name) for name in ("person", "platform", "shop_name")}
    return theirs.filter(Exists(theirs.filter(pk__lt=OuterRef("pk"), **same).exclude(trainee=OuterRef("trainee"))))


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
