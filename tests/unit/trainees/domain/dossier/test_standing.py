"""How items stand: by conditions, by what was brought, by what the system keeps, by the day they are due."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import people, places, proofs, training
from trainees.domain import attendance, completion, reopening, rights
from trainees.domain.dossier import closing, declaring, freezing, pieces, standing
from trainees.domain.dossier.items import CHAPTERS, ITEMS
from trainees.domain.sealed_files import opened
from trainees.models import DossierLine, FrozenTable, OutcomeReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return places.officer("organiser")


def state(held, code) -> str:
    return standing.of_item(held, code).state


def required(held) -> set[str]:
    return {found.item.code for found in standing.of(held) if found.is_required}


def test_the_checklist_is_that_of_the_county():
    assert len(ITEMS) == 31
    assert {item.chapter for item in ITEMS.values()} == set(CHAPTERS)
    assert all(item.wants and item.title for item in ITEMS.values())


@pytest.mark.parametrize(
    ("mode", "needs", "does_not"),
    [
        ("offline", {"4.1", "4.3"}, {"4.6"}),
        ("online", {"4.6"}, {"4.1", "4.2", "4.3"}),
        ("blended", {"4.1", "4.6"}, set()),
    ],
)
def test_what_is_required_follows_from_the_mode(mode, needs, does_not):
    found = required(training.training_class(mode=mode))
    assert needs <= found
    assert not does_not & found


def test_what_is_required_follows_from_the_people_and_what_came_of_it():
    held = training.training_class()
    assert not {"3.6", "7.3", "7.4"} & required(held)
    seat = people.enrolment(training_class=held, snapshot_poor=True)
    task = people.follow_ups(people.enrolment(training_class=held, state="completed"))[0]
    OutcomeReport.objects.create(
        trainee=seat.trainee, task=task, kind="shop_opened", platform="douyin", occurred_on=today()
    )
    assert {"3.6", "7.3"} <= required(held)


def test_days_without_photos_are_named(organiser):
    held = training.training_class(day=today() - dt.timedelta(days=1))
    for number in range(2):
        training.session(held, number=number + 1, day=today() - dt.timedelta(days=1 - number))
    yesterday, this_day = (f"{today() - dt.timedelta(days=back):%m-%d}" for back in (1, 0))
    assert yesterday in standing.of_item(held, "4.3").lack_text

    photo = proofs.photo(taken=f"{today() - dt.timedelta(days=1):%Y:%m:%d} 10:00:00")
    pieces.accept(pieces.add(held, "4.3", proofs.upload(photo), by=organiser)[0], by=organiser)
    found = standing.of_item(held, "4.3")
    assert found.state == "missing"
    assert this_day in found.lack_text
    assert yesterday not in found.lack_text

    pieces.accept(pieces.add(held, "4.3", proofs.upload(proofs.photo(2)), by=organiser)[0], by=organiser)
    assert state(held, "4.3") == "accepted"


def closed_class(organiser, **fields):
    held = training.training_class(sessions=2, **({"day": today() - dt.timedelta(days=1)} | fields))
    seats = [people.enrolment(training_class=held) for _one in range(3)]
    for session in held.sessions.all():
        for seat in seats:
            attendance.mark(session, seat, "present", by=organiser)
        attendance.close_session(session, by=organiser)
    completion.close_class(held, by=organiser)
    held.refresh_from_db()
    return held, seats


def test_the_systems_tables_grow_and_are_frozen_at_closing(organiser):
    held = training.training_class(sessions=1)
    people.enrolment(training_class=held)
    assert state(held, "3.2") == "growing"
    assert state(training.training_class(), "3.2") == "missing"

    held, seats = closed_class(organiser)
    roster = FrozenTable.objects.get(training_class=held, code="3.2")
    table = freezing.content(roster)
    assert (roster.version, roster.rows) == (1, 3)
    assert {row[1] for row in table.rows} == {seat.trainee.name for seat in seats}
    assert seats[0].trainee.id_number not in str(table.rows)
    assert seats[0].trainee.name.encode() not in roster.file.open("rb").read()
    assert {code: state(held, code) for code in ("3.2", "4.1", "4.2", "5.1")} == dict.fromkeys(
        ("3.2", "4.1", "4.2", "5.1"), "accepted"
    )


def test_a_later_correction_of_the_register_changes_no_frozen_table(organiser):
    held, seats = closed_class(organiser)
    seats[0].trainee.name = "改了名"
    seats[0].trainee.save()
    closing.freeze(held, by=organiser)
    assert FrozenTable.objects.filter(training_class=held, code="3.2").count() == 1
    assert "改了名" not in str(freezing.content(freezing.latest(held)["3.2"]).rows)


def test_reopening_makes_new_versions_and_old_ones_stay(organiser):
    held, _seats = closed_class(organiser)
    first = freezing.latest(held)["5.1"]
    reopening.reopen_class(held, reason="补签", by=organiser)
    held.refresh_from_db()
    assert state(held, "5.1") == "growing"
    completion.close_class(held, by=organiser)
    held.refresh_from_db()
    versions = FrozenTable.objects.filter(training_class=held, code="5.1")
    assert [row.version for row in versions] == [2, 1]
    assert versions.last() == first
    assert len(freezing.content(first).rows) == 3


def test_a_frozen_table_that_was_altered_is_not_shown(organiser):
    held, _seats = closed_class(organiser)
    frozen = freezing.latest(held)["3.2"]
    FrozenTable.objects.filter(pk=frozen.pk).update(sha256="0" * 64)
    frozen.refresh_from_db()
    with pytest.raises(freezing.Altered):
        freezing.content(frozen)


def test_who_has_their_identity_erased_goes_out_of_the_frozen_tables_and_they_still_hold(organiser):
    held, seats = closed_class(organiser)
    frozen = freezing.latest(held)["3.2"]
    name = seats[0].trainee.name
    rights.erase(seats[0].trainee, by=organiser)

    frozen.refresh_from_db()
    assert name not in opened(frozen.file).decode()
    table = freezing.content(frozen)
    assert len(table.rows) == 3
    assert [row[0] for row in table.rows].count("（已删除）") == 1
    assert {seat.trainee.name for seat in seats[1:]} < {row[1] for row in table.rows}


def test_identity_tells_for_how_many_it_is_missing(organiser):
    held = training.training_class()
    people.enrolment(people.trainee(number=""), held)
    people.enrolment(people.trainee(), held)
    assert "1" in standing.of_item(held, "3.3").lack_text


def test_void_classes_have_no_dossier():
    held = training.training_class()
    standing.work_out(held)
    assert DossierLine.objects.filter(training_class=held).count() == len(ITEMS)
    held.state = "void"
    standing.work_out(held)
    assert not DossierLine.objects.filter(training_class=held).exists()


def test_every_night_all_living_dossiers_are_worked_out(settings):
    from trainees import tasks

    training.training_class()
    old = training.training_class(day=today() - dt.timedelta(days=900), state="closed")
    assert tasks.work_out_dossiers() == 2
    assert tasks.work_out_dossiers() == 1
    assert DossierLine.objects.filter(training_class=old).exists()
    assert tasks.work_out_dossiers.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 11, 26), dt.date(2026, 12, 10)),
        (dt.date(2026, 12, 25), dt.date(2027, 1, 8)),
        (dt.date(2026, 11, 28), dt.date(2026, 12, 11)),
    ],
)
def test_ten_working_days(day, expected):
    assert declaring.after_working_days(day, 10) == expected


def test_checklist_asks_the_same_number_of_times_for_one_person_and_three(django_assert_num_queries):
    one, three = training.training_class(sessions=1), training.training_class(sessions=3, day=today() - dt.timedelta(1))
    for held, count in ((one, 1), (three, 3)):
        for _person in range(count):
            people.enrolment(training_class=held)
    for held in (one, three):
        with django_assert_num_queries(40):
            standing.of(held)
