"""The result of a class and its closing."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.models import Session, TrainingClass
from lms.kit.clock import now, today
from tests.factories import people, places, training
from trainees.domain import attendance
from trainees.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    trainer = training.trainer(places.user("trainer"))
    a_class = training.training_class(trainer=trainer, day=today() - dt.timedelta(1))
    return training.session(a_class)


def held(session):
    return attendance.close_session(session, by=session.trainer.user)


def result(client, session):
    return client.get(reverse("class_result", args=[session.training_class_id]))


def close(client, session):
    return client.post(reverse("close_class", args=[session.training_class_id]), follow=True)


@pytest.mark.parametrize("count", [1, 3])
def test_class_result_costs_the_same_for_any_number(client, session, count, django_assert_num_queries):
    for _ in range(count):
        people.enrolment(training_class=session.training_class)
    client.force_login(session.trainer.user)
    with django_assert_num_queries(10):
        assert len(result(client, session).context["short"]) == count


def test_class_result_and_closing(client, session):
    here, missing = (people.enrolment(training_class=session.training_class) for _ in range(2))
    attendance.mark(session, here, "present", by=session.trainer.user)
    held(session)
    client.force_login(session.trainer.user)

    answer = result(client, session)
    assert '<option value="">不限</option>' in answer.content.decode()
    before = answer.context
    assert [each.enrolment for each in before["complete"]] == [here]
    assert [each.enrolment for each in before["short"]] == [missing]
    close(client, session)
    close(client, session)

    here.refresh_from_db()
    missing.refresh_from_db()
    assert here.state == Enrolment.State.COMPLETED
    assert [gap["code"] for gap in missing.gaps] == ["attendance"]
    after = result(client, session).context
    assert after["is_closed"]
    assert [each.enrolment for each in after["short"]] == [missing]


def test_close_class_with_a_session_open_is_refused_with_a_sentence(client, session):
    client.force_login(session.trainer.user)
    answer = close(client, session)
    assert len(answer.context["messages"]) == 1
    assert TrainingClass.objects.get().state == TrainingClass.State.OPEN


def test_class_result_is_for_those_in_charge_and_the_bureau(client, session):
    held(session)
    guest = training.trainer(places.user("guest"))
    training.session(
        session.training_class,
        number=2,
        trainer=guest,
        hour=14,
        state=Session.State.CLOSED,
        closed_at=now(),
        closed_by=guest.user,
    )
    other = training.trainer(places.user("other"))
    far = places.officer("organiser", within=places.region("433122000000"), username="far")
    for user, read, write in (
        (guest.user, 404, 404),
        (other.user, 404, 404),
        (far, 404, 404),
        (places.user("trainee"), 403, 403),
        (places.officer("township"), 403, 403),
        (places.officer("auditor"), 200, 403),
    ):
        client.force_login(user)
        assert result(client, session).status_code == read
        assert close(client, session).status_code == write
    assert TrainingClass.objects.get(pk=session.training_class_id).state == TrainingClass.State.OPEN

    client.force_login(places.officer("organiser"))
    assert close(client, session).status_code == 200
    assert TrainingClass.objects.get(pk=session.training_class_id).state == TrainingClass.State.CLOSED
