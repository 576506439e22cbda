"""The test as its taker meets it: one page, a plain form."""

import re

import pytest
from django.urls import reverse

from tests.factories import people, places, training
from trainees.models import QuizAttempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    user = places.user("holder")
    page = training.course_with_test(test_minutes=15)
    return people.enrolment(people.trainee(user=user), training.training_class(page=page))


@pytest.fixture
def signed_in(client, enrolment):
    client.force_login(enrolment.trainee.user)
    return client


def begun(client, enrolment) -> QuizAttempt:
    client.post(reverse("class_test", args=[enrolment.training_class_id]))
    return QuizAttempt.objects.get(handed_in_at=None)


def page_of(attempt) -> str:
    return reverse("attempt", args=[attempt.pk])


def right(attempt) -> dict:
    return {f"q{number}": asked["right"] for number, asked in enumerate(attempt.drawn)}


def test_a_test_is_begun_answered_and_its_result_shown(signed_in, enrolment):
    attempt = begun(signed_in, enrolment)
    paper = signed_in.get(page_of(attempt)).content.decode()
    assert len(re.findall(r'type="radio" name="q0"', paper)) == 3
    assert len(paper.encode()) < 20_000  # a 2G network carries it in some seconds
    answer = signed_in.post(page_of(attempt), right(attempt), follow=True)
    assert answer.context["is_passed"]
    again = signed_in.post(page_of(attempt), {}, follow=True)
    assert again.context["attempt"].points == 2
    assert len(again.context["messages"]) == 1


def test_what_has_no_answer_is_named_and_nothing_typed_is_lost(signed_in, enrolment):
    attempt = begun(signed_in, enrolment)
    form = {"q0": attempt.drawn[0]["right"]}
    answer = signed_in.post(page_of(attempt), form)
    assert answer.status_code == 422
    assert answer.context["missing"] == [2]
    assert f'name="q0" value="{attempt.drawn[0]["right"][0]}" checked' in answer.content.decode()
    attempt.refresh_from_db()
    assert attempt.is_open
    signed_in.post(page_of(attempt), form | {"anyway": "1"})
    attempt.refresh_from_db()
    assert attempt.points == 1


def test_right_answers_are_told_only_when_nothing_can_be_gained(signed_in, enrolment):
    for number in range(3):
        attempt = begun(signed_in, enrolment)
        answer = signed_in.post(page_of(attempt), {"anyway": "1"}, follow=True)
        assert answer.context["tells_right"] == (number == 2)


def test_begin_twice_goes_on_with_the_same_attempt(signed_in, enrolment):
    begun(signed_in, enrolment)
    begun(signed_in, enrolment)
    assert QuizAttempt.objects.count() == 1


def test_a_family_chooses_who_takes_the_test(signed_in, enrolment):
    child = people.enrolment(people.trainee(user=enrolment.trainee.user), enrolment.training_class)
    address = reverse("class_test", args=[enrolment.training_class_id])
    assert signed_in.post(address).status_code == 404
    signed_in.post(address, {"trainee": child.trainee_id})
    assert QuizAttempt.objects.get().enrolment == child
    assert signed_in.post(address, {"trainee": people.trainee().pk}).status_code == 404


def test_a_test_of_others_does_not_exist(client, signed_in, enrolment):
    attempt = begun(signed_in, enrolment)
    for user in (places.user("other"), places.officer("organiser"), places.officer("trainer")):
        client.force_login(user)
        assert client.get(page_of(attempt)).status_code == 404
        assert client.post(page_of(attempt), right(attempt)).status_code == 404
        assert client.get(reverse("class_test", args=[enrolment.training_class_id])).status_code == 404


def test_a_class_without_a_test_has_no_page_of_one(client):
    enrolment = people.enrolment(people.trainee(user=places.user("holder")))
    client.force_login(enrolment.trainee.user)
    assert client.get(reverse("class_test", args=[enrolment.training_class_id])).status_code == 404


def test_the_class_page_leads_to_the_test(signed_in, enrolment):
    answer = signed_in.get(reverse("class_detail", args=[enrolment.training_class_id])).content.decode()
    assert reverse("class_test", args=[enrolment.training_class_id]) in answer
