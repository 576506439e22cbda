"""Places in a class: who gets one, what is frozen, who waits."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from courses.domain import quotas, scheduling
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


def soon(**fields):
    return training.training_class(day=today() + dt.timedelta(5), **fields)


def test_more_seats_and_the_end_of_a_quota_let_the_waiting_move_up():
    a_class, organiser = soon(seats=1), places.officer("organiser")
    enrolments.enrol(people.trainee(), a_class, by=None)
    first, second = (enrolments.enrol(people.trainee(), a_class, by=None) for _ in range(2))

    a_class.seats = 2
    scheduling.plan_class(a_class, by=organiser)
    assert [Enrolment.objects.get(pk=row.pk).state for row in (first, second)] == [State.CONFIRMED, State.WAITING]

    a_class.seats = 3
    quotas.share_out(a_class, {}, until=None, by=organiser)
    assert enrolments.move_up(a_class, by=None) == []


def test_nobody_moves_up_into_seats_kept_for_a_township():
    a_class, organiser = soon(seats=3), places.officer("organiser")
    kept_for = places.village(1, 2)
    quotas.share_out(a_class, {kept_for.parent: 2}, until=a_class.starts_on, by=organiser)
    enrolments.enrol(people.trainee(), a_class, by=None)
    other = enrolments.enrol(people.trainee(), a_class, by=None)
    assert other.state == State.WAITING
    with pytest.raises(enrolments.ClassIsFull, match=str(a_class.starts_on)):
        enrolments.confirm(other, by=organiser)

    ours = enrolments.enrol(people.trainee(region=kept_for), a_class, source="officer", by=organiser)
    assert ours.state == State.CONFIRMED
    quotas.share_out(a_class, {}, until=None, by=organiser)
    other.refresh_from_db()
    assert other.state == State.CONFIRMED


def test_transfer_moves_a_place_with_todays_snapshot_and_the_waiting_move_up():
    page = training.course()
    here, there = soon(page=page, seats=1), soon(page=page)
    who = people.trainee()
    place = enrolments.enrol(who, here, by=None)
    waiting = enrolments.enrol(people.trainee(), here, by=None)
    who.region = places.village(9)
    who.save()

    moved = enrolments.transfer(place, there, reason="离家近", by=None)
    place.refresh_from_db()
    waiting.refresh_from_db()

    assert (moved.training_class, moved.state, moved.snapshot_region) == (there, State.CONFIRMED, places.village(9))
    assert (place.state, place.moved_to) == (State.WITHDRAWN, moved)
    assert waiting.state == State.CONFIRMED
    assert AuditEvent.objects.get(action="trainees.enrolment.transfer").details == {"to": there.pk, "reason": "离家近"}
    back = enrolments.enrol(who, here, by=None)
    assert (back.pk, back.state, back.moved_to) == (place.pk, State.WAITING, None)


def test_transfer_between_classes_that_meet_at_the_same_time_is_fine():
    page = training.course()
    here, there = soon(page=page, sessions=1), soon(page=page, sessions=1)
    place = enrolments.enrol(people.trainee(), here, by=None)
    assert enrolments.transfer(place, there, by=None).state == State.CONFIRMED


@pytest.mark.parametrize("why", ["full", "other course", "closed", "itself"])
def test_transfer_that_is_refused_leaves_the_place_where_it_was(why):
    page = training.course()
    here = soon(page=page)
    there = {
        "full": lambda: soon(page=page, seats=1),
        "other course": soon,
        "closed": lambda: soon(page=page, state="closed"),
        "itself": lambda: here,
    }[why]()
    if why == "full":
        people.enrolment(training_class=there)
    place = enrolments.enrol(people.trainee(), here, by=None)
    with pytest.raises((enrolments.ClassTakesNobody, enrolments.ClassIsFull)):
        enrolments.transfer(place, there, by=None)
    place.refresh_from_db()
    assert (place.state, place.moved_to) == (State.CONFIRMED, None)


def test_transfer_of_a_settled_or_a_withdrawn_place_is_refused():
    page = training.course()
    settled = people.enrolment(training_class=soon(page=page, state="closed"), state="completed")
    withdrawn = people.enrolment(training_class=soon(page=page), state="withdrawn")
    with pytest.raises(enrolments.EnrolmentIsSettled):
        enrolments.transfer(settled, soon(page=page), by=None)
    with pytest.raises(enrolments.ClassTakesNobody):
        enrolments.transfer(withdrawn, soon(page=page), by=None)
