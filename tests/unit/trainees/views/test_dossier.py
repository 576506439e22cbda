"""The dossier's pages: the checklist, bringing several files, the review, and who gets to see what."""

import pytest
from django.urls import reverse

from tests.factories import people, places, proofs, training
from trainees.domain import indicators
from trainees.domain.dossier import overview, pieces, standing
from trainees.models import DossierExport, DossierLine, EvidenceItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return places.user("teacher")


@pytest.fixture
def organiser():
    return places.officer("organiser")


@pytest.fixture
def held(trainer):
    held = training.training_class(trainer=training.trainer(trainer), sessions=1)
    people.enrolment(people.trainee(name="田小芳"), held)
    return held


def page(client, user, name, *args, **data):
    client.force_login(user)
    answer = client.get(reverse(name, args=args), data)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, user, held, code, *files, **more):
    client.force_login(user)
    return client.post(reverse("dossier_item", args=[held.pk, code]), {"files": list(files)} | more, follow=True)


def test_the_checklist_offers_the_camera_to_who_may_bring(client, held, trainer):
    text = page(client, trainer, "dossier", held.pk)
    assert text.count('capture="environment"') >= 5
    assert "现场照片" in text
    assert "capture" not in page(client, places.officer("auditor"), "dossier", held.pk)


def test_several_files_come_at_once_and_a_bad_one_keeps_none_out(client, held, trainer):
    answer = send(
        client, trainer, held, "4.3", proofs.upload(proofs.photo(1)), proofs.upload(b"nothing", "x.jpg"),
        proofs.upload(proofs.photo(2)), **{"from": "list"},
    )  # fmt: skip
    text = answer.content.decode()
    assert EvidenceItem.objects.count() == 2
    assert "x.jpg" in text
    assert "2" in text
    assert answer.redirect_chain[-1][0].endswith("#i4.3")


def test_a_session_of_another_class_is_not_taken(client, held, trainer):
    other = training.training_class(day=held.starts_on.replace(day=1), sessions=1).sessions.get()
    send(client, trainer, held, "4.1", proofs.upload(proofs.photo(1)), session=other.pk)
    send(client, trainer, held, "4.1", proofs.upload(proofs.photo(2)), session=held.sessions.get().pk)
    assert [piece.session for piece in EvidenceItem.objects.order_by("pk")] == [None, held.sessions.get()]


def test_a_guest_brings_photos_and_reads_no_list_of_people(client, held):
    guest = places.user("guest")
    training.session(held, number=9, hour=20, trainer=training.trainer(guest))
    assert "田小芳" not in page(client, guest, "dossier_item", held.pk, "3.2")
    assert "田小芳" in page(client, places.officer("auditor"), "dossier_item", held.pk, "3.2")
    send(client, guest, held, "4.3", proofs.upload(proofs.photo(1)))
    assert EvidenceItem.objects.count() == 1


def test_what_all_classes_share_is_named_to_the_trainer_and_leads_nowhere(client, held, trainer, organiser):
    send(client, organiser, held, "1.1", proofs.upload(proofs.photo(1), "计划.jpg"))
    address = reverse("evidence_file", args=[EvidenceItem.objects.get().pk])
    assert address in page(client, organiser, "dossier_item", held.pk, "1.1")
    told = page(client, trainer, "dossier_item", held.pk, "1.1")
    assert "计划.jpg" in told
    assert address not in told
    assert "/small/" not in told


def test_what_lies_here_and_what_the_button_does_is_said_in_plain_words(client, held, trainer, organiser):
    text = send(client, trainer, held, "4.3", *(proofs.upload(proofs.photo(n)) for n in (1, 2))).content.decode()
    assert "已收到 2 份文件，等待审核。" in text
    assert "审核 2 份待审文件" in page(client, organiser, "dossier_list")
    assert "2 份文件" in page(client, organiser, "dossier", held.pk)


def test_review_goes_from_piece_to_piece(client, held, trainer, organiser):
    first, second = (pieces.add(held, "4.3", proofs.upload(proofs.photo(n)), by=trainer)[0] for n in (1, 2))
    text = page(client, organiser, "dossier_review")
    assert f'src="{reverse("evidence_file", args=[first.pk])}"' in text
    after = f"{reverse('dossier_review')}?piece={second.pk}"
    answer = client.post(reverse("piece_act", args=[first.pk]), {"act": "accept", "next": after})
    assert answer.url == after
    client.post(reverse("piece_act", args=[second.pk]), {"act": "send_back", "word": "看不清"})
    assert "看不清" in page(client, trainer, "dossier_item", held.pk, "4.3")
    assert "data-key" not in page(client, organiser, "dossier_review")


def test_review_begins_at_the_oldest_when_asked_for_nonsense(client, held, trainer, organiser):
    piece = pieces.add(held, "4.3", proofs.upload(proofs.photo(1)), by=trainer)[0]
    for asked in ("²", "x", "9" * 5000):
        assert reverse("piece_act", args=[piece.pk]) in page(client, organiser, "dossier_review", piece=asked)


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/cms/"])
def test_review_leads_nowhere_else(client, held, trainer, organiser, away):
    piece = pieces.add(held, "4.3", proofs.upload(proofs.photo(1)), by=trainer)[0]
    client.force_login(organiser)
    answer = client.post(reverse("piece_act", args=[piece.pk]), {"act": "accept", "next": away})
    assert answer.url == reverse("dossier_item", args=[held.pk, "4.3"])


def test_a_photo_shown_before_is_told_of_and_a_class_elsewhere_is_not_named(client, held, trainer, organiser):
    elsewhere = training.training_class(
        region=places.region("433126000000"), page=training.course(title="别县的班"), trainer=training.trainer()
    )
    far = places.officer("organiser", within=places.region("433126000000"), username="far")
    data = proofs.photo(5)
    pieces.add(elsewhere, "4.3", proofs.upload(data), by=far)
    piece = pieces.add(held, "4.3", proofs.upload(proofs.again(data)), by=trainer)[0]
    text = page(client, organiser, "dossier_review", piece=piece.pk)
    assert "别县的班" not in text
    assert text.count("notice-bad") == 1
    mine = training.training_class(page=training.course(title="本县另一班"))
    pieces.add(mine, "4.3", proofs.upload(data), by=organiser)
    assert "本县另一班" in page(client, organiser, "dossier_item", held.pk, "4.3")


def test_files_that_are_no_pictures_are_saved_not_opened(client, held, organiser):
    piece = pieces.add(held, "7.1", proofs.upload(proofs.pdf()), by=organiser)[0]
    client.force_login(organiser)
    answer = client.get(reverse("evidence_file", args=[piece.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{piece.pk}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_taking_away_needs_a_purpose(client, held, organiser, trainer):
    client.force_login(organiser)
    client.post(reverse("dossier_take", args=[held.pk]), {"kind": "volume", "purpose": "x"})
    client.post(reverse("dossier_take", args=[held.pk]), {"kind": "volume", "purpose": f"核对 {people.id_number(4)}"})
    assert not DossierExport.objects.exists()
    answer = client.post(reverse("dossier_take", args=[held.pk]), {"kind": "volume", "purpose": "季度检查"})
    export = DossierExport.objects.get()
    assert answer.url == reverse("dossier_export", args=[export.pk])
    client.force_login(places.officer("auditor"))
    assert client.get(answer.url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_times_for_one_class_and_three(
    client, organiser, count, django_assert_num_queries
):
    for _class in range(count):
        standing.work_out(training.training_class())
    client.force_login(organiser)
    client.get(reverse("dossier_list"))
    with django_assert_num_queries(7):
        client.get(reverse("dossier_list"))


def test_home_tells_what_is_missing_this_week(client, held, organiser):
    standing.work_out(held)
    later = training.training_class(day=held.starts_on.replace(year=held.starts_on.year + 1))
    standing.work_out(later)
    found = overview.missing_soon(organiser)
    assert [one.training_class for one in found] == [held]
    desk = places.user("desk", is_superuser=True)
    assert "开班申请" in page(client, desk, "wagtailadmin_home")
    assert overview.missing_soon(places.officer("organiser", within=places.region("433126000000"), username="x")) == []


def test_completeness_counts_what_was_due_and_opens_to_its_lines(client, held, organiser):
    from lms.kit.clock import today

    standing.work_out(held)
    cut = indicators.Cut(held.programme, None, on=today())
    empty = indicators.compute("evidence_completeness_rate", cut)
    assert (empty.numerator, empty.denominator > 5) == (0, True)
    DossierLine.objects.filter(training_class=held, code="1.3").update(state="accepted")
    figure = indicators.compute("evidence_completeness_rate", cut)
    assert (figure.numerator, figure.denominator) == (1, empty.denominator)
    assert indicators.rows("evidence_completeness_rate", cut, "denominator").count() == figure.denominator
    text = page(client, organiser, "figure_rows", "evidence_completeness_rate", part="denominator")
    assert "培训通知" in text
