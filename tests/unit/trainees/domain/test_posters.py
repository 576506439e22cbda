"""Posters and notices say what the class says, on one page, with a code that opens its page."""

import datetime as dt
import io
import subprocess

import pytest
import zxingcpp
from PIL import Image

from lms.kit import fonts
from tests.factories import places, training
from trainees.domain import poster_pictures, posters
from trainees.domain.posters import Paper

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 31)


@pytest.fixture
def held():
    page = training.course(title="农产品网店运营", summary="把土特产卖到城里去", audience="返乡青年、农村妇女")
    made = training.training_class(page=page, day=DAY, ends_on=DAY + dt.timedelta(1), number=12, notice="请带身份证。")
    training.session(made, number=1, hour=9, hours=3, topic="开店")
    training.session(made, number=2, hour=14, hours=3, kind="practice")
    return made


def text_of(pdf, tmp_path) -> str:
    (tmp_path / "a.pdf").write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], check=True, capture_output=True, text=True)
    return said.stdout


def code_in(pdf, tmp_path) -> str:
    (tmp_path / "a.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "110", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "a"], check=True)
    return zxingcpp.read_barcodes(Image.open(tmp_path / "a.png"))[0].text


@pytest.mark.parametrize("paper", Paper)
def test_a_paper_is_one_page_with_the_code_of_the_class(held, paper, tmp_path):
    pdf = posters.pdf(held, paper)
    text = text_of(pdf, tmp_path)
    assert text.count("\f") == 1
    for said in ("农产品网店运营", "12", "返乡青年", "12月31日", "09:00", places.ROOM, "40", "免费", "请带身份证"):
        assert said in text, said
    assert code_in(pdf, tmp_path).endswith(f"/classes/{held.pk}/?from=poster")
    fonts_used = subprocess.run(["pdffonts", tmp_path / "a.pdf"], check=True, capture_output=True, text=True).stdout
    assert all("yes yes yes" in line for line in fonts_used.splitlines()[2:])


def test_the_same_class_gives_the_same_paper_and_a_moved_session_another(held):
    first = posters.pdf(held, Paper.POSTER)
    assert posters.pdf(held, Paper.POSTER) == first
    session = held.sessions.first()
    session.starts_at -= dt.timedelta(hours=1)
    session.save()
    assert posters.pdf(held, Paper.POSTER) != first


def test_hours_are_of_45_minutes_and_cancelled_sessions_are_left_out(held):
    training.session(held, number=3, hour=19, state="cancelled")
    told = posters.announcement(held)
    assert (told.theory_hours, told.practice_hours, told.hours) == (4.0, 4.0, 8.0)
    assert len(told.sessions) == 2


def test_a_class_without_sessions_promises_the_hours_of_its_course(tmp_path):
    bare = training.training_class(page=training.course(title="视频课"), mode="online")
    told = posters.announcement(bare)
    assert (told.theory_hours, told.practice_hours) == (4, 4)
    assert "视频课" in text_of(posters.pdf(bare, Paper.POSTER), tmp_path)


@pytest.mark.parametrize("paper", Paper)
def test_long_and_hostile_texts_stay_on_the_page(paper, tmp_path):
    page = training.course(title="<b>电商</b>" + "长" * 60, audience="{{ 7|add:7 }}" + "人" * 150)
    held = training.training_class(page=page, notice="字" * 2000, day=DAY)
    for number in range(14):
        training.session(held, number=number + 1, hour=8 + number, hours=1)
    text = text_of(posters.pdf(held, paper), tmp_path)
    assert "<b>电商</b>" in text.replace("\n", "").replace(" ", "")
    assert "{{" in text
    if paper == Paper.POSTER:
        assert text.count("\f") == 1


def test_a_character_no_font_has_is_refused(held):
    held.notice = "\U0003134f"
    with pytest.raises(fonts.CharacterHasNoFont):
        posters.pdf(held, Paper.POSTER)


def test_the_picture_can_be_scanned_and_is_small(held):
    data = poster_pictures.png(posters.announcement(held), ["2026-12-31 09:00–12:00 一楼培训厅", "讲师：向老师"])
    picture = Image.open(io.BytesIO(data))
    assert picture.width == 1080
    assert len(data) < 200_000
    assert zxingcpp.read_barcodes(picture.convert("RGB"))[0].text.endswith(f"/classes/{held.pk}/?from=poster")
