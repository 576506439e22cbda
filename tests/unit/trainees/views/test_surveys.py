"""The survey on its pages: the link, the form, the result, the slips."""

import pytest
from django.urls import reverse

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain import surveys
from trainees.models import SurveyReply, SurveyTicket, TrainerRating

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    trainer = training.trainer(places.user("trainer"))
    return training.session(training.training_class(trainer=trainer, day=today()))


@pytest.fixture
def enrolment(session):
    return people.enrolment(people.trainee(name="田小满", user=places.user("holder")), session.training_class)


def replied(training_class, *, words="", overall=5):
    surveys.reply(
        surveys.ticket_of(people.enrolment(training_class=training_class)).token, overall=overall, words=words
    )


def test_from_the_class_page_to_a_form_that_knows_nobody(client, enrolment, session):
    client.force_login(enrolment.trainee.user)
    page = reverse("class_detail", args=[enrolment.training_class_id])
    link = reverse("survey_link", args=[enrolment.training_class_id])
    assert link in client.get(page).content.decode()
    address = client.post(link, {"trainee": enrolment.trainee_id}).url
    client.logout()
    form = client.get(address).content.decode()
    assert "田小满" not in form
    answers = {"overall": "5", "content": "4", f"session{session.pk}": "4", "words": "讲得清楚"}
    assert client.post(address, answers).url == reverse("survey_thanks")
    assert client.post(address, answers).status_code == 410
    assert SurveyReply.objects.values_list("overall", "content", "arrangement", "words").get() == (
        5,
        4,
        None,
        "讲得清楚",
    )
    assert TrainerRating.objects.get().session == session
    client.force_login(enrolment.trainee.user)
    assert link not in client.get(page).content.decode()
    assert client.post(link, {"trainee": enrolment.trainee_id}).url == page


@pytest.mark.parametrize("wrong", [{}, {"overall": "6"}, {"overall": "0"}, {"overall": "5", "content": "x"}])
def test_a_form_that_is_not_whole_uses_nothing_up(client, enrolment, wrong):
    ticket = surveys.ticket_of(enrolment)
    assert client.post(reverse("survey", args=[ticket.token]), wrong).status_code == 422
    ticket.refresh_from_db()
    assert not ticket.is_used


def test_words_with_a_whole_number_are_sent_back(client, enrolment):
    address = reverse("survey", args=[surveys.ticket_of(enrolment).token])
    assert client.post(address, {"overall": "5", "words": f"找 {people.id_number(4)}"}).status_code == 422


def test_the_ticket_of_another_cannot_be_had(client, enrolment):
    other = people.enrolment(training_class=enrolment.training_class)
    client.force_login(enrolment.trainee.user)
    answer = client.post(reverse("survey_link", args=[enrolment.training_class_id]), {"trainee": other.trainee_id})
    assert answer.status_code == 404
    assert not SurveyTicket.objects.exists()


def test_the_result_shows_words_to_the_trainer_once_they_are_read(client, session):
    held = session.training_class
    for _ in range(5):
        replied(held, words="李四总是迟到")
    page = reverse("survey_result", args=[held.pk])
    client.force_login(held.trainer.user)
    shown = client.get(page)
    assert shown.context["result"].satisfaction == 1
    assert "李四" not in shown.content.decode()
    one = SurveyReply.objects.first()
    assert client.post(reverse("survey_words", args=[held.pk]), {"reply": one.pk, "show": "1"}).status_code == 403

    client.force_login(places.officer("organiser"))
    assert client.get(page).content.decode().count("李四总是迟到") == 5
    client.post(reverse("survey_words", args=[held.pk]), {"reply": one.pk, "show": "1"})
    client.post(reverse("survey_words", args=[held.pk]), {"reply": "nonsense", "hide": "1"})
    client.force_login(held.trainer.user)
    assert client.get(page).content.decode().count("李四总是迟到") == 1


def test_below_five_replies_nobody_reads_anything(client, session):
    replied(session.training_class, words="椅子太硬", overall=1)
    for user in (session.trainer.user, places.officer("organiser"), places.officer("auditor")):
        client.force_login(user)
        shown = client.get(reverse("survey_result", args=[session.training_class_id]))
        assert shown.context["result"].means is None
        assert "椅子太硬" not in shown.content.decode()


def test_slips_are_for_who_is_in_charge(client, enrolment, session):
    address = reverse("survey_slips", args=[session.training_class_id])
    client.force_login(session.trainer.user)
    shown = client.get(address)
    assert [slip["name"] for slip in shown.context["slips"]] == ["田小满"]
    assert "viewBox" in shown.context["slips"][0]["code"]  # without it a style could not enlarge the code
    client.force_login(places.officer("auditor"))
    assert client.get(address).status_code == 403


def test_ratings_are_for_the_trainer_and_the_office_of_the_county(client, session):
    held = session.training_class
    TrainerRating.objects.bulk_create(
        TrainerRating(training_class=held, trainer=held.trainer, session=session, score=score)
        for score in (5, 5, 4, 4, 4)
    )
    address = reverse("trainer_ratings", args=[held.trainer_id])
    other = training.trainer(places.user("other")).user
    far = places.officer("organiser", within=places.region("433122000000"), username="far")
    for user, status in (
        (held.trainer.user, 200),
        (places.officer("organiser"), 200),
        (places.officer("auditor"), 200),
        (other, 404),
        (far, 404),
    ):
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == status
        assert status == 404 or "4.40" in answer.content.decode()
