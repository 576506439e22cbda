"""At the door: one form, one person in the register, one place, one mark."""

import pytest
from django.urls import reverse

from tests.factories import people, places, training
from trainees.domain import attendance
from trainees.models import Attendance, Enrolment, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(client):
    trainer = training.trainer(places.user("trainer"))
    a_class = training.training_class(trainer=trainer, seats=1)
    client.force_login(trainer.user)
    return training.running_session(a_class)


def send(client, session, **changed):
    given = {"name": "彭大娘", "phone": "138 0013 8000", "village": places.village().pk, "consent": "on"}
    return client.post(reverse("walk_in", args=[session.pk]), {**given, **changed})


def test_walk_in_registers_enrols_and_marks(client, session):
    answer = send(client, session)

    who = Trainee.objects.get()
    assert (who.name, who.phone, who.is_weak) == ("彭大娘", "+8613800138000", True)
    mark = Attendance.objects.get()
    assert (mark.enrolment.trainee, mark.mark, mark.how) == (who, "present", "walk_in")
    assert answer.url == reverse("roll", args=[session.pk])


def test_walk_in_twice_makes_nobody_twice(client, session):
    send(client, session)
    send(client, session)
    assert (Trainee.objects.count(), Enrolment.objects.count(), Attendance.objects.count()) == (1, 1, 1)


def test_walk_in_finds_who_is_in_the_register(client, session):
    known = people.trainee(name="彭大娘")
    send(client, session, id_number=known.id_number, phone="")
    assert Attendance.objects.get().enrolment.trainee == known


def test_walk_in_goes_over_the_seats_and_the_roll_says_so(client, session):
    people.enrolment(training_class=session.training_class)
    send(client, session)
    assert client.get(reverse("roll", args=[session.pk])).context["roll"].over_seats == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"phone": "", "id_number": ""},
        {"phone": "12345"},
        {"id_number": "433127198506150010"},
        {"name": ""},
        {"village": ""},
        {"village": "433127000000"},
        {"consent": ""},
        {"name": "=cmd|' /C calc'!A0" * 9},
    ],
)
def test_walk_in_with_bad_details_says_so_and_keeps_nothing(client, session, changed):
    answer = send(client, session, **changed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Trainee.objects.exists()


def test_walk_in_under_the_number_of_somebody_else_is_refused(client, session):
    known = people.trainee(name="别人")
    answer = send(client, session, id_number=known.id_number)
    assert answer.context["form"].errors
    assert not Enrolment.objects.exists()


def test_walk_in_into_a_closed_session_keeps_nothing(client, session):
    attendance.close_session(session, by=session.trainer.user)
    answer = send(client, session)
    assert answer.context["form"].errors
    assert not Trainee.objects.exists()
    assert not client.get(reverse("walk_in", args=[session.pk])).context["takes_marks"]


def test_admit_lets_in_who_waits_and_nobody_of_another_class(client, session):
    waiting = people.enrolment(training_class=session.training_class, state="waiting")
    elsewhere = people.enrolment(state="waiting")
    address = reverse("admit", args=[session.pk])

    assert client.post(address, {"enrolment": elsewhere.pk}).status_code == 404
    client.post(address, {"enrolment": waiting.pk})

    waiting.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (waiting.state, elsewhere.state) == ("confirmed", "waiting")
    assert waiting.attendances.get().how == "walk_in"


@pytest.mark.parametrize("typed", ["第1镇第2村", "433127101202"])
def test_walk_in_takes_the_one_village_that_is_typed(client, session, typed):
    places.village(1)
    meant = places.village(2)
    meant.spelling = "dierchun"
    meant.save()
    send(client, session, village="", place=typed)
    assert Trainee.objects.get().region == meant


def test_walk_in_offers_the_villages_that_may_be_meant(client, session):
    first, second = places.village(1), places.village(2)
    far = places.region("433130101201", name="远村")
    places.programme(region=far.parent.parent, name="邻县")
    form = send(client, session, village="", place="村").context["form"]
    assert form.errors["village"]
    shown = str(form["village"])
    assert all(code in shown for code in (first.pk, second.pk, far.pk))
    assert not Trainee.objects.exists()
    assert send(client, session, village=far.pk, place="村").status_code == 302
    assert Trainee.objects.get().region == far


def test_walk_in_lists_the_villages_of_the_class_and_finds_those_of_next_door(client, session):
    here = places.village()
    far = places.region("433130101201", name="远村")
    places.programme(region=far.parent.parent, name="邻县")
    shown = str(client.get(reverse("walk_in", args=[session.pk])).context["form"]["village"])
    assert here.pk in shown
    assert far.pk not in shown
    send(client, session, village="", place="远村")
    assert Trainee.objects.get().region == far


@pytest.mark.parametrize("typed", ["x" * 500, "%", "' OR 1=1 --", "<b>村</b>", "没有这个村", "٣"])
def test_walk_in_with_no_village_of_that_name_says_so(client, session, typed):
    answer = send(client, session, village="", place=typed)
    assert answer.context["form"].errors["place"]
    assert "<b>村</b>" not in answer.content.decode()
    assert not Trainee.objects.exists()
