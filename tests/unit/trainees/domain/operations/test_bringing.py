"""Files of phones that were dying."""

import base64
import hashlib
import io
import json

import pytest
from PIL import Image

from lms.kit.clock import now
from tests.factories import phones
from trainees.domain.operations import bringing, receiving
from trainees.models import Attendance, EvidenceItem, Operation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path / "uploads"


def file_of(*acts, **parts):
    told = {"format": bringing.FORMAT, "offset": 0, "acts": list(acts), "photos": []} | parts
    return io.BytesIO(json.dumps(told).encode())


def test_bring_in_counts_once_by_whatever_way(session, enrolments, trainer):
    acts = [phones.mark(session, enrolment) for enrolment in enrolments]
    receiving.receive(acts[:1], by=trainer)

    assert bringing.bring_in(file_of(*acts), by=trainer) == ["arrived"] * 3
    assert bringing.bring_in(file_of(*acts), by=trainer) == ["arrived"] * 3
    assert Attendance.objects.count() == 3


def test_bring_in_puts_the_clock_right_by_what_the_phone_knew(session, enrolments, trainer):
    at = now()

    bringing.bring_in(file_of(phones.mark(session, enrolments[0], at=at), offset=-3600), by=trainer)

    row = Operation.objects.get()
    assert abs((row.happened_at - at).total_seconds() + 3600) < 2


def test_bring_in_with_photos(session, trainer):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    data = out.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    act = phones.act(session, kind="sheet", sha256=sha256, size=len(data))
    packed = {"sha256": sha256, "data": base64.b64encode(data).decode()}

    assert bringing.bring_in(file_of(act, photos=[packed, {"sha256": 5}, None]), by=trainer) == ["arrived"]
    assert EvidenceItem.objects.count() == 1


OTHERS = [b"", b"{", b"[]", b"\xff\xfe", b'{"format": "x", "acts": []}', b'{"format": "xiangxue-roll-1"}', b"[" * 99999]


@pytest.mark.parametrize("content", OTHERS)
def test_bring_in_of_another_file_is_refused(trainer, content):
    with pytest.raises(bringing.FileRefused):
        bringing.bring_in(io.BytesIO(content), by=trainer)


def test_bring_in_of_more_than_one_batch(session, enrolments, trainer, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_AT_ONCE", 2)
    acts = [phones.mark(session, enrolment) for enrolment in enrolments]

    assert bringing.bring_in(file_of(*acts), by=trainer) == ["arrived"] * 3
