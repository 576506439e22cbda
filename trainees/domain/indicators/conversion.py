"""Conversion (domain.md D1, D2): who opened a shop or found work after training.

Base event: a class was completed. Conversion event: a standing report of a shop at level L1 or above, or of
employment, dated from the first day of the person's first class to the end of the window after completion.
Only cohorts whose window has closed enter a rate; the others are under observation. Nobody reached is nobody
converted: the headline is a floor, so the reach and the rate among the reached stand beside it.
"""

import datetime as dt

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Programme, Track, TrainingClass
from trainees.models import ContactAttempt, Enrolment, OutcomeReport

from .declaring import Cut, Indicator, Part, Unit, register
from .training import person_times

Kind = OutcomeReport.Kind


def converted(enrolments: QuerySet, programme: Programme, *, shops_only: bool = False) -> QuerySet:
    """Those of `enrolments` (completed, of `programme`) whose trainee converted inside the window so far.

    A shop counts only as the person's first: who had one before the first class improved it, and did not convert.
    """
    window = dt.timedelta(days=programme.conversion_window_days)
    # A person has few enrolments: "+ 0", and the day instead of the state, keep SQLite from walking all classes or
    # all completed enrolments for each report. Completed and having a day are one, by constraint.
    class_had_begun = Exists(
        Enrolment.objects.filter(completed_on__isnull=False)
        .alias(of_programme=F("training_class__programme_id") + 0)
        .filter(
            trainee=OuterRef("trainee"),
            of_programme=programme.pk,
            training_class__starts_on__lte=OuterRef("occurred_on"),
        )
        .exclude(training_class__state=TrainingClass.State.VOID)
    )
    shops = OutcomeReport.objects.standing().filter(kind=Kind.SHOP_OPENED, level__gte=1)
    had_one_before = Exists(shops.filter(~class_had_begun, trainee=OuterRef("trainee")))
    first_shop = Q(kind=Kind.SHOP_OPENED, trainee__had_shop=False) & ~Q(had_one_before)
    # From the reports, which are few, to the enrolments: read once, not once for every enrolment.
    last_day = ExpressionWrapper(F("trainee__enrolments__completed_on") + window, output_field=DateField())
    events = OutcomeReport.objects.conversions().filter(
        class_had_begun,
        first_shop if shops_only else Q(kind=Kind.EMPLOYED) | first_shop,
        occurred_on__lte=last_day,
    )
    return enrolments.filter(pk__in=events.order_by().values("trainee__enrolments"))


def closed(cut: Cut):
    """Person-times whose window has closed: its last day lies before the day of the cut."""
    return person_times(cut).filter(completed_on__lt=cut.on - _window(cut))


def observing(cut: Cut):
    """Practical person-times whose window is still open."""
    return _practical(person_times(cut)).filter(completed_on__gte=cut.on - _window(cut))


def _window(cut: Cut) -> dt.timedelta:
    return dt.timedelta(days=cut.programme.conversion_window_days)


def _practical(enrolments):
    return enrolments.filter(training_class__track=Track.PRACTICAL)


def practical_closed(cut: Cut):
    return _practical(closed(cut))


def practical_converted(cut: Cut):
    return converted(practical_closed(cut), cut.programme)


def practical_reached(cut: Cut):
    reached = ContactAttempt.objects.filter(
        result=ContactAttempt.Result.REACHED, task__enrolment__training_class__programme=cut.programme
    )
    return practical_closed(cut).filter(trainee__in=reached.order_by().values("task__enrolment__trainee"))


def reached_converted(cut: Cut):
    return converted(practical_reached(cut), cut.programme)


def all_converted(cut: Cut):
    return converted(closed(cut), cut.programme)


def poor_closed(cut: Cut):
    return closed(cut).filter(snapshot_poor=True)


def poor_shop_converted(cut: Cut):
    return converted(poor_closed(cut), cut.programme, shops_only=True)


def _rate(code, title, definition, numerator, denominator, clause=""):
    return register(
        Indicator(
            code=code,
            version=1,
            title=title,
            definition=definition,
            clause=clause,
            numerator=Part(numerator, Unit.PERSONS, key="trainee"),
            denominator=Part(denominator, Unit.PERSONS, key="trainee"),
        )
    )


CONVERSION = _rate(
    "entrepreneurship_conversion_rate",
    _("Conversion to business or work"),
    _(
        "Of the different people who completed practical training at least %(days)d days ago: those who opened their "
        "first online shop, or found work in e-commerce, from the first day of their first class to %(days)d days "
        "after completion. People never reached count as not converted; a shop from before the first class does not "
        "count. Classes completed later are under observation and not in the rate."
    ),
    practical_converted,
    practical_closed,
    clause="YS:39, YS:119",
)
ALL_TRACKS = _rate(
    "conversion_rate_all_tracks",
    _("Conversion, all tracks"),
    _("As the conversion rate, but of everybody who completed a class of any track at least %(days)d days ago."),
    all_converted,
    closed,
)
_rate(
    "conversion_reach_rate",
    _("Reached by follow-up"),
    _("Of the people in the base of the conversion rate, those whom follow-up staff reached at least once."),
    practical_reached,
    practical_closed,
)
_rate(
    "conversion_rate_among_reached",
    _("Conversion among those reached"),
    _("The conversion rate of only those people whom follow-up staff reached at least once."),
    reached_converted,
    practical_reached,
)
register(
    Indicator(
        code="conversion_observing_persons",
        version=1,
        title=_("Under observation"),
        definition=_("People who completed practical training within the last %(days)d days: too early to judge."),
        numerator=Part(observing, Unit.PERSONS, key="trainee"),
    )
)
_rate(
    "poor_shop_conversion_rate",
    _("Shops of poverty-registered trainees"),
    _(
        "Of the poverty-registered people who completed a class of any track at least %(days)d days ago: those who "
        "opened their first online shop from the first day of their first class to %(days)d days after completion."
    ),
    poor_shop_converted,
    poor_closed,
    clause="YS:131",
)
