"""Cards on phones, on paper, and before the trainer's camera."""

import io

import pikepdf
import pytest
from django.urls import reverse

from lms.kit.clock import now
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import cards
from trainees.models import Attendance, Card

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
JSON = {"HTTP_ACCEPT": "application/json"}


def test_my_card_shows_the_cards_of_the_family(client):
    user = places.user("family")
    family = [people.trainee(name=name, user=user) for name in ("田小满", "田小雪")]
    client.force_login(user)

    said = client.get(reverse("my_card")).content.decode()

    for person in family:
        assert person.name in said
        assert cards.grouped(person.cards.get()) in said
        assert person.id_number not in said
    assert said.count("<svg") >= 2


def test_my_card_gives_a_new_one_to_ones_own_people_only(client):
    user = places.user("family")
    mine, other = people.trainee(user=user), people.trainee()
    first = cards.of(mine, by=user)
    client.force_login(user)

    assert client.post(reverse("my_card"), {"trainee": mine.pk}).status_code == 302
    assert client.post(reverse("my_card"), {"trainee": other.pk}).status_code == 404

    first.refresh_from_db()
    assert first.is_revoked
    assert Card.objects.count() == 2


def test_scan_cards_by_the_field_alone(client, session, enrolment, trainer):
    """Without a line of JavaScript."""
    client.force_login(trainer)
    code = cards.grouped(cards.of(enrolment.trainee, by=trainer)).lower()

    said = client.post(reverse("scan_cards", args=[session.pk]), {"code": code}, follow=True).content.decode()

    assert "田小满：到课。" in said
    mark = enrolment.attendances.get()
    assert (mark.how, mark.marked_by) == ("card", trainer)
    undone = client.post(reverse("take_back", args=[session.pk]), {"saved": mark.marked_at.isoformat(), "how": "card"})
    assert undone.url == reverse("scan_cards", args=[session.pk])
    assert not Attendance.objects.standing().exists()


def test_scan_cards_answers_the_camera_in_json(client, session, enrolment, trainer):
    client.force_login(trainer)
    address, card = reverse("scan_cards", args=[session.pk]), cards.of(enrolment.trainee, by=trainer)

    first, again, nonsense = (
        client.post(address, {"code": code}, **JSON).json() for code in (cards.text(card), card.code, "nonsense")
    )

    assert (first["outcome"], first["sentence"]) == ("marked", "田小满：到课。")
    assert first["saved"] == enrolment.attendances.get().marked_at.isoformat()
    assert (again["outcome"], again["sentence"]) == ("already", "田小满已经签过到：到课。")
    assert (nonsense["outcome"], "不是本平台的学员卡" in nonsense["sentence"]) == ("refused", True)


def test_scan_cards_of_a_closed_session_shows_no_camera(client, session, trainer):
    session.state, session.closed_at, session.closed_by = "closed", now(), trainer
    session.save()
    client.force_login(trainer)

    said = client.get(reverse("scan_cards", args=[session.pk])).content.decode()

    assert "<video" not in said
    assert "已关闭" in said


@pytest.mark.parametrize("size", [1, 9])
def test_class_cards_are_printed_eight_a_page_and_logged(client, session, trainer, size):
    for number in range(size):
        people.enrolment(people.trainee(name=f"田学{number}"), session.training_class)
    client.force_login(trainer)

    response = client.get(reverse("class_cards", args=[session.training_class_id]))

    pages = pikepdf.open(io.BytesIO(response.content)).pages
    assert (response["Content-Type"], len(pages)) == ("application/pdf", -(-size // 8))
    assert Card.objects.count() == size
    event = AuditEvent.objects.get(action="trainees.card.download")
    assert (event.actor, event.details["people"]) == (trainer, size)


def test_class_cards_are_not_for_a_guest(client, session):
    guest = places.user("guest")
    training.session(session.training_class, number=2, hour=19, trainer=training.trainer(guest))
    client.force_login(guest)

    assert client.get(reverse("class_cards", args=[session.training_class_id])).status_code in {403, 404}


def test_person_card_is_for_who_gives_codes(client, enrolment, trainer):
    client.force_login(trainer)
    address = reverse("person_card", args=[enrolment.trainee_id])
    first = cards.of(enrolment.trainee, by=trainer)

    page = client.get(address).content.decode()
    assert cards.grouped(first) in page
    assert reverse("teach_today") in page, "the way back, for who reads no register"
    client.post(address)
    assert cards.grouped(first) not in client.get(address).content.decode()
    client.force_login(places.officer("auditor"))
    assert client.get(address).status_code == 403
