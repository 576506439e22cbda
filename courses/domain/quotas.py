"""Seats kept for townships: how a class gives each township so many, until a day."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Region, TownshipSeats, TrainingClass
from courses.signals import class_changed
from lms.kit import audit

from .clashes import PlanRefused
from .sittings import lock, must_go_on


class MoreThanTheClassHas(PlanRefused):
    """The townships together get more seats than there are."""


class NoDayUntil(PlanRefused):
    """Seats are kept until a day of the class, not for ever."""


@transaction.atomic
def share_out(training_class, seats: dict[Region, int], *, until: dt.date | None, by) -> TrainingClass:
    """Give each township its number of seats (0 for none) until the end of `until`; what was given before is replaced.

    Raises MoreThanTheClassHas, NoDayUntil, ClassIsOver. Sharing out the same again changes and logs nothing.
    """
    held = lock(training_class)
    must_go_on(held)
    wanted = {region.pk: number for region, number in seats.items() if number}
    check_sum(sum(wanted.values()), held.seats)
    if wanted and (until is None or until > held.ends_on):
        raise NoDayUntil(
            _("Say until which day the seats are kept, at the latest %(day)s: after it they go to whoever waits.")
            % {"day": held.ends_on}
        )
    until = until if wanted else None
    before = dict(held.township_seats.values_list("region_id", "seats"))
    if (before, held.reserved_until) == (wanted, until):
        return held
    held.township_seats.all().delete()
    TownshipSeats.objects.bulk_create(
        TownshipSeats(training_class=held, region_id=code, seats=number) for code, number in sorted(wanted.items())
    )
    held.reserved_until = until
    held.save(update_fields=["reserved_until"])
    audit.record(
        "courses.class.share_seats",
        held,
        by=by,
        region=held.region_id,
        seats=dict(sorted(wanted.items())),
        until=str(until or ""),
    )
    class_changed.send(sender=TrainingClass, training_class=held, by=by)
    return held


def check_sum(given: int, seats: int) -> None:
    """Raises MoreThanTheClassHas."""
    if given > seats:
        raise MoreThanTheClassHas(
            _("The townships have %(given)d seats together, the class has %(seats)d. Give fewer, or more seats.")
            % {"given": given, "seats": seats}
        )


def townships_of(training_class) -> list[Region]:
    """The townships that can be given seats: those of the county the class is held in."""
    county = training_class.region.county_code
    return list(Region.objects.current().filter(level=Region.Level.TOWNSHIP, parent=county).order_by("code"))
