"""What a camera wrote is read where it makes sense, and never trusted to be well formed."""

import io

import pytest
from PIL import Image

from tests.factories import proofs
from trainees.domain import camera


def shot_of(exif: Image.Exif) -> camera.Shot:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif.tobytes())
    with Image.open(out) as picture:
        return camera.read(picture)


def exif_with(part: int, **_ignored):
    exif = Image.Exif()
    return exif, exif.get_ifd(part)


def test_read_time_with_its_offset():
    exif, part = exif_with(0x8769)
    part.update({0x9003: "2026:03:04 01:30:00", 0x9011: "+00:00"})
    assert f"{shot_of(exif).at:%H:%M %z}" == "01:30 +0000"


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "2026:13:40 99:99:99", "gestern", "1970:01:01 00:00:00", ""])
def test_read_no_time_from_nonsense(text):
    exif, part = exif_with(0x8769)
    part[0x9003] = text
    assert shot_of(exif).at is None


def test_read_the_place_to_a_kilometre():
    with Image.open(io.BytesIO(proofs.photo(place=(29.00499, 109.85501)))) as picture:
        shot = camera.read(picture)
    assert (str(shot.latitude), str(shot.longitude)) == ("29.00", "109.86")


@pytest.mark.parametrize("parts", [(999.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1.0,)])
def test_read_no_place_from_nonsense(parts):
    exif, part = exif_with(0x8825)
    part.update({1: "N", 2: parts, 3: "E", 4: (0.0, 0.0, 0.0)})
    assert shot_of(exif).latitude is None
