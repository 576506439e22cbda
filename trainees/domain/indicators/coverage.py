"""Coverage against numbers somebody else counted (domain.md B1): the base is a dated list with its source and hash."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Denominator, Track
from courses.models.places import within

from .declaring import Cut, Indicator, Part, Unit, register
from .training import person_times


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
