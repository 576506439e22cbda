"""Conversion (domain.md D1, D2): who opened a shop or found work after training.

Base event: a class was completed. Conversion event: a standing report of a shop at level L1 or above, or of
employment, dated from the first day of the person's first class to the end of the window after completion.
Only cohorts whose window has closed enter a rate; the others are under observation. Nobody reached is nobody
converted: the headline is a floor, so the reach and the rate among the reached stand beside it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from functools import partial

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from courses.domain import counting as counting_rules
from courses.models import CountingRules, Programme, Track, TrainingClass
from trainees.domain.ids import Ids
from trainees.domain.rules import doubt
from trainees.models import ContactAttempt, Enrolment, OutcomeReport, Trainee
from trainees.models.trainee import person

from . import doubts
from .declaring import Cut, Indicator, Part, Unit, register
from .rules import by_rules
from .training import person_times, poor

Kind = OutcomeReport.Kind


def _conversions(programme: Programme, counting: Callable, **narrowed) -> set[tuple[int, str]]:
    """Enrolments (completed, of `programme`, not void, `counting`) whose trainee converted inside the window, and how.

    A shop counts only as the person's first: who had one before the first class improved it, and did not convert.
    The rules are applied here, to two plain lists: asked of SQLite for every report, they take seconds for a county.
    """
    events = OutcomeReport.objects.conversions().order_by().annotate(person=person())
    completed = Enrolment.objects.person_times().filter(training_class__programme=programme).annotate(person=person())
    completed = counting(completed.exclude(training_class__state=TrainingClass.State.VOID))
    told_of = completed.filter(person__in=events.values("person"))
    if narrowed:
        told_of = told_of.filter(person__in=completed.filter(**narrowed).values("person"))
        events = events.filter(person__in=completed.filter(**narrowed).values("person"))

    windows = {version: _window(rules) for version, rules in counting_rules.versions_of(programme).items()}
    starts = dict(programme.classes.values_list("pk", "starts_on"))
    begun, last_days = {}, defaultdict(list)
    fields = ("pk", "person", "training_class", "completed_on", "rules_version")
    for enrolment, trainee, training_class, completed_on, version in told_of.values_list(*fields):
        begun[trainee] = min(starts[training_class], begun.get(trainee, starts[training_class]))
        last_days[trainee].append((completed_on + windows[version], enrolment))

    fields = ("person", "kind", "occurred_on")
    told = [event for event in events.values_list(*fields) if event[0] in begun]
    owners = set(Trainee.objects.filter(had_shop=True).values_list(Coalesce("canonical", "pk"), flat=True))
    owners.update(trainee for trainee, kind, day in told if kind == Kind.SHOP_OPENED and day < begun[trainee])
    return {
        (enrolment, kind)
        for trainee, kind, day in told
        if day >= begun[trainee] and not (kind == Kind.SHOP_OPENED and trainee in owners)
        for last_day, enrolment in last_days[trainee]
        if day <= last_day
    }


def _window(rules: CountingRules) -> dt.timedelta:
    return dt.timedelta(days=rules.conversion_window_days)


def _ids(conversions: set[tuple[int, str]], *, shops_only: bool) -> Ids:
    return Ids({enrolment for enrolment, kind in conversions if not shops_only or kind == Kind.SHOP_OPENED})


def converted(enrolments: QuerySet, programme: Programme, *, shops_only: bool = False) -> QuerySet:
    """Those of `enrolments` (completed, of `programme`) whose trainee converted inside the window so far."""
    conversions = _conversions(programme, doubt.counting, pk__in=enrolments.order_by().values("pk"))
    return enrolments.filter(pk__in=_ids(conversions, shops_only=shops_only))


def _found_once(cut: Cut) -> tuple[Ids, Ids]:
    """Enrolments of the cut's programme (of the people of its class) that converted at all, and by a first shop."""
    if "converted" not in cut.kept:
        of_class = {"training_class": cut.training_class} if cut.training_class else {}
        found = _conversions(cut.programme, partial(doubts.counting, cut=cut), **of_class)
        cut.kept["converted"] = _ids(found, shops_only=False), _ids(found, shops_only=True)
    return cut.kept["converted"]


def has_converted(cut: Cut) -> Q:
    """The condition of `converted` for the cut's person-times."""
    any_way, _by_shop = _found_once(cut)
    return Q(pk__in=any_way)


def has_opened_a_shop(cut: Cut) -> Q:
    _any_way, by_shop = _found_once(cut)
    return Q(pk__in=by_shop)


def was_reached(cut: Cut) -> Q:
    """Somebody of the base was reached by follow-up staff at least once, after whichever class of the programme."""
    if "reached" not in cut.kept:
        attempts = ContactAttempt.objects.filter(
            result=ContactAttempt.Result.REACHED, task__enrolment__training_class__programme=cut.programme
        )
        people = attempts.order_by().values_list(person("task__enrolment__trainee"), flat=True).distinct()
        cut.kept["reached"] = Ids(people)
    reached = cut.kept["reached"]
    return Q(trainee__in=reached) | Q(trainee__canonical__in=reached)


def is_practical(_cut: Cut) -> Q:
    return Q(training_class__track=Track.PRACTICAL)


def is_closed(cut: Cut) -> Q:
    """The window has closed: its last day lies before the day of the cut."""
    return by_rules(cut, lambda rules: Q(completed_on__lt=cut.on - _window(rules)))


def is_observed(cut: Cut) -> Q:
    """The window is still open."""
    return by_rules(cut, lambda rules: Q(completed_on__gte=cut.on - _window(rules)))


def every(*conditions):
    """The condition that all of `conditions` hold, tried in their order."""
    return lambda cut: Q(*(condition(cut) for condition in conditions))


BASE = (is_practical, is_closed)


def _persons(*conditions) -> Part:
    return Part(person_times, Unit.PERSONS, where=every(*conditions), key="trainee")


def _rate(code, title, definition, numerator, denominator, clause=""):
    return register(
        Indicator(
            code=code,
            version=1,
            title=title,
            definition=definition,
            clause=clause,
            numerator=_persons(*denominator, numerator),
            denominator=_persons(*denominator),
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
    has_converted,
    BASE,
    clause="YS:39, YS:119",
)
ALL_TRACKS = _rate(
    "conversion_rate_all_tracks",
    _("Conversion, all tracks"),
    _(
        "Of the different people who completed a class of any track at least %(days)d days ago: those who opened their "
        "first online shop, or found work in e-commerce, from the first day of their first class to %(days)d days "
        "after completion."
    ),
    has_converted,
    (is_closed,),
)
_rate(
    "conversion_reach_rate",
    _("Reached by follow-up"),
    _("Of the people in the base of the conversion rate, those whom follow-up staff reached at least once."),
    was_reached,
    BASE,
)
_rate(
    "conversion_rate_among_reached",
    _("Conversion among those reached"),
    _("The conversion rate of only those people whom follow-up staff reached at least once."),
    has_converted,
    (*BASE, was_reached),
)
register(
    Indicator(
        code="conversion_observing_persons",
        version=1,
        title=_("Under observation"),
        definition=_("People who completed practical training within the last %(days)d days: too early to judge."),
        numerator=_persons(is_practical, is_observed),
    )
)
_rate(
    "poor_shop_conversion_rate",
    _("Shops of poverty-registered trainees"),
    _(
        "Of the poverty-registered people who completed a class of any track at least %(days)d days ago: those who "
        "opened their first online shop from the first day of their first class to %(days)d days after completion."
    ),
    has_opened_a_shop,
    (poor, is_closed),
    clause="YS:131",
)
