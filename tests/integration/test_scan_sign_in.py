"""A phone without a sign-in scans the wall: text message, who am I, and on the roll at the moment of the scan."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse

from lms.kit.clock import local
from tests.factories import people, training
from trainees.domain import room_code
from trainees.models import Attendance, Enrolment

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
NINE = local(DAY, dt.time(9))
PHONE = "13812345678"
ENTRANCE = "/accounts/login/code/"


class Outbox:
    """A gateway that keeps what it was given."""

    sent = []

    def send(self, phone, text):
        self.sent.append(text)


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.SMS_GATEWAY = f"{__name__}.Outbox"
    Outbox.sent = []


def sign_in(client, wanted: str) -> str:
    """Ask for a code, type it, and say where that leads."""
    asked = client.post(ENTRANCE, {"phone": PHONE, "next": wanted})
    code = re.search(r"\d{6}", Outbox.sent[-1])[0]
    return client.post(asked["Location"], {"code": code, "next": wanted})["Location"]


@pytest.fixture
def session():
    return training.session(training.training_class(day=DAY, seats=10))


def scan(client, session) -> str:
    """Scan at nine; where a phone without sign-in wants to come back to."""
    with time_machine.travel(NINE, tick=False):
        stamped = client.get(reverse("scan", args=[room_code.make(session)]))["Location"]
        assert client.get(stamped)["Location"].startswith("/accounts/login/")
    return stamped


def test_scan_of_a_trainee_on_the_roster_counts_from_the_moment_of_the_scan(client, session):
    enrolment = people.enrolment(people.trainee(name="彭大娘", phone=f"+86{PHONE}"), session.training_class)
    stamped = scan(client, session)

    with time_machine.travel(NINE + dt.timedelta(minutes=9)):
        assert sign_in(client, stamped) == stamped
        to_join = client.get(stamped)["Location"]
        assert "彭**" in client.get(to_join).content.decode()
        proof = {"person": enrolment.trainee_id, "proof": enrolment.trainee.id_number[-4:], "next": stamped}
        assert client.post(to_join, proof)["Location"] == stamped
        answer = client.get(stamped)

    assert "彭大娘" in answer.content.decode()
    made = Attendance.objects.get()
    assert (made.enrolment, made.mark, made.marked_at) == (enrolment, "present", NINE)


def test_scan_of_somebody_unknown_registers_joins_and_signs_in(client, session):
    stamped = scan(client, session)

    with time_machine.travel(NINE + dt.timedelta(minutes=9)):
        sign_in(client, stamped)
        to_join = client.get(stamped)["Location"]
        village = people.places.village()
        details = {"name": "向阳花", "id_number": people.id_number(7), "village": village.pk, "consent": "on"}
        back = client.post(to_join, {"township": village.parent_id, "next": stamped, **details})["Location"]
        assert back == stamped
        who = get_user_model().objects.get().trainees.get()
        client.post(stamped, {"person": who.pk, "join": "1"})

    assert Enrolment.objects.get(trainee=who).state == Enrolment.State.CONFIRMED
    assert Attendance.objects.get().marked_at == NINE
