"""Records of phones that need a person."""

import io
import json

import pytest
from django.urls import reverse

from tests.factories import people, phones, places, training
from trainees.domain import attendance
from trainees.domain.operations import bringing, receiving
from trainees.models import Attendance, Operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    """A reader of English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def trainer():
    return places.user("trainer", name="向老师")


@pytest.fixture
def session(trainer):
    return training.session(training.training_class(trainer=training.trainer(trainer)))


@pytest.fixture
def conflict(session, trainer):
    enrolment = people.enrolment(training_class=session.training_class)
    attendance.mark(session, enrolment, "absent", by=trainer)
    return receiving.receive([phones.mark(session, enrolment)], by=trainer)[0].row


def settle(client, row, **form):
    return client.post(reverse("settle_record", args=[row.op_id]), form)


def test_records_show_both_words(client, trainer, conflict):
    client.force_login(trainer)

    page = client.get(reverse("records")).content.decode()

    assert conflict.enrolment.trainee.name in page
    assert f'name="saw" value="{conflict.stood_id}"' in page


def test_the_day_page_tells_of_records_until_they_are_settled(client, trainer, conflict):
    client.force_login(trainer)
    told = "1 record of a phone is not on the roll"

    assert told in client.get(reverse("teach_today")).content.decode()
    settle(client, conflict, act="keep", saw=conflict.stood_id, word="asked")
    assert told not in client.get(reverse("teach_today")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_records_cost_little_more_for_many(client, trainer, session, number, django_assert_max_num_queries):
    for _ in range(number):
        enrolment = people.enrolment(training_class=session.training_class)
        attendance.mark(session, enrolment, "absent", by=trainer)
        receiving.receive([phones.mark(session, enrolment)], by=trainer)
    client.force_login(trainer)
    client.get(reverse("records"))

    with django_assert_max_num_queries(12):
        client.get(reverse("records"))


def test_settle_takes_the_phones_word(client, trainer, conflict):
    client.force_login(trainer)

    settle(client, conflict, act="take", saw=conflict.stood_id, word="问过本人")

    assert Attendance.objects.standing().get().mark == "present"
    assert not Operation.objects.open().exists()


def test_settle_keeps_the_rolls_word(client, trainer, conflict):
    client.force_login(trainer)

    settle(client, conflict, act="keep", word="本人没来")

    assert Attendance.objects.standing().get().mark == "absent"
    assert not Operation.objects.open().exists()


def test_settle_without_a_word_says_so(client, trainer, conflict):
    client.force_login(trainer)

    page = client.post(reverse("settle_record", args=[conflict.op_id]), {"act": "keep"}, follow=True)

    assert "Write in a word" in page.content.decode()
    assert Operation.objects.open().exists()


def test_complete_asks_for_what_was_missing(client, trainer, session):
    act = phones.walk_in(session, phone="", village=places.village(2).pk)
    row = receiving.receive([act], by=trainer)[0].row
    client.force_login(trainer)
    address = reverse("complete_record", args=[row.op_id])
    assert "向新来" in client.get(address).content.decode()

    answer = client.post(
        address, {"name": "向新来", "phone": "13800138011", "village": places.village(2).pk, "consent": "on"}
    )

    assert answer.status_code == 302
    assert Attendance.objects.get().how == "walk_in"
    assert client.get(address).status_code == 404


def test_bring_in_a_file(client, trainer, session):
    enrolment = people.enrolment(training_class=session.training_class)
    acts = [phones.mark(session, enrolment), phones.mark(session, enrolment, "gone")]
    told = {"format": bringing.FORMAT, "acts": acts}
    client.force_login(trainer)

    page = client.post(
        reverse("bring_records"), {"file": io.BytesIO(json.dumps(told).encode())}, follow=True
    ).content.decode()

    assert "1 record is on the server." in page
    assert "1 record needs a look." in page


def test_bring_in_something_else_says_so(client, trainer, session):
    client.force_login(trainer)

    page = client.post(reverse("bring_records"), {"file": io.BytesIO(b"no records")}, follow=True)

    assert "holds no records" in page.content.decode()
    assert "records" in client.post(reverse("bring_records"), {}, follow=True).content.decode()
