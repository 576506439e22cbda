"""Resumable uploads over the wire, with every way a client or the network can get it wrong."""

import base64
import datetime as dt
import hashlib
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from courses.domain import officers
from lms.kit.clock import now
from lms.kit.models import Job
from media import tasks
from media.domain import fingerprint, uploads
from media.domain.partial import Misplaced, Partial, Taken
from media.models import Upload, Video
from tests.factories import clips, places

pytestmark = pytest.mark.django_db
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


@pytest.fixture(autouse=True)
def _own_room(settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path / "uploads"


@pytest.fixture
def organiser(client):
    user = places.user("organiser")
    officers.appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    return user


def told(**values) -> str:
    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in values.items())


def begin(client, size, *, name="讲座.mp4", **more):
    return client.post(
        reverse("videos:uploads"), **TUS, HTTP_UPLOAD_LENGTH=str(size), HTTP_UPLOAD_METADATA=told(filename=name, **more)
    )


def patch(client, address, content, *, at, **headers):
    kind = headers.pop("content_type", "application/offset+octet-stream")
    return client.patch(address, content, content_type=kind, **TUS, HTTP_UPLOAD_OFFSET=str(at), **headers)


def head(client, address):
    return client.head(address, **TUS)


def test_a_name_with_a_nul_is_kept_without_it(client, organiser):
    assert begin(client, 10, name="讲\0座.mp4").status_code == 201
    assert Upload.objects.get().name == "讲座.mp4"


@pytest.fixture
def started(client, organiser):
    """The address of an upload of ten bytes of which four have arrived."""
    address = begin(client, 10)["Location"]
    assert patch(client, address, b"abcd", at=0)["Upload-Offset"] == "4"
    return address


def test_a_file_in_pieces_becomes_a_video_with_the_same_bytes(client, organiser, django_capture_on_commit_callbacks):
    content = clips.clip(size="320x240", seconds=2).read_bytes()
    made = begin(client, len(content), title="网店开张")
    address = made["Location"]
    assert made.status_code == 201
    assert "GMT" in made["Upload-Expires"]
    at = 0
    for start in range(0, len(content), 20_000):
        with django_capture_on_commit_callbacks(execute=False):
            answer = patch(client, address, content[start : start + 20_000], at=at)
        at = int(answer["Upload-Offset"])
    video = Video.objects.get()
    assert answer.status_code == 204
    assert answer["Content-Location"] == reverse("videos:inspect", args=[video.pk])
    assert (video.title, video.original_name, video.uploaded_by) == ("网店开张", "讲座.mp4", organiser)
    assert hashlib.sha256(Path(video.source.path).read_bytes()).digest() == hashlib.sha256(content).digest()
    assert Job.objects.get().subject == str(video.pk)
    again = head(client, address)
    assert (again["Upload-Offset"], again["Content-Location"]) == (str(len(content)), answer["Content-Location"])
    assert Video.objects.count() == 1


def test_what_the_protocol_offers_is_told(client, organiser, settings):
    answer = client.options(reverse("videos:uploads"))
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "expiration", "termination", "checksum"}
    assert answer["Tus-Max-Size"] == str(settings.VIDEO_MAX_BYTES)


def test_head_tells_what_lies_on_disk(client, started):
    answer = head(client, started)
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("4", "10")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("at", [0, 3, 5, 10, 11])
def test_a_wrong_offset_changes_nothing(client, started, at):
    assert patch(client, started, b"x", at=at).status_code in {409, 413}
    assert head(client, started)["Upload-Offset"] == "4"


def test_checksums_are_compared_before_anything_is_kept(client, started):
    right = "sha1 " + base64.b64encode(hashlib.sha1(b"ef").digest()).decode()
    assert patch(client, started, b"xx", at=4, HTTP_UPLOAD_CHECKSUM=right).status_code == 460
    assert head(client, started)["Upload-Offset"] == "4"
    assert patch(client, started, b"ef", at=4, HTTP_UPLOAD_CHECKSUM="crc32 AAAA").status_code == 400
    assert patch(client, started, b"ef", at=4, HTTP_UPLOAD_CHECKSUM=right)["Upload-Offset"] == "6"


def test_another_persons_upload_does_not_exist(client, started):
    other = places.user("other")
    officers.appoint(other, "organiser", places.region(), by=None)
    client.force_login(other)
    assert head(client, started).status_code == 404
    assert patch(client, started, b"x", at=4).status_code == 404
    assert client.delete(started, **TUS).status_code == 404
    assert Upload.objects.get().arrived == 4


def test_who_may_not_add_videos_may_not_upload(client, started):
    client.force_login(places.user("trainee"))
    for answer in (head(client, started), begin(client, 10), patch(client, started, b"x", at=4)):
        assert answer.status_code == 302
    assert client.head(started, **TUS, HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code == 403
    assert Upload.objects.get().arrived == 4


def test_a_client_of_another_version_or_type_is_refused(client, started):
    assert client.head(started).status_code == 412
    assert patch(client, started, b"x", at=4, content_type="application/octet-stream").status_code == 415
    assert client.post(reverse("videos:uploads"), **TUS).status_code == 400
    broken = {"HTTP_UPLOAD_LENGTH": "10", "HTTP_UPLOAD_METADATA": "filename ***"}
    assert client.post(reverse("videos:uploads"), **TUS, **broken).status_code == 400


def test_more_bytes_than_announced_are_refused(client, started):
    assert patch(client, started, b"x" * 7, at=4).status_code == 413
    assert head(client, started)["Upload-Offset"] == "4"


def test_too_large_empty_over_quota_and_no_room_are_refused_with_a_sentence(client, organiser, settings, monkeypatch):
    settings.VIDEO_MAX_BYTES, settings.VIDEO_UPLOADS_MAX_BYTES = 100, 150
    too_large = begin(client, 101)
    assert (too_large.status_code, "GB" in too_large.content.decode()) == (413, True)
    assert begin(client, 0).status_code == 403
    assert begin(client, 100).status_code == 201
    full = begin(client, 60)
    assert (full.status_code, Upload.objects.count()) == (403, 1)
    assert len(full.content.decode()) > 10
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda path: type("Disk", (), {"free": 150}))
    assert begin(client, 40).status_code == 403
    assert begin(client, 25).status_code == 201


def test_an_upload_that_waited_too_long_is_gone_with_its_bytes(client, started):
    upload = Upload.objects.get()
    Upload.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    assert head(client, started).status_code == 410
    assert patch(client, started, b"x", at=4).status_code == 410
    uploads.give_up(upload)
    assert head(client, started).status_code == 404


def test_expired_uploads_are_swept(client, started, django_capture_on_commit_callbacks):
    path = Upload.objects.get().path
    Upload.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.expire_uploads() == 1
    assert not path.exists()
    assert not Upload.objects.exists()


def test_termination_removes_the_bytes(client, started, django_capture_on_commit_callbacks):
    path = Upload.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(started, **TUS).status_code == 204
    assert not path.exists()
    assert patch(client, started, b"x", at=4).status_code == 404


def test_networks_that_know_post_only_get_through(client, started):
    answer = client.post(
        started,
        b"ef",
        content_type="application/offset+octet-stream",
        **TUS,
        HTTP_UPLOAD_OFFSET="4",
        HTTP_X_HTTP_METHOD_OVERRIDE="PATCH",
    )
    assert answer["Upload-Offset"] == "6"


def test_the_same_file_is_recognised_on_its_way_and_when_it_is_here(client, organiser):
    path = clips.clip(size="320x240", seconds=2)
    size = path.stat().st_size
    with path.open("rb") as file:
        mark = fingerprint.of(file, size)
    asked = {"size": size, "name": "讲座.mp4", "modified": 7, "fingerprint": mark}
    ask = lambda: client.get(reverse("videos:uploads"), asked).json()  # noqa: E731
    assert ask() == {}
    address = begin(client, size, fingerprint=mark)["Location"]
    assert ask() == {"upload": address}
    client.delete(address, **TUS)
    video = clips.received(path)
    assert ask() == {"video": reverse("videos:inspect", args=[video.pk]), "title": video.title}


def test_the_page_lists_my_unfinished_uploads(client, started):
    page = client.get(reverse("videos:add")).content.decode()
    assert "讲座.mp4" in page
    assert "40" in page


# ---------------------------------------------------------------- the file itself


def test_what_came_before_a_break_is_kept(tmp_path):
    def breaks():
        yield b"abc"
        raise ConnectionResetError

    partial = Partial(tmp_path / "file")
    with pytest.raises(ConnectionResetError):
        partial.extend(breaks(), at=0, word=partial.claim())
    assert partial.arrived == 3


def test_a_newcomer_stops_who_wrote_so_far_and_no_byte_is_written_twice(tmp_path):
    partial = Partial(tmp_path / "file")
    met, go = threading.Event(), threading.Event()

    def slow():
        yield b"old-"
        met.set()
        go.wait(10)
        yield b"late"

    seen = []

    def write():
        try:
            partial.extend(slow(), at=0, word=partial.claim())
        except Taken:
            seen.append("taken")

    writer = threading.Thread(target=write)
    writer.start()
    met.wait(10)
    assert partial.extend([b"new!"], at=4, word=partial.claim()) == 8
    go.set()
    writer.join(10)
    assert seen == ["taken"]
    assert partial.path.read_bytes() == b"old-new!"
    with pytest.raises(Misplaced):
        partial.extend([b"x"], at=4, word=partial.claim())


@pytest.mark.django_db(transaction=True)
def test_parallel_pieces_at_one_offset_leave_one_of_them(client, organiser):
    upload = uploads.begin("a.mp4", 1000, by=organiser)
    answers = []

    def send(letter):
        try:
            answers.append(uploads.append(upload, [letter * 10] * 20, at=0))
        except (Misplaced, Taken):
            answers.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(letter,)) for letter in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    content = upload.path.read_bytes()
    assert len(content) == upload.arrived <= 400
    assert all(len(set(content[at : at + 10])) == 1 for at in range(0, len(content), 10))
    assert [answer for answer in answers if answer] in ([len(content)], [])
