"""Proof comes in as a picture, whatever the file says it is, and leaves nothing behind but pixels."""

import hashlib
import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import evidence
from trainees.models import EvidenceItem

pytestmark = pytest.mark.django_db


def photo(size=(2000, 1000), form="JPEG", mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "green").save(out, form, **options)
    return out.getvalue()


def upload(data: bytes, name="shop.jpg", kind="image/jpeg"):
    return SimpleUploadedFile(name, data, content_type=kind)


def keep(data: bytes, **names):
    return evidence.keep(upload(data, **names), kind="shop_photo", trainee=people.trainee(), by=places.user())


def test_keep_a_photo_smaller_and_without_its_place():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (29.0, 0.0, 10.0)}
    exif[0x010F] = "PhoneMaker"
    data = photo(exif=exif.tobytes(), comment=b"my secret")
    assert b"PhoneMaker" in data

    item = keep(data)

    kept = item.file.read()
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (1600, 800), {})
    assert b"PhoneMaker" not in kept
    assert b"my secret" not in kept
    assert item.sha256 == hashlib.sha256(kept).hexdigest()
    assert item.original_sha256 == hashlib.sha256(data).hexdigest()
    assert item.size == len(kept)
    assert "shop" not in item.file.name
    assert AuditEvent.objects.get(action="trainees.evidence.keep").object_id == str(item.pk)


def test_turn_a_photo_the_way_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = evidence.read(upload(photo((400, 200), exif=exif.tobytes())))
    with Image.open(io.BytesIO(picture.data)) as turned:
        assert turned.size == (200, 400)


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGBA"), ("JPEG", "CMYK")]
)
def test_take_the_pictures_phones_and_chats_make(form, mode):
    out = io.BytesIO()
    Image.new(mode, (50, 40)).save(out, form)
    picture = evidence.read(upload(out.getvalue(), "x.bin"))
    with Image.open(io.BytesIO(picture.data)) as drawn:
        assert (drawn.format, drawn.mode, drawn.size) == ("JPEG", "RGB", (50, 40))


def png_of(width: int, height: int) -> bytes:
    """A tiny PNG that claims to be enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello, I am a text file",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + b"\0" * 40,
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\0" * 400,
        b"\xff\xd8\xff\xe0" + b"<script>" * 50,
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        photo()[:400],
        photo()[:-2000],
        photo(form="PNG")[:200],
        png_of(6000, 6000),
    ],
    ids=[
        "empty",
        "text",
        "html",
        "gif",
        "pdf",
        "zip",
        "fake-jpeg",
        "svg",
        "cut-jpeg",
        "cut-jpeg-late",
        "cut-png",
        "short-png",
    ],
)
def test_refuse_what_is_no_whole_picture_whatever_its_name(data, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    with pytest.raises(evidence.NotAPicture):
        keep(data)
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize("side", [8_000, 12_000, 40_000])
def test_refuse_a_bomb_before_it_is_unpacked(side):
    with pytest.raises((evidence.PictureTooLarge, evidence.NotAPicture)):
        keep(png_of(side, side))
    assert not EvidenceItem.objects.exists()


def test_refuse_more_bytes_than_allowed():
    with pytest.raises(evidence.PictureTooLarge, match="10 MB"):
        keep(photo((10, 10)) + b"\0" * (11 * 1024**2))


def test_draw_anew_what_hides_behind_a_picture():
    hidden = photo((60, 60)) + b"PK\x03\x04<script>alert(1)</script>"
    assert b"<script>" not in keep(hidden).file.read()
