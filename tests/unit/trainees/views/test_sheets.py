"""Printing sheets and bringing their photos home; works without a line of JavaScript."""

import pytest
from django.urls import reverse

from lms.kit import pictures
from tests.factories import people, places, proofs, sheets, training
from trainees.domain.operations import photos
from trainees.models import EvidenceItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return places.user("trainer")


@pytest.fixture
def session(trainer):
    return training.session(training.training_class(trainer=training.trainer(trainer)))


def bring(client, *pictures):
    files = [proofs.upload(data, f"{number}.jpg") for number, data in enumerate(pictures)]
    return client.post(reverse("sheets"), {"files": files}, follow=True).content.decode()


def test_sheet_is_printed_for_who_keeps_the_roll(client, session, trainer):
    people.enrolment(training_class=session.training_class)
    address = reverse("sign_in_sheet", args=[session.pk])
    client.force_login(trainer)
    printed = client.get(address)
    client.force_login(places.officer("auditor"))

    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(address).status_code == 403


def test_several_photos_are_filed_each_to_its_session(client, session, trainer):
    other = training.session(session.training_class, number=2, hour=19)
    client.force_login(trainer)

    said = bring(client, sheets.photo(session), sheets.photo(other, number=3), b"no picture")

    assert {piece.session for piece in EvidenceItem.objects.all()} == {session, other}
    assert "第 3 页" in said
    assert said.count("notice-bad") == 1


def test_a_photo_without_code_waits_for_a_choice(client, session, trainer):
    data = sheets.jpeg(sheets.page(""))
    client.force_login(trainer)

    said = bring(client, data)

    assert "data:image/jpeg;base64," in said
    assert not EvidenceItem.objects.exists()
    sha256 = client.session["sheets_without_code"][0][0]
    client.post(reverse("sheet_choose"), {"photo": sha256, "session": session.pk})
    piece = EvidenceItem.objects.get()
    assert (piece.session, piece.kind) == (session, "sheet")
    assert photos.arrived(sha256, by=trainer) == 0
    assert "data:image" not in client.get(reverse("sheets")).content.decode()


def test_a_waiting_photo_is_made_small_once(client, trainer, session, monkeypatch):
    client.force_login(trainer)
    bring(client, sheets.jpeg(sheets.page("")))
    monkeypatch.setattr(pictures, "drawn_anew", None)  # nothing is decoded any more
    assert "data:image/jpeg;base64," in client.get(reverse("sheets")).content.decode()
    sha256 = client.session["sheets_without_code"][0][0]
    client.post(reverse("sheet_choose"), {"photo": sha256, "drop": "1"})
    assert photos.small(sha256, by=trainer) is None


def test_a_photo_without_code_can_be_thrown_away(client, session, trainer):
    client.force_login(trainer)
    bring(client, sheets.jpeg(sheets.page("")))
    sha256 = client.session["sheets_without_code"][0][0]

    client.post(reverse("sheet_choose"), {"photo": sha256, "drop": "1"})

    assert photos.arrived(sha256, by=trainer) == 0
    assert not client.session["sheets_without_code"]


def test_nobody_chooses_a_session_of_others_or_a_photo_of_others(client, session, trainer):
    client.force_login(trainer)
    bring(client, sheets.jpeg(sheets.page("")))
    sha256 = client.session["sheets_without_code"][0][0]
    foreign = training.session(training.training_class(), hour=20)

    assert client.post(reverse("sheet_choose"), {"photo": sha256, "session": foreign.pk}).status_code == 404
    stranger = places.user("stranger")
    training.trainer(stranger)
    client.force_login(stranger)
    client.post(reverse("sheet_choose"), {"photo": sha256, "session": session.pk})
    assert not EvidenceItem.objects.exists()
