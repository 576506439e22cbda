"""Coverage against numbers somebody else counted (domain.md B1, B2): the base is a dated list with source and hash."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CountingRules, Denominator, Track
from courses.models.places import within

from .declaring import Cut, Indicator, Part, Unit, register
from .rules import by_rules
from .training import person_times, poor


def known(kind: str):
    """The number in force for the cut's own region: the last of the programme's days or before, the newest list."""

    def facts(cut: Cut):
        region = (cut.region or cut.programme.region).today
        return Denominator.objects.of(region.code, kind, until=cut.programme.ends_on)

    return facts


def basic_or_value_added_resident(cut: Cut) -> Q:
    """Basic or value-added training of somebody who lived in the programme's region on the day of confirmation."""
    taught = Q(training_class__track=Track.BASIC) | Q(training_class__is_value_added=True)
    return taught & within(cut.programme.region, "snapshot_region")


register(
    Indicator(
        code="resident_coverage_rate",
        version=1,
        title=_("Residents reached by training"),
        definition=_(
            "Of the resident population by the newest list not after the programme's last day: the different residents "
            "who completed basic or value-added training. Without a list there is no base."
        ),
        clause="WH:20, WH:302",
        numerator=Part(person_times, Unit.PERSONS, where=basic_or_value_added_resident, key="trainee"),
        denominator=Part(known(Denominator.Kind.RESIDENTS), Unit.PERSONS, place="region", weight="value"),
    )
)


def known_day(cut: Cut) -> dt.date:
    """The day the base of the poor able to work was counted on; without a list the programme's last day."""
    if "known_day" not in cut.kept:
        listed = known(Denominator.Kind.POOR_LABOUR)(cut).values_list("as_of", flat=True).first()
        cut.kept["known_day"] = listed or cut.programme.ends_on
    return cut.kept["known_day"]


def of_working_age(rules: CountingRules, day: dt.date) -> Q:
    """On `day`; who was born when is frozen, and somebody of unknown age is nobody of working age."""
    return Q(
        snapshot_birth_on__lte=_years_before(day, rules.age_from),
        snapshot_birth_on__gt=_years_before(day, rules.age_until + 1),
    )


def away(rules: CountingRules) -> Q:
    """Works away by the rules; how many months is often left empty, and then it is long."""
    long = Q(snapshot_away_months__gte=rules.away_months) | Q(snapshot_away_months__isnull=True)
    return Q(snapshot_away_place__in=rules.away_places) & long


def _able(cut: Cut, rules: CountingRules) -> Q:
    return Q(snapshot_labour__in=rules.able_to_work) & of_working_age(rules, known_day(cut))


def _poor_resident(cut: Cut) -> Q:
    return poor(cut) & within(cut.programme.region, "snapshot_region")


def poor_able_at_home(cut: Cut) -> Q:
    """Poverty-registered, able to work, of working age and not working away, by the rules of the participation."""
    return _poor_resident(cut) & by_rules(cut, lambda rules: _able(cut, rules) & ~away(rules))


def poor_able_away(cut: Cut) -> Q:
    """The same people, but those who work away: never in the rate, told apart from it."""
    return _poor_resident(cut) & by_rules(cut, lambda rules: _able(cut, rules) & away(rules))


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return dt.date(day.year - years, 2, 28)


POOR_LABOUR_BASE = Part(known(Denominator.Kind.POOR_LABOUR), Unit.PERSONS, place="region", weight="value")
register(
    Indicator(
        code="poor_labor_training_rate",
        version=1,
        title=_("Poverty-registered people able to work, trained"),
        definition=_(
            "Of the poverty-registered people able to work and not working away, by the newest list not after the "
            "programme's last day: the different people of them who completed a class. Frozen at confirmation: poverty "
            "status, labour ability, and work away (%(months)d months a year or more, by the counting rules). Aged "
            "%(from)d to %(until)d on the day of the list. Without a list there is no base."
        ),
        clause="WH:20, WH:302, WH:374",
        numerator=Part(person_times, Unit.PERSONS, where=poor_able_at_home, key="trainee"),
        denominator=POOR_LABOUR_BASE,
    )
)
register(
    Indicator(
        code="poor_labor_person_times_rate",
        version=1,
        title=_("Poverty-registered people able to work, person-times per head"),
        definition=_(
            "The person-times of the same people against the same list: the reading of the province, which a person "
            "trained twice raises twice."
        ),
        numerator=Part(person_times, Unit.PERSON_TIMES, where=poor_able_at_home),
        denominator=POOR_LABOUR_BASE,
    )
)
register(
    Indicator(
        code="poor_away_trained_persons",
        version=1,
        title=_("Poverty-registered people working away, trained"),
        definition=_(
            "People who completed a class and would count among the poverty-registered able to work, but work away: "
            "they are in no rate."
        ),
        numerator=Part(person_times, Unit.PERSONS, where=poor_able_away, key="trainee"),
    )
)
