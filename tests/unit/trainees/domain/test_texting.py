"""Text messages to people: one a phone and event, few a day, by day, never twice, and without anybody's name."""

import datetime as dt

import pytest
import time_machine

from courses.domain import sittings
from lms.kit import sms
from lms.kit.clock import local
from tests.factories import people, places, training
from trainees.domain import texting
from trainees.models import Notice

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
NOON = local(DAY, dt.time(12))


class Gateway:
    sent: list = []

    def send(self, phone, text):
        if phone.endswith("99"):
            raise sms.SmsFailed("no")
        self.sent.append((phone, text))


@pytest.fixture(autouse=True)
def gateway(settings):
    Gateway.sent = []
    settings.SMS_GATEWAY = f"{__name__}.Gateway"
    return Gateway.sent


def class_on(day=DAY + dt.timedelta(2), **fields):
    return training.training_class(day=day, number=fields.pop("number", 7), **fields)


def cancelled(held, hour=9):
    session = training.session(held, number=hour, hour=hour)
    return sittings.cancel_session(session, reason="停电", by=places.user(f"desk-{session.pk}"))


def send(at=NOON):
    with time_machine.travel(at, tick=False):
        return texting.send_due()


def states():
    return sorted(Notice.objects.filter(trainee__isnull=False).values_list("sms", flat=True))


def test_a_family_phone_gets_one_message_that_names_nobody(gateway):
    held = class_on()
    for name in ("田大", "田二"):
        people.enrolment(people.trainee(name=name, phone="+8613800000001"), held)
    cancelled(held)
    assert send() == 1
    assert send() == 0
    assert states() == ["sent", "shared"]
    ((phone, text),) = gateway
    assert phone == "+8613800000001"
    assert "2026-03-04 09:00–11:00" in text
    assert "停电" in text
    assert "田大" not in text


def test_the_trainer_is_written_to_and_who_has_no_phone_is_noted(gateway):
    user = places.user("teaches")
    user.set_phone("+8613800000002", verified=True)
    user.save()
    held = class_on(trainer=training.trainer(user))
    who = people.enrolment(people.trainee(), held).trainee
    who.phone = who.phone_index = ""
    who.save()
    cancelled(held)
    send()
    assert "+8613800000002" in [phone for phone, _text in gateway]
    assert "no_phone" in states()


def test_a_phone_gets_no_more_than_the_limit_of_a_day(gateway, settings):
    settings.SMS_NEWS_A_DAY = 2
    held = class_on()
    people.enrolment(training_class=held)
    for hour in (8, 11, 14):
        cancelled(held, hour)
    assert send() == 2
    assert states() == ["limit", "sent", "sent"]
    cancelled(held, 17)
    assert send(NOON + dt.timedelta(days=1)) == 1


def test_what_the_provider_refuses_is_noted_and_not_tried_again(gateway):
    held = class_on()
    people.enrolment(people.trainee(phone="+8613800000099"), held)
    cancelled(held)
    assert (send(), send(), states()) == (0, 0, ["failed"])


@pytest.mark.parametrize(
    ("hour", "day", "then"),
    [
        (23, DAY + dt.timedelta(days=2), ["due"]),
        (23, DAY + dt.timedelta(days=1), ["sent"]),
        (7, DAY + dt.timedelta(days=1), ["due"]),
        (8, DAY + dt.timedelta(days=1), ["sent"]),
        (20, DAY + dt.timedelta(days=9), ["sent"]),
        (12, DAY, ["late"]),
    ],
)
def test_nobody_is_woken_unless_it_is_for_the_next_morning(hour, day, then):
    held = class_on(day)
    people.enrolment(training_class=held)
    cancelled(held)
    send(local(DAY, dt.time(hour)))
    assert states() == then


def test_two_workers_send_once(gateway, monkeypatch):
    held = class_on()
    people.enrolment(training_class=held)
    cancelled(held)
    turn = texting._next_turn()
    send()
    monkeypatch.setattr(texting, "_next_turn", lambda: turn)
    assert send() == 0
    assert len(gateway) == 1


def test_a_provider_of_templates_gets_the_kind_and_the_values():
    held = class_on(page=training.course(title="直播带货"))
    people.enrolment(training_class=held)
    cancelled(held)
    text, values = texting.words(Notice.objects.filter(trainee__isnull=False).get())
    assert values == {
        "class": "7", "course": "直播带货", "because": "停电", "when": "2026-03-04 09:00–11:00", "place": places.ROOM,
    }  # fmt: skip
    assert "直播带货" in text
