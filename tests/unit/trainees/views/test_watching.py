"""Reports of watching as devices send them: whose, in what form, and what comes back."""

import json
import uuid

import pytest
import time_machine
from django.core import signing
from django.urls import reverse

from lms.kit.clock import now
from tests.factories import people, places
from tests.factories.watching import beat, held_class
from trainees.domain import grants
from trainees.models import WatchProgress, WatchVisit

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return held_class()


@pytest.fixture
def learner(client, held):
    user = places.user("learner")
    people.enrolment(people.trainee(user=user, name="向秀英"), held)
    client.force_login(user)
    return user


@pytest.fixture
def report(client, held, learner) -> str:
    html = client.get(reverse("lesson", args=[held.pk, held.lessons[0]["key"]])).content.decode()
    return html.split('data-report="')[1].split('"')[0]


def send(client, url, *told, body=None, **headers):
    body = json.dumps({"beats": told}) if body is None else body
    return client.post(url, body, content_type="application/json", **headers)


def test_report_is_credited_and_tells_the_page(client, report):
    first = beat([(0, 4)])
    answer = send(client, report, first).json()
    assert (answer["heard"], answer["credited"], answer["refused"], answer["runs"]) == (1, 4, 0, [[0, 4]])
    assert answer["missing"] == [[4, 600]]
    assert "8" in answer["left"]
    assert (answer["spent"], answer["settled"], answer["elsewhere"]) == (4, [], False)
    assert send(client, report, first).json()["heard"] == 0
    leap = send(client, report, beat([(0, 600)])).json()
    assert leap["refused"] > 500
    assert leap["note"] == leap["uncounted"][0]["text"]
    assert leap["uncounted"][0]["seconds"] > 500


def test_report_of_somebody_else_is_unknown(client, held, report):
    client.logout()
    assert send(client, report, beat([(0, 4)])).status_code == 404
    neighbour = places.user("neighbour")
    people.enrolment(people.trainee(user=neighbour), held)
    client.force_login(neighbour)
    assert send(client, report, beat([(0, 4)])).status_code == 404
    assert not WatchVisit.objects.exists()


def test_report_under_a_forged_grant_is_unknown(client, held, report):
    words = report.split("/")[2]
    other = held_class()
    body, moment, _signature = words.split(":")
    own = [uuid.uuid4().hex, held.pk, other.pk, other.lessons[0]["key"], 1, 0, "none", 1]
    forged = [
        words[:-1] + ("a" if words[-1] != "a" else "b"),
        f"{signing.dumps(own, key='guessed', salt=grants.SALT)}",
        f"{signing.dumps(own, salt='trainees.other')}",
        f"{body}:{moment}",
        signing.dumps(["too", "short"], salt=grants.SALT),
        "nonsense",
    ]
    for each in forged:
        assert send(client, reverse("beats", args=[each]), beat([(0, 4)])).status_code == 404
    assert not WatchProgress.objects.exists()


def test_report_two_months_late_is_gone_and_says_so(client, learner, report):
    with time_machine.travel(now() + grants.OLDEST * 1.1):
        client.force_login(learner)
        answer = send(client, report, beat([(0, 4)]))
    assert answer.status_code == 410
    assert answer.json()["note"]


def test_report_from_a_form_of_another_site_is_unknown(client, report):
    body = json.dumps({"beats": [beat([(0, 4)])]})
    assert client.post(report, body, content_type="text/plain").status_code == 404
    assert client.post(report, {"beats": "[]"}).status_code == 404
    assert client.get(report).status_code == 405


@pytest.mark.parametrize(
    "body",
    [" ", "{", "[]", "null", '"x"', "[" * 60000, "{}", '{"beats": 1}', '{"beats": [1]}', b"\xff\xfe\x00", "x" * 300000],
    ids=range(11),
)
def test_report_that_is_nonsense_gets_a_sentence(client, report, body):
    response = send(client, report, body=body)
    assert response.status_code == 400
    assert response.json()["note"]
    assert not WatchProgress.objects.exists()


def test_report_notes_the_device(client, held, report):
    send(client, report, beat([(0, 4)]))
    assert WatchVisit.objects.get().device
