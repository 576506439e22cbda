"""All anomaly rules over a county: 30,000 participations with their marks, beside one plain read of the same rows."""

import datetime as dt
import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection, transaction

from lms.kit.clock import local, today
from lms.kit.sealed import blind_index
from tests.bench import Figure
from tests.factories import places, training
from tests.factories.people import id_number
from trainees.domain.rules import running
from trainees.models import AnomalyFlag, Attendance, Enrolment, Household, HouseholdMember, HouseholdStatus, Trainee

PEOPLE, CLASSES, SEATS = 12_000, 500, 60
TOWNSHIPS, VILLAGES = 10, 20
SINCE = dt.date(2014, 1, 1)
ROUNDS = 3


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    _county()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    start = time.monotonic()
    first = running.run_everything()
    all_new = time.monotonic() - start
    start = time.monotonic()
    running.run_everything()
    again = time.monotonic() - start
    bare = min(_plain_read() for _round in range(ROUNDS))
    slowest = max(first, key=lambda ran: ran.seconds)
    yield Figure("participations", Enrolment.objects.count(), "rows", ">= 30000")
    yield Figure("all_rules_first_night", all_new, "s", "<= 20")
    yield Figure("all_rules_every_night", again, "s", "<= 20")
    yield Figure("all_rules_vs_one_plain_read", again / bare, "ratio", "<= 40")
    yield Figure(f"slowest_rule_{slowest.rule.code}", slowest.seconds, "s", "<= 20")
    yield Figure("flags_that_stand", AnomalyFlag.objects.count(), "flags", ">= 1")


def _plain_read() -> float:
    """Every participation with its person and class, and every mark, once into memory."""
    start = time.monotonic()
    fields = ("pk", "state", "completed_on", "trainee__name", "trainee__id_number", "trainee__phone")
    list(Enrolment.objects.order_by().values_list(*fields, "training_class__starts_on", "training_class__track"))
    list(Attendance.objects.order_by().values_list("enrolment", "session__starts_at", "marked_at", "how", "device"))
    return time.monotonic() - start


@transaction.atomic
def _county() -> None:
    """500 one-day classes of 60 in the year behind us, two sessions each, 12,000 people in 4,000 households."""
    villages = [places.village(village + 1, town + 1) for town in range(TOWNSHIPS) for village in range(VILLAGES)]
    programme = places.programme(starts_on=today() - dt.timedelta(days=400), ends_on=today() + dt.timedelta(days=100))
    pages = [training.course(track) for track in ("basic", "basic", "practical", "practical")]
    trainers = [training.trainer(name=f"老师{number}") for number in range(25)]
    rooms = [places.venue(name=f"培训室{number}", seats=80) for number in range(25)]
    staff = places.user("staff")
    people = _people(villages)
    for number in range(CLASSES):
        day = today() - dt.timedelta(days=370 - number * 360 // CLASSES)
        held = training.training_class(
            page=pages[number % len(pages)], programme=programme, trainer=trainers[number % 25], day=day, state="closed"
        )
        closed = {"state": "closed", "closed_by": staff}
        sessions = [
            training.session(
                held, number=order + 1, day=day, hour=hour, hours=3, venue=rooms[number % 25],
                closed_at=local(day, dt.time(hour + 3)), **closed,
            )
            for order, hour in enumerate((9, 14))
        ]  # fmt: skip
        _take_part(held, sessions, [people[(number * SEATS + seat) % PEOPLE] for seat in range(SEATS)], day)


def _people(villages) -> list[Trainee]:
    rows = []
    for number in range(PEOPLE):
        whole = id_number(number % 1000, birth=f"{1963 + number // 1000 % 40}0615")
        phone = f"+86137{number // 2:08d}"
        rows.append(
            Trainee(
                name=f"学员{number}",
                name_pinyin=f"xue yuan {number}",
                id_number=whole,
                id_index=blind_index("id", whole),
                birth_on=dt.date(1963 + number // 1000 % 40, 6, 15),
                phone=phone,
                phone_index=blind_index("phone", phone),
                region=villages[number // 3 % len(villages)],
            )
        )
    people = Trainee.objects.bulk_create(rows, batch_size=1000)
    homes = Household.objects.bulk_create(
        (Household(number=f"43312700{number:06d}", region=people[number * 3].region) for number in range(PEOPLE // 3)),
        batch_size=1000,
    )
    HouseholdMember.objects.bulk_create(
        (
            HouseholdMember(
                household=homes[number // 3], trainee=person, valid_from=SINCE, is_head=number % 3 == 0,
                person_number=f"{homes[number // 3].number}{number % 3:02d}",
            )
            for number, person in enumerate(people)
        ),
        batch_size=1000,
    )  # fmt: skip
    HouseholdStatus.objects.bulk_create(
        (HouseholdStatus(household=home, kind="registered", valid_from=SINCE, reason="名册") for home in homes[::3]),
        batch_size=1000,
    )
    for number, person in enumerate(people):
        person.home, person.is_poor = homes[number // 3], number // 3 % 3 == 0
    return people


def _take_part(held, sessions, members: list[Trainee], day: dt.date) -> None:
    placed = Enrolment.objects.bulk_create(
        Enrolment(
            trainee=person,
            training_class=held,
            state="completed",
            source="roster",
            confirmed_at=local(day, dt.time(8)),
            completed_on=day,
            closed_at=local(day, dt.time(18)),
            attended_seconds=6 * 3600,
            scheduled_seconds=6 * 3600,
            snapshot_region=person.region,
            snapshot_poor=person.is_poor,
            snapshot_household=person.home,
            snapshot_birth_on=person.birth_on,
        )
        for person in members
    )
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            enrolment=place,
            mark="present",
            how="scan",
            marked_at=session.starts_at - dt.timedelta(seconds=seat * 37 % 1500),
            device=f"phone-{place.trainee_id}",
        )
        for session in sessions
        for seat, place in enumerate(placed)
    )
