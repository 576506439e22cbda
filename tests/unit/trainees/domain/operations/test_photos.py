"""Photos of the sheet: in pieces, going on where the line broke, whole or not at all."""

import hashlib
import io
import os

import pytest
from PIL import Image

from tests.factories import phones, places
from trainees.domain.operations import photos, receiving
from trainees.models import EvidenceItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path / "uploads"


@pytest.fixture
def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 100), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def send(data, *, by, piece=1000):
    for offset in range(0, len(data), piece):
        photos.add(name_of(data), data[offset : offset + piece], offset=offset, size=len(data), by=by)


def sheet(session, data, **about):
    return phones.act(session, kind="sheet", sha256=name_of(data), size=len(data), **about)


def test_add_goes_on_where_the_line_broke(picture, trainer):
    key = name_of(picture)
    assert photos.add(key, picture[:1000], offset=0, size=len(picture), by=trainer) == 1000
    assert photos.add(key, picture[:1000], offset=0, size=len(picture), by=trainer) == 1000
    assert photos.add(key, picture[2000:], offset=2000, size=len(picture), by=trainer) == 1000
    assert photos.add(key, picture[1000:], offset=1000, size=len(picture), by=trainer) == len(picture)
    assert photos.whole(key, len(picture), by=trainer).read() == picture


def test_add_of_other_bytes_than_announced_begins_anew(picture, trainer):
    key = name_of(picture)
    with pytest.raises(photos.PhotoIsBroken):
        photos.add(key, b"x" * len(picture), offset=0, size=len(picture), by=trainer)
    assert photos.arrived(key, by=trainer) == 0


@pytest.mark.parametrize("size", [0, -1, 10**9])
def test_add_of_a_wrong_size_is_refused(picture, trainer, size):
    with pytest.raises(photos.PhotoRefused):
        photos.add(name_of(picture), picture, offset=0, size=size, by=trainer)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "Z" * 64, "a" * 63])
def test_add_under_another_name_than_a_hash_is_refused(trainer, name):
    with pytest.raises(photos.PhotoRefused):
        photos.add(name, b"x", offset=0, size=1, by=trainer)


def test_add_of_more_than_was_announced_changes_nothing(picture, trainer):
    assert photos.add(name_of(picture), picture, offset=0, size=10, by=trainer) == 0


def test_photos_are_their_senders_only(picture, trainer):
    send(picture, by=trainer)

    assert photos.whole(name_of(picture), len(picture), by=places.user("other")) is None


def test_photos_that_never_end_go_after_two_days(picture, trainer):
    photos.add(name_of(picture), picture[:10], offset=0, size=len(picture), by=trainer)
    path = photos._path(name_of(picture), trainer)
    os.utime(path, (0, 0))

    photos.add(name_of(b"other"), b"o", offset=0, size=5, by=trainer)

    assert not path.exists()


def test_more_photos_at_once_than_a_day_brings_are_refused(trainer, monkeypatch):
    monkeypatch.setattr(photos, "MOST_PHOTOS", 2)
    for data in (b"one", b"two"):
        photos.add(name_of(data), data[:1], offset=0, size=3, by=trainer)
    with pytest.raises(photos.PhotoRefused):
        photos.add(name_of(b"six"), b"s", offset=0, size=3, by=trainer)


def test_small_pictures_lie_beside_their_photos_and_are_no_photos(trainer, monkeypatch):
    monkeypatch.setattr(photos, "MOST_PHOTOS", 2)
    photos.add(name_of(b"one"), b"o", offset=0, size=3, by=trainer)
    photos.keep_small(name_of(b"one"), b"small", by=trainer)
    photos.add(name_of(b"two"), b"t", offset=0, size=3, by=trainer)

    assert photos.small(name_of(b"one"), by=trainer) == b"small"
    assert photos.small(name_of(b"two"), by=trainer) is None
    photos.forget(name_of(b"one"), by=trainer)
    assert photos.small(name_of(b"one"), by=trainer) is None


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_receive_of_a_sheet_waits_for_its_photo_and_is_kept_once(session, picture, trainer, commits):
    act = sheet(session, picture)
    assert receiving.receive([act], by=trainer)[0].state == "again"
    send(picture, by=trainer)

    with commits(execute=True):
        states = [receiving.receive([act], by=trainer)[0].state for _ in range(2)]

    assert states == ["arrived", "arrived"]
    item = EvidenceItem.objects.get()
    assert (item.kind, item.training_class, item.original_sha256) == ("sheet", session.training_class, name_of(picture))
    assert photos.arrived(name_of(picture), by=trainer) == 0


def test_receive_of_what_is_no_picture_is_refused_and_kept(session, trainer):
    send(b"no picture at all", by=trainer)

    answer = receiving.receive([sheet(session, b"no picture at all")], by=trainer)[0]

    assert answer.state == "refused"
    assert "not a picture" in answer.sentence
    assert not EvidenceItem.objects.exists()
