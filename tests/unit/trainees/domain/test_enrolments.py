"""Places in a class: who gets one, what is frozen, who waits."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import enrolments
from trainees.models import Enrolment, HouseholdStatus

pytestmark = pytest.mark.django_db
State = Enrolment.State


def events(verb: str) -> int:
    return AuditEvent.objects.filter(action=f"trainees.enrolment.{verb}").count()


def test_request_asks_for_a_place_once():
    who, a_class = people.trainee(), training.training_class()

    first = enrolments.request(who, a_class, by=None)
    again = enrolments.request(who, a_class, by=None)

    assert first == again
    assert first.state == State.REQUESTED
    assert events("request") == 1


def test_request_in_a_full_class_waits():
    a_class = training.training_class(seats=1)
    people.enrolment(training_class=a_class)

    assert enrolments.request(people.trainee(), a_class, by=None).state == State.WAITING


@pytest.mark.parametrize("state", ["planned", "closed", "void"])
def test_request_is_refused_unless_the_class_is_open(state):
    a_class = training.training_class(state=state)

    with pytest.raises(enrolments.ClassTakesNobody):
        enrolments.request(people.trainee(), a_class, by=None)
    assert not Enrolment.objects.exists()


def test_after_the_last_day_only_a_roster_or_the_door_gives_a_place():
    a_class = training.training_class(day=today() - dt.timedelta(1))

    for ask in (enrolments.request, enrolments.enrol):
        with pytest.raises(enrolments.ClassTakesNobody, match=str(a_class.ends_on)):
            ask(people.trainee(), a_class, by=None)
    enrolments.enrol_from_roster(people.trainee(), a_class, by=None)
    enrolments.admit_at_the_door(people.trainee(), a_class, by=None)

    assert sorted(Enrolment.objects.values_list("source", flat=True)) == ["roster", "walk_in"]


def test_confirm_freezes_what_is_true_today():
    who = people.trainee(labour="normal", away_place="beyond", away_months=7, education="middle", sex="f")
    who.groups.create(group="woman")
    home = people.household(who, poor=True)
    asked = enrolments.request(who, training.training_class(), by=None)

    confirmed = enrolments.confirm(asked, by=places.officer("organiser"))
    who.region = places.village(9)
    who.labour, who.away_months, who.sex = "lost", 0, ""
    who.save()
    who.groups.all().delete()
    HouseholdStatus.objects.all().update(valid_until=today())
    confirmed.refresh_from_db()

    assert confirmed.snapshot_region == places.village(1)
    assert confirmed.snapshot_household == home
    assert confirmed.snapshot_poor
    assert confirmed.snapshot_labour == "normal"
    assert (confirmed.snapshot_away_place, confirmed.snapshot_away_months) == ("beyond", 7)
    assert (confirmed.snapshot_sex, confirmed.snapshot_education) == ("f", "middle")
    assert confirmed.snapshot_birth_on == who.birth_on
    assert confirmed.snapshot_groups == ["woman"]


def test_confirm_twice_changes_and_logs_nothing():
    confirmed = enrolments.confirm(enrolments.request(people.trainee(), training.training_class(), by=None), by=None)

    assert enrolments.confirm(confirmed, by=None).confirmed_at == confirmed.confirmed_at
    assert events("confirm") == 1


def test_confirm_in_a_full_class_is_refused():
    a_class = training.training_class(seats=1)
    people.enrolment(training_class=a_class)
    waiting = enrolments.request(people.trainee(), a_class, by=None)

    with pytest.raises(enrolments.ClassIsFull):
        enrolments.confirm(waiting, by=None)


def test_enrol_confirms_while_there_are_seats_and_then_waits():
    a_class = training.training_class(seats=1)

    assert enrolments.enrol(people.trainee(), a_class, by=None).state == State.CONFIRMED
    assert enrolments.enrol(people.trainee(), a_class, by=None).state == State.WAITING


def test_enrol_keeps_an_old_request_waiting_when_the_class_filled_meanwhile():
    who, a_class = people.trainee(), training.training_class(seats=1)
    enrolments.request(who, a_class, by=None)
    people.enrolment(training_class=a_class)

    assert enrolments.enrol(who, a_class, by=None).state == State.REQUESTED


def test_enrol_from_roster_fills_a_planned_class_and_changes_nothing_twice():
    who, a_class = people.trainee(), training.training_class(state="planned")

    first = enrolments.enrol_from_roster(who, a_class, by=None)
    again = enrolments.enrol_from_roster(who, a_class, by=None)

    assert first.source == Enrolment.Source.ROSTER
    assert (first.pk, first.confirmed_at) == (again.pk, again.confirmed_at)
    assert events("confirm") == 1


def test_admit_at_the_door_goes_over_the_seats_and_notes_it():
    a_class = training.training_class(seats=1)
    people.enrolment(training_class=a_class)

    admitted = enrolments.admit_at_the_door(people.trainee(), a_class, by=None)

    assert (admitted.state, admitted.source) == (State.CONFIRMED, Enrolment.Source.WALK_IN)
    assert AuditEvent.objects.get(action="trainees.enrolment.confirm").details == {"over_seats": True}


def test_withdraw_gives_the_seat_to_who_waited_longest():
    a_class = training.training_class(seats=1)
    leaver = enrolments.enrol(people.trainee(), a_class, by=None)
    first = enrolments.enrol(people.trainee(), a_class, by=None)
    second = enrolments.enrol(people.trainee(), a_class, by=None)

    enrolments.withdraw(leaver, by=None)
    enrolments.withdraw(leaver, by=None)
    first.refresh_from_db()
    second.refresh_from_db()

    assert (first.state, second.state) == (State.CONFIRMED, State.WAITING)
    assert events("withdraw") == 1


def test_withdraw_after_the_class_began_leaves_the_waiting_to_the_trainer():
    a_class = training.training_class(seats=1, day=today() - dt.timedelta(1), ends_on=today())
    leaver = enrolments.enrol(people.trainee(), a_class, by=None)
    waiting = enrolments.enrol(people.trainee(), a_class, by=None)

    enrolments.withdraw(leaver, by=None)
    waiting.refresh_from_db()

    assert waiting.state == State.WAITING


def test_withdraw_is_refused_once_the_class_has_closed():
    settled = people.enrolment(state="completed")

    with pytest.raises(enrolments.EnrolmentIsSettled):
        enrolments.withdraw(settled, by=None)


def test_enrol_after_a_withdrawal_starts_anew_in_the_same_row():
    who, a_class = people.trainee(), training.training_class()
    first = enrolments.enrol(who, a_class, by=None)
    enrolments.withdraw(first, by=None)

    again = enrolments.enrol(who, a_class, by=None)

    assert again.pk == first.pk
    assert (again.state, again.closed_at) == (State.CONFIRMED, None)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_enrol_gives_the_last_seat_once_when_two_ask_at_the_same_moment():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; the race needs PostgreSQL")
    a_class = training.training_class(seats=1)
    crowd = [people.trainee() for _ in range(4)]
    gate = threading.Barrier(len(crowd))

    def ask(who):
        gate.wait()
        enrolments.enrol(who, a_class, by=None)
        connections.close_all()

    threads = [threading.Thread(target=ask, args=(who,)) for who in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    states = sorted(Enrolment.objects.values_list("state", flat=True))
    assert states == [State.CONFIRMED] + [State.WAITING] * 3
