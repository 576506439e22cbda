"""Papers of trainers come in as pictures, run out and are taken away; what somebody taught is counted from sessions."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from courses.domain import desk, trainer_lists, trainers
from courses.models import Qualification
from lms.kit import pictures
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from lms.kit.spreadsheets import read_table
from tests.factories import places, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return places.officer("organiser")


def picture(colour="red", kind="PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind)
    return SimpleUploadedFile("证书.png", out.getvalue() + b"<script>")


def add(trainer, by, colour="red", **fields):
    paper = Qualification(name=fields.pop("name", "创业培训讲师证"), **fields)
    return trainers.add_qualification(trainer, paper, picture=picture(colour), by=by)


def test_a_paper_is_kept_as_a_picture_drawn_anew_under_a_name_of_our_own(organiser):
    paper = add(training.trainer(), organiser, issuer="省人社厅")
    data = paper.file.read()
    assert data[:2] == b"\xff\xd8"
    assert b"script" not in data
    assert "证书" not in paper.file.name
    assert AuditEvent.objects.get(action="courses.qualification.add").details == {"to": paper.trainer_id}


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 /JavaScript", b"<svg onload=alert(1)>", b"GIF89a" + bytes(100), b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(organiser, data):
    with pytest.raises(pictures.NotAPicture):
        trainers.add_qualification(
            training.trainer(), Qualification(name="证"), picture=SimpleUploadedFile("a.jpg", data), by=organiser
        )
    assert not Qualification.objects.exists()


def test_the_same_picture_twice_is_refused_for_one_trainer_only(organiser):
    one = training.trainer()
    add(one, organiser)
    with pytest.raises(trainers.PaperIsThere):
        add(one, organiser)
    assert add(training.trainer(name="田老师"), organiser)


def test_a_paper_taken_away_takes_its_picture_with_it(organiser, django_capture_on_commit_callbacks):
    paper = add(training.trainer(), organiser)
    storage, name = paper.file.storage, paper.file.name
    with django_capture_on_commit_callbacks(execute=True):
        trainers.remove_qualification(paper, by=organiser)
    assert not storage.exists(name)
    assert AuditEvent.objects.filter(action="courses.qualification.remove").exists()


@pytest.mark.parametrize(
    ("days", "standing"), [(None, "valid"), (61, "valid"), (60, "soon"), (0, "soon"), (-1, "expired")]
)
def test_a_paper_runs_out(days, standing):
    until = None if days is None else today() + dt.timedelta(days)
    assert Qualification(expires_on=until).standing == standing


def test_the_desk_names_what_runs_out_until_a_newer_paper_is_there(organiser):
    trainer = training.trainer()
    soon = add(trainer, organiser, expires_on=today() + dt.timedelta(9))
    add(trainer, organiser, "blue", name="电子商务师", expires_on=today() + dt.timedelta(900))
    add(training.trainer(region=places.region("433125000000")), organiser, expires_on=today())
    assert desk.missing(organiser)["papers"] == [soon]

    add(trainer, organiser, "green", expires_on=today() + dt.timedelta(400))
    assert desk.missing(organiser)["papers"] == []


def test_who_left_the_pool_is_not_asked_for_papers(organiser):
    trainer = training.trainer(left_on=today())
    add(trainer, organiser, expires_on=today())
    assert desk.missing(organiser)["papers"] == []


def test_taught_counts_closed_sessions_in_seconds(django_assert_num_queries):
    trainer = training.trainer()
    held = training.training_class(trainer=trainer)
    training.session(held, number=1, hour=8, state="closed")
    training.session(held, number=2, hour=10, kind="practice", state="closed")
    training.session(held, number=3, hour=14)
    training.session(training.training_class(trainer=training.trainer(name="别人")), state="closed", hour=18)
    with django_assert_num_queries(1):
        taught = trainers.taught_by([trainer])[trainer.pk]
    assert (taught.sessions, taught.classes) == (2, 1)
    assert (taught.theory_seconds, taught.practice_seconds) == (7200, 7200)
    assert taught.hours == pytest.approx(5.333, abs=0.001)


def test_the_pool_is_taken_away_as_a_clean_table(organiser):
    trainer = training.trainer(tracks=["basic", "cadre"], pay_class="senior", subjects="=1+1")
    add(trainer, organiser)
    data = trainer_lists.write(type(trainer).objects.all(), by=organiser)
    rows = read_table(data, name="a.xlsx").rows
    (_number, line) = rows[1]
    assert line[0] == "向老师"
    assert "=1+1" in line
    assert AuditEvent.objects.get(action="courses.trainer.export").details == {"rows": 1}
