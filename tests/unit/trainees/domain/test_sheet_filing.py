"""Photos of signed sheets: filed by their code, by nobody else, once; what is no photo is refused with a sentence."""

import pytest

from tests.factories import places, proofs, sheets, training
from trainees.domain import sheet_codes, sheet_filing
from trainees.models import EvidenceItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def trainer():
    return places.user("trainer")


@pytest.fixture
def session(trainer):
    return training.session(training.training_class(trainer=training.trainer(trainer)))


def upload(data: bytes, name="IMG_1.jpg"):
    return proofs.upload(data, name)


@pytest.mark.parametrize("turn", [0, 4, 90, 180, 262])
def test_a_photo_is_filed_to_the_session_of_its_code(session, trainer, turn):
    filed = sheet_filing.file_photo(upload(sheets.photo(session, number=2, turn=turn)), by=trainer)

    assert (filed.session, filed.page, filed.is_new) == (session, 2, True)
    piece = EvidenceItem.objects.get()
    assert (piece.kind, piece.item, piece.state) == ("sheet", "4.1", "to_review")
    assert (piece.session, piece.training_class, piece.uploaded_by) == (session, session.training_class, trainer)
    assert list(sheet_filing.sheets_of(session)) == [piece]


def test_the_same_photo_is_filed_once(session, trainer):
    data = sheets.photo(session)

    first, again = (sheet_filing.file_photo(upload(data), by=trainer) for _ in range(2))

    assert (first.piece, first.is_new, again.is_new) == (again.piece, True, False)


def test_the_code_decides_over_the_session_chosen(session, trainer):
    other = training.session(session.training_class, number=2, hour=19)

    assert sheet_filing.file_photo(upload(sheets.photo(session)), session=other, by=trainer).session == session


def test_without_a_code_a_person_chooses(session, trainer):
    data = sheets.jpeg(sheets.page(""))

    with pytest.raises(sheet_filing.NoPageCode, match="Choose the session"):
        sheet_filing.file_photo(upload(data), by=trainer)
    assert not EvidenceItem.objects.exists()
    filed = sheet_filing.file_photo(upload(data), session=session, by=trainer)
    assert (filed.session, filed.page) == (session, 0)


@pytest.mark.parametrize("text", ["XXQ0000070100000000", "https://a.example/", "XXK7K3M9QXAB2CDEFGM", "XXQ" * 100])
def test_a_code_that_is_not_ours_is_none(trainer, text):
    with pytest.raises(sheet_filing.NoPageCode):
        sheet_filing.file_photo(upload(sheets.jpeg(sheets.page(text))), by=trainer)


def test_nobody_files_to_a_session_that_is_not_theirs(session):
    stranger = places.user("stranger")
    training.trainer(stranger)

    for wanted in (None, session):
        with pytest.raises(sheet_filing.SheetRefused, match="not one of yours"):
            sheet_filing.file_photo(upload(sheets.photo(session)), session=wanted, by=stranger)
    gone = sheets.jpeg(sheets.page(sheet_codes.of_page(987_654, 1)))
    with pytest.raises(sheet_filing.SheetRefused, match="not one of yours"):
        sheet_filing.file_photo(upload(gone), by=stranger)
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"%PDF-1.7 x", b"\xff\xd8\xff\xe0 cut short", b"GIF89a" + b"\0" * 50, b"<svg/>"]
)
def test_what_is_no_picture_is_refused(session, trainer, data):
    with pytest.raises(sheet_filing.SheetRefused):
        sheet_filing.file_photo(upload(data), session=session, by=trainer)
    assert not EvidenceItem.objects.exists()
