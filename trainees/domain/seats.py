"""Seats of a class: how many are free, for everybody or for the people of one township. Nothing here writes."""

from collections import Counter
from collections.abc import Iterable

from courses.models import Region, TownshipSeats, TrainingClass
from lms.kit.clock import today
from trainees.models import Enrolment


def free(training_class: TrainingClass, *regions: Region) -> int:
    """Seats nobody holds and no township still has to fill; never below zero.

    With `regions`, where people live: what whoever of them finds most seats free finds.
    """
    kept = still_kept([training_class]).get(training_class.pk, {})
    own = max((kept.get(region.township_code, 0) for region in regions), default=0)
    return max(0, unheld(training_class) - sum(kept.values()) + own)


def unheld(training_class: TrainingClass) -> int:
    """Seats nobody holds, kept for a township or not; below zero when the door let more people in."""
    return training_class.seats - Enrolment.objects.filter(training_class=training_class).holding_a_seat().count()


def still_kept(classes: Iterable[TrainingClass]) -> dict[int, dict[str, int]]:
    """Seats kept for townships that they have not filled, by class and township code; what is filled is left out.

    No query when no class keeps seats today, two else.
    """
    keeping = [each.pk for each in classes if each.reserved_until and each.reserved_until >= today()]
    if not keeping:
        return {}
    filled = filled_by_township(keeping)
    kept: dict[int, dict[str, int]] = {}
    for quota in TownshipSeats.objects.filter(training_class__in=keeping):
        left = quota.seats - filled[quota.training_class_id, quota.region_id]
        if left > 0:
            kept.setdefault(quota.training_class_id, {})[quota.region_id] = left
    return kept


def filled_by_township(classes: Iterable[int]) -> Counter:
    """How many seats of each class people of each township hold: (class, township code) → number; one query."""
    held = Enrolment.objects.filter(training_class__in=list(classes)).holding_a_seat()
    places = held.values_list("training_class_id", "snapshot_region_id")
    return Counter((pk, code[:9].ljust(12, "0")) for pk, code in places)
