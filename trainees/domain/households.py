"""What a household is, said by a person: from a day on, with a reason, in the log. Lists say it in `imports`.

A word ends the one before and stands beside it; a place in a class keeps what was true when it was confirmed.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import today
from trainees.models import Household, HouseholdStatus, ImportBatch, ListChange
from trainees.models.household_status import described

from .dated_words import A_DAY, Room, room

Kind = HouseholdStatus.Kind
LEAST_REASON = 4


class StatusRefused(Exception):
    """The status can't be changed so; the text says why and what to do."""


class NoReasonGiven(StatusRefused):
    pass


class DayIsTaken(StatusRefused):
    """Another word begins on the very day, or later."""


class NothingChanges(StatusRefused):
    pass


@transaction.atomic
def say(household: Household, *, kind: str, on: dt.date, because: str, by, **details) -> HouseholdStatus:
    """The household is `kind` from the day `on`; `details` as in HouseholdStatus.DETAILS.

    Raises NoReasonGiven, DayIsTaken, NothingChanges.
    """
    because = _reason(because)
    in_force = _room(household, _kinds_beside(kind), on)
    details = {name: value for name, value in details.items() if value}
    if any(_says(status, kind, details) for status in in_force.ending):
        raise NothingChanges(_("The household is that already on this day."))
    before = _end(in_force, on - A_DAY, because, by)
    status = HouseholdStatus.objects.create(
        household=household,
        kind=kind,
        **details,
        valid_from=on,
        valid_until=in_force.until,
        reason=because,
        recorded_by=by,
    )
    _log(household, before=before, after=_code(status), on=on, because=because, by=by)
    return status


@transaction.atomic
def unsay(household: Household, *, kinds, on: dt.date, because: str, by) -> None:
    """From the day `on` the household is none of `kinds`. Raises NoReasonGiven, DayIsTaken, NothingChanges."""
    because = _reason(because)
    in_force = _room(household, kinds, on)
    if not in_force.ending:
        raise NothingChanges(_("The household is not that on this day."))
    before = _end(in_force, on - A_DAY, because, by)
    _log(household, before=before, after="", on=on, because=because, by=by)


@transaction.atomic
def end_absent(batch: ImportBatch, *, because: str, by) -> int:
    """What is said of households that this list doesn't name any more ends the day before it; gives how many.

    Doing it again changes and logs nothing. Raises NoReasonGiven.
    """
    because = _reason(because)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.IMPORTED:
        return 0
    day = batch.dated_on
    numbers = list(batch.changes.filter(kind=ListChange.Kind.ABSENT).values_list("household_number", flat=True))
    ended = []
    for start in range(0, len(numbers), 500):
        homes = HouseholdStatus.objects.filter(household__number__in=numbers[start : start + 500])
        ended += homes.filter(valid_until=None, valid_from__lt=day).values_list("pk", "household")
    for start in range(0, len(ended), 500):
        HouseholdStatus.objects.filter(pk__in=[pk for pk, _home in ended[start : start + 500]]).update(
            valid_until=day - A_DAY, ended_because=because, ended_by=by
        )
    if not ended:
        return 0
    made = batch.made
    made["ended_words"] = made.get("ended_words", []) + [[pk, None] for pk, _home in ended]
    batch.save(update_fields=["made"])
    count = len({home for _pk, home in ended})
    audit.record(
        "trainees.import.change", batch, by=by, purpose=because, region=batch.region_id, absent_households=count
    )
    return count


def _reason(text: str) -> str:
    text = text.strip()
    if len(text) < LEAST_REASON:
        raise NoReasonGiven(_("Write in at least 4 characters why, and who said so."))
    return text[:200]


def _kinds_beside(kind: str) -> tuple:
    """Of these a household is one at most at a time."""
    return HouseholdStatus.STANDING if kind in HouseholdStatus.STANDING else (Kind.MONITORED,)


def _room(household: Household, kinds, on: dt.date) -> Room:
    if on > today():
        raise DayIsTaken(_("This day is still to come. Choose today or a day before."))
    Household.objects.select_for_update().get(pk=household.pk)
    statuses = list(household.statuses.filter(kind__in=kinds))
    for status in statuses:
        status.start, status.until = status.valid_from, status.valid_until
    found = room(statuses, on)
    if found.is_taken:
        raise DayIsTaken(_("On this very day something is said of the household already. Choose a later day."))
    return found


def _says(status: HouseholdStatus, kind: str, details: dict) -> bool:
    return status.kind == kind and all(getattr(status, name) == value for name, value in details.items())


def _end(in_force: Room, last: dt.date, because: str, by) -> str:
    for status in in_force.ending:
        status.valid_until, status.ended_because, status.ended_by = last, because, by
        status.save(update_fields=["valid_until", "ended_because", "ended_by"])
    return " / ".join(_code(status) for status in in_force.ending)


def _code(status: HouseholdStatus) -> str:
    return described({name: getattr(status, name) for name in ("kind", *HouseholdStatus.DETAILS)})


def _log(household: Household, *, before: str, after: str, on: dt.date, because: str, by) -> None:
    audit.record(
        "trainees.household.change",
        household,
        by=by,
        purpose=because,
        region=household.region_id,
        before=before,
        after=after,
        on=str(on),
    )
