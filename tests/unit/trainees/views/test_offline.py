"""The trainer's page without network: its shell, what it takes along, what it brings back."""

import datetime as dt
import hashlib
import json

import pytest
from django.urls import reverse

from lms.kit.clock import now, today
from tests.factories import people, phones, places, training
from trainees.domain.operations import taking
from trainees.models import Attendance, Operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return places.user("trainer", name="向老师")


@pytest.fixture
def session(trainer):
    a_class = training.training_class(trainer=training.trainer(trainer))
    return training.running_session(a_class)


def bring(client, trainer, *acts, **parts):
    told = {"who": taking.key_of(trainer), "sent_at": now().isoformat(), "acts": list(acts)} | parts
    return client.post(reverse("offline_operations"), told, content_type="application/json")


def test_page_holds_nobodys_data_and_opens_for_everybody(client, trainer, session):
    people.enrolment(people.trainee(name="田独有"), session.training_class)
    unknown = client.get(reverse("offline"))
    client.force_login(trainer)
    known = client.get(reverse("offline"))

    assert unknown.status_code == 200
    assert unknown.content == known.content
    for word in ("田独有", "向老师", str(session.training_class), "csrfmiddlewaretoken"):
        assert word not in known.content.decode()
    assert known["Cache-Control"] == "no-cache"


def test_manifest_opens_the_page(client):
    told = client.get(reverse("offline_manifest")).json()

    assert told["start_url"] == reverse("offline")
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512"]


def test_roster_takes_names_along_and_no_numbers(client, trainer, session):
    trainee = people.trainee(name="田小妹", phone="+8613800138000")
    enrolment = people.enrolment(trainee, session.training_class)
    client.force_login(trainer)

    answer = client.get(reverse("offline_roster"))

    (taken,) = answer.json()["sessions"]
    assert taken["lines"] == [
        {
            "enrolment": enrolment.pk,
            "name": "田小妹",
            "version": 0,
            "mark": "",
            "minutes": 0,
            "words": "",
            "left": False,
            "cards": [],
        }
    ]
    for number in (trainee.id_number, "13800138000", trainee.id_number[-4:]):
        assert number not in answer.content.decode()
    assert "brief" not in answer.json()
    assert "sessions" not in client.get(reverse("offline_roster"), {"brief": 1}).json()


def test_roster_takes_the_next_days_and_only_ones_own(client, trainer, session):
    for days in (-3, 3, 12):
        training.session(session.training_class, number=9 + days, day=today() + dt.timedelta(days))
    training.session(training.training_class(), number=1, hour=20)
    client.force_login(trainer)

    taken = client.get(reverse("offline_roster")).json()["sessions"]

    days = {entry["starts"][:10] for entry in taken}
    assert days == {str(today()), str(today() + dt.timedelta(3))}
    assert {entry["title"] for entry in taken} == {str(session.training_class)}


@pytest.mark.parametrize("people_in_class", [1, 3])
def test_roster_costs_the_same_for_any_number(client, trainer, session, people_in_class, django_assert_num_queries):
    for _ in range(people_in_class):
        people.enrolment(training_class=session.training_class)
    for number in range(people_in_class):
        training.session(session.training_class, number=5 + number, day=today() + dt.timedelta(1 + number))
    client.force_login(trainer)
    client.get(reverse("offline_roster"))

    with django_assert_num_queries(11):
        client.get(reverse("offline_roster"))


def test_operations_are_answered_one_by_one(client, trainer, session):
    one, two = (people.enrolment(training_class=session.training_class) for _ in range(2))
    client.force_login(trainer)

    acts = phones.mark(session, one, "late", minutes=10), phones.mark(session, two, "gone")
    first, second = bring(client, trainer, *acts).json()["answers"]

    mark = Attendance.objects.get()
    assert (first["state"], first["outcome"], first["enrolment"], first["name"]) == (
        *("arrived", "applied", one.pk, one.trainee.name),
    )
    assert (first["stands"]["version"], first["stands"]["mark"], first["stands"]["minutes"]) == (mark.pk, "late", 10)
    assert (second["state"], bool(second["sentence"])) == ("refused", True)


def test_operations_of_two_phones_say_who_wrote_what(client, trainer, session):
    enrolment = people.enrolment(training_class=session.training_class)
    client.force_login(trainer)
    bring(client, trainer, phones.mark(session, enrolment, "absent"))

    (answer,) = bring(client, trainer, phones.mark(session, enrolment, "present")).json()["answers"]

    assert answer["state"] == "conflict"
    assert (answer["stood"]["by"], answer["stands"]["mark"]) == ("向老师", "absent")
    assert client.get(reverse("offline_roster"), {"device": "nonsense"}).json()["open"] == []
    row = Operation.objects.open().get()
    open_acts = client.get(reverse("offline_roster"), {"device": str(row.device_id)}).json()["open"]
    assert open_acts == [answer["op_id"]]


def test_operations_of_somebody_else_are_refused_whole(client, trainer, session):
    enrolment = people.enrolment(training_class=session.training_class)
    client.force_login(places.officer("organiser"))

    assert bring(client, trainer, phones.mark(session, enrolment)).status_code == 409
    assert not Operation.objects.exists()


def test_operations_without_a_sign_in_are_sent_to_sign_in(client, trainer, session):
    enrolment = people.enrolment(training_class=session.training_class)

    assert bring(client, trainer, phones.mark(session, enrolment)).status_code == 302
    assert not Operation.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"acts": 5}', "[" * 9999, '{"acts": [' + "9" * 5000 + "]}"])
@pytest.mark.usefixtures("session")
def test_operations_that_are_none_are_refused(client, trainer, body):
    client.force_login(trainer)

    answer = client.post(reverse("offline_operations"), body, content_type="application/json")

    assert answer.status_code == 400
    assert not Operation.objects.exists()


def test_operations_that_are_too_many_are_refused(client, trainer, session):
    enrolment = people.enrolment(training_class=session.training_class)
    client.force_login(trainer)
    acts = [phones.mark(session, enrolment, seq=seq) for seq in range(201)]

    assert bring(client, trainer, *acts).status_code == 413
    assert bring(client, trainer, {"x": "y" * 600_000}).status_code == 400


def test_photo_says_how_much_has_arrived(client, trainer, session, settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path
    data = b"0123456789"
    address = reverse("offline_photo", args=[hashlib.sha256(data).hexdigest()])
    client.force_login(trainer)

    def send(piece, query):
        return client.post(f"{address}?{query}", piece, content_type="application/octet-stream")

    assert client.get(address).json() == {"arrived": 0}
    assert send(data[:4], "offset=0&size=10").json() == {"arrived": 4}
    assert send(data[:4], "offset=-1&size=10").json() == {"arrived": 4}
    assert send(b"wrong.", "offset=4&size=10").status_code == 422
    assert send(data, "offset=0&size=x").status_code == 400
    assert send(data, "offset=0&size=10").json() == {"arrived": 10}
    client.force_login(places.officer("organiser"))
    assert client.get(address).json() == {"arrived": 0}


def test_photo_under_another_name_is_refused(client, trainer, session):
    client.force_login(trainer)

    assert client.get(reverse("offline_photo", args=["passwd"])).status_code == 400


def test_answers_are_text_as_it_is_read(client, trainer, session):
    people.enrolment(people.trainee(name="田小妹"), session.training_class)
    client.force_login(trainer)

    assert "田小妹" in client.get(reverse("offline_roster")).content.decode()
    assert json.loads(client.get(reverse("offline_manifest")).content)["lang"] == "zh-hans"
