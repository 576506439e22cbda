"""Pieces of a dossier: kept once, reviewed with a word, taken back, and by whom."""

import pytest
from django.core.files.storage import storages
from django.utils.timezone import localtime

from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import people, places, proofs, training
from trainees.domain.dossier import files, pieces, standing
from trainees.models import DossierLine, EvidenceItem, EvidenceKey

pytestmark = pytest.mark.django_db
State = EvidenceItem.State


@pytest.fixture
def trainer():
    return places.user("teacher")


@pytest.fixture
def held(trainer):
    return training.training_class(trainer=training.trainer(trainer), sessions=2)


@pytest.fixture
def organiser():
    return places.officer("organiser")


def bring(held, by, seed=1, code="4.3", **options):
    return pieces.add(held, code, proofs.upload(proofs.photo(seed, **options)), by=by)[0]


def line(held, code="4.3") -> DossierLine:
    return DossierLine.objects.get(training_class=held, code=code)


def test_add_keeps_the_file_its_hashes_and_what_the_camera_wrote(held, trainer):
    data = proofs.photo(taken=f"{today():%Y:%m:%d} 09:30:00", place=(29.0012, 109.8534))
    piece, is_new = pieces.add(held, "4.3", proofs.upload(data, "C:\\fakepath/开班.jpg"), by=trainer)

    assert is_new
    assert (piece.state, piece.kind, piece.item, piece.name) == ("to_review", "photo", "4.3", "开班.jpg")
    assert piece.place == "29.00, 109.85"
    assert f"{localtime(piece.captured_at):%H:%M}" == "09:30"
    assert 0 < piece.thumbnail.size < piece.file.size
    assert EvidenceKey.objects.filter(evidence=piece).count() == 7
    assert line(held).state == "to_review"
    assert AuditEvent.objects.get(action="trainees.dossier.add").details["sha256"] == piece.sha256


def test_add_knows_the_same_file_again(held, trainer):
    data = proofs.photo()
    first = pieces.add(held, "4.3", proofs.upload(data), by=trainer)
    again = pieces.add(held, "4.3", proofs.upload(data, "other.jpg"), by=trainer)
    assert (first[1], again[1]) == (True, False)
    assert again[0] == first[0]
    assert EvidenceItem.objects.count() == 1


def test_only_own_trainers_and_organisers_bring(held, trainer, organiser, in_english):
    stranger = places.user("other")
    training.training_class(trainer=training.trainer(stranger))
    guest = places.user("guest")
    training.session(held, number=9, hour=20, trainer=training.trainer(guest))
    for by in (stranger, places.officer("auditor"), places.officer("follow_up"), places.officer("township")):
        with pytest.raises(pieces.PieceRefused, match="your own classes"):
            bring(held, by)
    for seed, by in enumerate((trainer, guest, organiser)):
        bring(held, by, seed)
    assert EvidenceItem.objects.count() == 3


def test_what_a_programme_shares_is_the_organisers(held, trainer, organiser):
    with pytest.raises(pieces.PieceRefused):
        pieces.add(held, "1.1", proofs.upload(proofs.pdf()), by=trainer)
    piece, _new = pieces.add(held, "1.1", proofs.upload(proofs.pdf(2), "计划.pdf"), by=organiser)
    assert (piece.training_class, piece.programme, piece.pages) == (None, held.programme, 2)
    other = training.training_class(programme=held.programme)
    assert standing.of_item(other, "1.1").state == "to_review"
    pieces.accept(piece, by=organiser)
    assert standing.of_item(other, "1.1").state == "accepted"


@pytest.mark.parametrize("code", ["4.2", "9.9", ""])
def test_add_nothing_where_nothing_belongs(held, organiser, code):
    with pytest.raises(pieces.PieceRefused):
        pieces.add(held, code, proofs.upload(proofs.pdf()), by=organiser)


def test_a_refused_file_leaves_nothing(held, organiser):
    with pytest.raises(files.FileRefused):
        pieces.add(held, "4.3", proofs.upload(proofs.pdf()), by=organiser)
    assert not EvidenceItem.objects.exists()


def test_review_once_with_author_and_word(held, trainer, organiser, in_english):
    piece = bring(held, trainer)
    with pytest.raises(pieces.PieceRefused, match="Only an organiser"):
        pieces.accept(piece, by=trainer)
    with pytest.raises(pieces.PieceRefused, match="few words"):
        pieces.send_back(piece, word=" ", by=organiser)
    with pytest.raises(pieces.PieceRefused, match="whole ID numbers"):
        pieces.send_back(piece, word=f"{people.id_number(3)} 不清楚", by=organiser)

    back = pieces.send_back(piece, word="横幅看不清", by=organiser)
    assert (back.state, back.word, back.reviewed_by) == (State.SENT_BACK, "横幅看不清", organiser)
    assert line(held).state == "sent_back"

    good = pieces.accept(piece, by=organiser)
    pieces.accept(piece, by=organiser)
    assert (good.state, good.word) == (State.ACCEPTED, "")
    assert AuditEvent.objects.filter(action="trainees.dossier.accept").count() == 1


def test_a_piece_sent_back_may_come_again(held, trainer, organiser, in_english):
    data = proofs.photo()
    piece = pieces.add(held, "4.3", proofs.upload(data), by=trainer)[0]
    pieces.send_back(piece, word="日期不对", by=organiser)
    again, is_new = pieces.add(held, "4.3", proofs.upload(data), by=trainer)
    assert is_new
    with pytest.raises(pieces.PieceRefused, match="come again"):
        pieces.accept(piece, by=organiser)
    assert pieces.accept(again, by=organiser).state == State.ACCEPTED


def test_withdraw_deletes_the_file_and_keeps_the_hash(held, trainer, organiser, django_capture_on_commit_callbacks):
    piece = bring(held, trainer, taken="2026:01:01 10:00:00", place=(29.0, 109.85))
    names = [piece.file.name, piece.thumbnail.name]
    with pytest.raises(pieces.PieceRefused):
        pieces.withdraw(piece, by=organiser)
    with django_capture_on_commit_callbacks(execute=True):
        gone = pieces.withdraw(piece, by=trainer)
    assert not [name for name in names if storages["private"].exists(name)]
    assert (gone.state, gone.sha256, gone.name, gone.place, gone.look) == ("withdrawn", piece.sha256, "", "", "")
    assert line(held).state == "missing"
    assert not EvidenceItem.objects.in_dossiers().exists()


def test_nothing_reviewed_is_withdrawn(held, trainer, organiser):
    piece = bring(held, trainer)
    pieces.accept(piece, by=organiser)
    with pytest.raises(pieces.PieceRefused):
        pieces.withdraw(piece, by=trainer)


def test_rule_on_what_only_a_person_can_say(held, trainer, organiser, in_english):
    assert not line_required(held, "2.2", organiser)
    pieces.rule(held, "2.2", applies=True, because="外聘讲师，有劳务协议", by=organiser)
    assert line(held, "2.2").is_required
    pieces.rule(held, "2.2", applies=False, because="讲师是本单位职工", by=organiser)
    assert not line(held, "2.2").is_required
    with pytest.raises(pieces.PieceRefused, match="follows from the class"):
        pieces.rule(held, "4.6", applies=False, because="不需要", by=organiser)
    with pytest.raises(pieces.PieceRefused, match="Only an organiser"):
        pieces.rule(held, "2.2", applies=True, because="需要的", by=trainer)


def line_required(held, code, by) -> bool:
    standing.work_out(held)
    return line(held, code).is_required
