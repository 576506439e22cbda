"""A dossier taken away: numbered pages, honest hashes, the same bytes again, sealed, logged, gone after a day."""

import datetime as dt
import hashlib
import io
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest

from lms.kit.clock import now
from lms.kit.models import AuditEvent, Job
from tests.factories import people, places, proofs, training
from trainees import tasks
from trainees.domain.dossier import contents, exports, pieces
from trainees.models import DossierExport

pytestmark = pytest.mark.django_db
PURPOSE = "绩效评价现场检查"


@pytest.fixture
def organiser():
    return places.officer("organiser")


@pytest.fixture
def held(organiser):
    held = training.training_class(sessions=1)
    for _person in range(3):
        people.enrolment(training_class=held)
    for seed in range(8):
        bring(held, "4.3", proofs.photo(seed), f"现场{seed}.jpg", organiser)
    bring(held, "4.1", proofs.photo(50), "签到😀.jpg", organiser)
    bring(held, "7.1", proofs.pdf(2), "../总结.pdf", organiser)
    bring(held, "4.5", proofs.docx(), "=课件.docx", organiser)
    return held


def bring(held, code, data, name, by):
    return pieces.accept(pieces.add(held, code, proofs.upload(data, name), by=by)[0], by=by)


def taken(held, kind, by) -> tuple[DossierExport, bytes]:
    export = exports.make(exports.ask(held, kind=kind, purpose=PURPOSE, by=by))
    return export, b"".join(exports.hand_over(export, by=by))


def made_again(export) -> DossierExport:
    DossierExport.objects.filter(pk=export.pk).update(file="", sha256="")
    return exports.make(DossierExport.objects.get(pk=export.pk))


def text_of(data: bytes, page: int, tmp_path) -> str:
    (tmp_path / "volume.pdf").write_bytes(data)
    command = ["pdftotext", "-f", str(page), "-l", str(page), tmp_path / "volume.pdf", "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_volume_numbers_every_page_and_names_who_took_it(held, organiser, tmp_path):
    export, data = taken(held, "volume", organiser)
    with pikepdf.open(io.BytesIO(data)) as volume:
        pages = len(volume.pages)
        with volume.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert pages == export.pages
    for page in range(1, pages + 1):
        text = text_of(data, page, tmp_path)
        assert f"{page} / {pages}" in text
        assert PURPOSE in text
    assert any(title.startswith("4.3") for title in titles)
    contents_page = text_of(data, 2, tmp_path)
    assert "卷内目录" in contents_page
    assert "缺" in contents_page


def test_volume_begins_each_item_on_the_page_its_contents_say(held, organiser, tmp_path):
    _export, data = taken(held, "volume", organiser)
    with pikepdf.open(io.BytesIO(data)) as volume, volume.open_outline() as outline:
        found = {item.title: item.destination for item in outline.root}
        at = {title: volume.pages.index(pikepdf.Page(where[0])) + 1 for title, where in found.items()}
    for title, page in at.items():
        assert title.split()[0] in text_of(data, page, tmp_path)


@pytest.mark.parametrize("kind", ["volume", "archive"])
def test_made_again_it_is_the_same_byte_for_byte(held, organiser, kind):
    export, data = taken(held, kind, organiser)
    assert export.sha256 == hashlib.sha256(data).hexdigest()
    assert export.size == len(data)
    assert made_again(export).sha256 == export.sha256


def test_archive_holds_every_file_with_its_hash_under_safe_names(held, organiser):
    _export, data = taken(held, "archive", organiser)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = archive.read("MANIFEST.sha256").decode()
        listed = dict(reversed(line.split("  ", 1)) for line in manifest.splitlines())
        names = set(archive.namelist()) - {"MANIFEST.sha256"}
        assert set(listed) == names
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == listed[name] for name in names)
    assert not [name for name in names if ".." in name or name.startswith("/") or "=" in name]
    assert sum(name.startswith("4.3 ") for name in names) == 8
    kept = {piece.sha256 for entry in contents.of(held) for piece in entry.pieces}
    assert kept <= set(listed.values())


def test_nothing_whole_and_nothing_sent_back_leaves_the_house(held, organiser):
    person = people.trainee(number=people.id_number(88, birth="19770707"), phone="+8613577778888")
    people.enrolment(person, held)
    back = pieces.add(held, "4.3", proofs.upload(proofs.photo(70), "错的.jpg"), by=organiser)[0]
    pieces.send_back(back, word="不是本班", by=organiser)
    _export, data = taken(held, "archive", organiser)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    assert person.name in text
    assert person.id_number not in text
    assert "13577778888" not in text
    assert back.sha256 not in text


def test_a_file_that_was_altered_stops_it(held, organiser, in_english):
    piece = held.evidence.filter(item="7.1").get()
    with Path(piece.file.path).open("ab") as file:
        file.write(b"%")
    for kind in DossierExport.Kind.values:
        export = exports.ask(held, kind=kind, purpose=PURPOSE, by=organiser)
        with pytest.raises(contents.FileAltered, match="no longer matches"):
            exports.make(export)
        assert not DossierExport.objects.get(pk=export.pk).file


def test_a_dossier_lies_sealed_is_logged_and_gone_after_a_day(held, organiser):
    export, data = taken(held, "archive", organiser)
    with export.file.open("rb") as stored:
        assert data[:200] not in stored.read()
    assert exports.make(export) == export
    logged = AuditEvent.objects.filter(action__startswith="trainees.dossier.").order_by("at")
    assert [event.action.rpartition(".")[2] for event in logged][-2:] == ["export", "download"]
    assert logged.last().purpose == PURPOSE

    DossierExport.objects.update(asked_at=now() - dt.timedelta(days=1, minutes=1))
    export.refresh_from_db()
    with pytest.raises(exports.DossierIsGone):
        exports.hand_over(export, by=organiser)
    tasks.forget_exports()
    export.refresh_from_db()
    assert not export.file
    assert not exports.make(export).file


def test_who_lost_the_role_meanwhile_gets_nothing(held, organiser, in_english):
    export = exports.ask(held, kind="archive", purpose=PURPOSE, by=organiser)
    places.StaffScope.objects.all().delete()
    job = Job.objects.about(exports.MAKE, export.pk).get()
    tasks.make_dossier(job.pk)
    job.refresh_from_db()
    assert (job.state, "Only an organiser" in job.note) == ("failed", True)


def test_only_organisers_and_the_bureau_take_dossiers(held):
    for role in ("follow_up", "township"):
        with pytest.raises(exports.MayNotTake):
            exports.ask(held, kind="volume", purpose=PURPOSE, by=places.officer(role))
    with pytest.raises(exports.MayNotTake):
        exports.ask(held, kind="volume", purpose=PURPOSE, by=held.trainer.user or places.user("x"))
    assert exports.ask(held, kind="volume", purpose=PURPOSE, by=places.officer("auditor"))
