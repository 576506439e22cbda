"""Signing in by the code on the wall, honest and not."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.kit.clock import local
from tests.factories import people, places, training
from trainees.domain import attendance, room_code
from trainees.models import Attendance, Enrolment

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
NINE = local(DAY, dt.time(9))


@pytest.fixture(autouse=True)
def _nine_o_clock():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def session():
    return training.session(training.training_class(day=DAY, seats=10))


@pytest.fixture
def family(client):
    user = places.user("family")
    client.force_login(user)
    return user


def address(session, *, at=None) -> str:
    return reverse("scan", args=[room_code.make(session, at=at)])


def scan(client, session, *, at=None):
    """Scan the wall and follow to where the phone ends up."""
    return client.get(address(session, at=at), follow=True)


def member(session, user, **fields) -> Enrolment:
    return people.enrolment(people.trainee(user=user, **fields), session.training_class)


def test_scan_puts_the_person_on_the_roll(client, session, family):
    enrolment = member(session, family)

    answer = scan(client, session)

    made = Attendance.objects.get()
    assert (made.enrolment, made.mark, made.how, made.marked_at) == (enrolment, "present", "scan", NINE)
    assert made.device
    assert enrolment.trainee.name in answer.content.decode()


def test_scan_again_says_already_and_keeps_one_mark(client, session, family):
    member(session, family)
    scan(client, session)

    assert scan(client, session).context["results"][0]["already"]
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("late", [dt.timedelta(seconds=30), dt.timedelta(days=1)])
def test_scan_of_an_expired_code_is_refused_and_says_what_to_do(client, session, family, late):
    member(session, family)
    answer = scan(client, session, at=NINE - late)
    assert answer.status_code == 410
    assert "15" in answer.context["refusal"]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("token", ["1.2.3", "x", "签到", "1:2:3", "a" * 3000, "0.0." + "0" * 20])
def test_scan_of_a_forged_code_is_refused(client, session, family, token):
    member(session, family)
    assert client.get(reverse("scan", args=[token]), follow=True).status_code == 410
    assert not Attendance.objects.exists()


def test_scan_of_another_class_offers_to_join_and_then_marks(client, session, family):
    who = people.trainee(user=family)

    answer = scan(client, session)
    (result,) = answer.context["results"]
    assert result["can_join"]
    assert not Attendance.objects.exists()
    client.post(answer.request["PATH_INFO"], {"person": who.pk, "join": "1"})

    assert Attendance.objects.get().enrolment == Enrolment.objects.get(trainee=who, state="confirmed")


def test_scan_with_the_class_full_joins_nobody(client, session, family):
    session.training_class.seats = 1
    session.training_class.save()
    people.enrolment(training_class=session.training_class)
    who = people.trainee(user=family)

    stamped = scan(client, session).request["PATH_INFO"]
    answer = client.post(stamped, {"person": who.pk, "join": "1"})

    assert not answer.context["results"][0]["can_join"]
    assert Enrolment.objects.get(trainee=who).state == "waiting"
    assert not Attendance.objects.exists()


def test_scan_of_a_closed_session_is_refused(client, session, family):
    enrolment = member(session, family)
    attendance.close_session(session, by=places.user("trainer"))

    assert scan(client, session).status_code == 409
    assert enrolment.attendances.standing().get().mark == "absent"


def test_scan_on_another_day_is_refused(client, session, family):
    member(session, family)
    with time_machine.travel(NINE + dt.timedelta(days=1), tick=False):
        assert scan(client, session).status_code == 409
    assert not Attendance.objects.exists()


def test_scan_survives_the_sign_in_that_follows(client, session):
    user = places.user("slow")
    enrolment = member(session, user)

    first = client.get(address(session))
    to_sign_in = client.get(first.url)
    assert "login" in to_sign_in.url
    with time_machine.travel(NINE + dt.timedelta(minutes=12), tick=False):
        client.force_login(user)
        answer = client.get(first.url)

    assert answer.status_code == 200
    made = Attendance.objects.get()
    assert (made.enrolment, made.marked_at) == (enrolment, NINE)


def test_scan_stamped_long_ago_is_refused(client, session, family):
    member(session, family)
    with time_machine.travel(NINE - dt.timedelta(minutes=31), tick=False):
        stamped = client.get(address(session)).url
    assert client.get(stamped).status_code == 410
    assert not Attendance.objects.exists()


def test_scan_passed_on_to_another_phone_is_refused(client, session, family):
    stamped = client.get(address(session)).url
    friend = Client()
    user = places.user("friend")
    member(session, user)
    friend.force_login(user)

    assert friend.get(stamped).status_code == 410
    scan(friend, training.session(training.training_class(day=DAY)))
    assert friend.get(stamped).status_code == 410
    assert not Attendance.objects.exists()


def test_scan_by_nobody_in_the_register_goes_by_join_and_comes_back(client, session, family):
    stamped = client.get(address(session)).url
    answer = client.get(stamped)
    assert answer.url.startswith(reverse("join") + "?next=%2Fs%2F")


def test_scan_asks_a_family_who_is_here_and_takes_all_of_them(client, session, family):
    first, second = member(session, family), member(session, family)

    answer = scan(client, session)
    assert answer.templates[0].name == "trainees/scan_who.html"
    assert not Attendance.objects.exists()
    both = [first.trainee_id, second.trainee_id]
    client.post(answer.request["PATH_INFO"], {"person": both})

    assert set(Attendance.objects.values_list("enrolment", flat=True)) == {first.pk, second.pk}
    assert Attendance.objects.values("device").distinct().count() == 1


def test_scan_marks_the_one_of_a_family_who_has_a_place_unless_asked(client, session, family):
    enrolment = member(session, family)
    people.trainee(user=family)

    answer = scan(client, session)
    asked = client.get(answer.request["PATH_INFO"], {"who": "1"})

    assert Attendance.objects.get().enrolment == enrolment
    assert asked.templates[0].name == "trainees/scan_who.html"


def test_scan_for_the_neighbour_is_not_found(client, session, family):
    member(session, family)
    neighbour = member(session, places.user("neighbour"))
    stamped = client.get(address(session)).url

    assert client.post(stamped, {"person": neighbour.trainee_id}).status_code == 404
    assert client.post(stamped, {"person": "x"}).status_code == 400
    assert not Attendance.objects.exists()


def test_scan_costs_the_same_for_any_class(client, session, family, django_assert_num_queries):
    member(session, family)
    people.enrolment(training_class=session.training_class)
    stamped = client.get(address(session)).url
    client.get(stamped)
    with django_assert_num_queries(12):
        client.get(stamped)


def hours_later(hours: float):
    return time_machine.travel(NINE + dt.timedelta(hours=hours), tick=False)


def scan_out(client, session):
    return client.get(reverse("scan", args=[room_code.make(session, leaving=True)]), follow=True)


def test_scan_after_the_grace_says_how_late(client, session, family):
    member(session, family)
    with hours_later(0.5):
        answer = scan(client, session)
    assert answer.context["results"][0]["mark"].late_minutes == 30
    assert "30" in answer.content.decode()


@pytest.mark.parametrize("hours", [-2, 2.1])
def test_scan_too_early_or_too_late_is_refused_with_its_own_sentence(client, session, family, hours):
    member(session, family)
    with hours_later(hours):
        answer = scan(client, session)
    assert answer.status_code == 409
    assert ("08:00" if hours < 0 else "11:00") in answer.context["refusal"]
    assert not Attendance.objects.exists()


def test_scan_in_the_wrong_room_names_the_right_one(client, session, family):
    own = training.session(training.training_class(day=DAY), venue=places.venue(name="二楼教室"))
    people.enrolment(people.trainee(user=family), own.training_class)

    answer = scan(client, session)

    (result,) = answer.context["results"]
    assert "二楼教室" in result["refusal"]
    assert reverse("class_detail", args=[own.training_class_id]) in answer.content.decode()
    assert "can_join" not in result
    assert not Attendance.objects.exists()


def test_scan_of_the_code_to_leave_by_signs_out(client, session, family):
    member(session, family)
    scan(client, session)
    with hours_later(1.5):
        answer = scan_out(client, session)

    made = Attendance.objects.standing().get()
    assert (made.mark, made.early_minutes, made.left_how, made.marked_at) == ("left", 30, "scan", NINE)
    assert answer.status_code == 200


def test_scan_of_the_code_to_leave_by_is_no_way_in(client, session, family):
    member(session, family)
    answer = scan_out(client, session)
    (result,) = answer.context["results"]
    assert "mark" not in result
    assert not Attendance.objects.exists()


def test_scan_to_leave_never_joins_a_class(client, session, family):
    who = people.trainee(user=family)
    stamped = scan_out(client, session).request["PATH_INFO"]
    answer = client.post(stamped, {"person": who.pk, "join": "1"})
    assert not answer.context["results"][0]["can_join"]
    assert not Enrolment.objects.exists()


def test_a_place_given_while_the_scan_waits_counts_from_the_scan(client, session, family):
    who = people.trainee(user=family)
    stamped = scan(client, session).request["PATH_INFO"]
    with hours_later(0.4):
        client.post(stamped, {"person": who.pk, "join": "1"})
    assert Attendance.objects.get().mark == "present"
