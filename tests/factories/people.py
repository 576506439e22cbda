"""Trainees, households, enrolments. ID numbers are valid in form and belong to nobody."""

import datetime as dt
import itertools

from lms.kit.clock import now
from lms.kit.sealed import blind_index
from trainees.domain import followup
from trainees.models import Enrolment, FollowUpTask, Household, HouseholdMember, HouseholdStatus, Trainee

from . import places, training

_numbers = itertools.count(1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, birth: str = "19850615", area: str = "433127") -> str:
    """A number with a right check digit; `serial` 0 to 999."""
    body = f"{area}{birth}{serial:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def trainee(*, name: str = "", number: str | None = None, phone: str = "", region=None, **fields) -> Trainee:
    """A person with an ID number of their own (`number=""` for none)."""
    serial = next(_numbers)
    number = id_number(serial % 1000, birth=f"19{60 + serial // 1000 % 40}0615") if number is None else number
    phone = phone or f"+86138{serial:08d}"
    return Trainee.objects.create(
        name=name or f"田学员{serial}",
        name_pinyin=fields.pop("name_pinyin", f"tian xue yuan {serial}"),
        id_number=number,
        id_index=blind_index("id", number) if number else None,
        birth_on=dt.date(1985, 6, 15),
        phone=phone,
        phone_index=blind_index("phone", phone),
        region=region or places.village(),
        **fields,
    )


def household(*members, number: str = "", poor: bool = False, since: dt.date = dt.date(2014, 1, 1)) -> Household:
    """A household of `members`; `poor` gives it the registered status since a day."""
    region = members[0].region if members else places.village()
    made = Household.objects.create(number=number or f"4331270{next(_numbers):05d}", region=region)
    for order, member in enumerate(members):
        HouseholdMember.objects.create(household=made, trainee=member, valid_from=since, is_head=order == 0)
    if poor:
        HouseholdStatus.objects.create(household=made, kind="registered", valid_from=since, reason="测试名册")
    return made


def enrolment(who=None, training_class=None, *, state="confirmed", **fields) -> Enrolment:
    """An enrolment in `state` as the database demands it, without going through the domain."""
    who = who or trainee()
    training_class = training_class or training.training_class()
    defaults = {"source": "roster"}
    if state not in {"requested", "waiting", "withdrawn"}:
        defaults |= {"snapshot_region": who.region, "confirmed_at": now()}
    if state == "completed":
        defaults |= {"completed_on": training_class.ends_on, "closed_at": now()}
    return Enrolment.objects.create(trainee=who, training_class=training_class, state=state, **(defaults | fields))


def follow_ups(enrolment: Enrolment) -> list[FollowUpTask]:
    """The follow-up tasks of a participation, planned with its class; the first due comes first."""
    followup.plan_for_class(enrolment.training_class)
    return list(enrolment.follow_ups.order_by("due_on"))
