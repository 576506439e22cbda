import re
import subprocess

import pytest
import zxingcpp
from django.core.files.storage import storages
from PIL import Image

from certificates.domain import issuing, payloads, rendering
from certificates.models import Certificate

HOSTILE = [
    "𠮷野",
    "䶮㛃",
    "买买提·吐尔逊",
    "<b>张三</b>",
    "{name}",
    "{{ 7|add:7 }}",
    "../path",
    "&lt;张&amp;",
    "阿" * 40,
    "王",
]


def text_of(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout


def picture_of(pdf: bytes, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "paper.pdf", tmp_path / "paper"]
    subprocess.run(command, check=True)
    return Image.open(tmp_path / "paper.png")


@pytest.fixture
def payload(certificate):
    return certificate.payload


@pytest.mark.parametrize("name", HOSTILE)
def test_render_prints_the_exact_name(payload, name, tmp_path):
    pdf = rendering.render(payload | {"name": payloads.printed_name(name)})
    assert name in text_of(pdf, tmp_path).replace("\n", "")


def test_render_twice_gives_the_same_bytes(payload):
    assert rendering.render(payload) == rendering.render(dict(reversed(payload.items())))


def test_render_is_tagged_landscape_and_small(payload, tmp_path):
    pdf = rendering.render(payload)
    (tmp_path / "paper.pdf").write_bytes(pdf)
    info = subprocess.run(["pdfinfo", tmp_path / "paper.pdf"], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Tagged:\s+yes", info)
    assert re.search(r"Pages:\s+1\n", info)
    assert "841.89 x 595.27" in info
    assert len(pdf) < 80_000


def test_render_embeds_every_font(payload, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(rendering.render(payload))
    listed = subprocess.run(["pdffonts", tmp_path / "paper.pdf"], check=True, capture_output=True, text=True).stdout
    fonts = listed.splitlines()[2:]
    assert len(fonts) == 2
    assert all("Paper" in line and re.search(r"yes yes yes", line) for line in fonts)


def test_render_qr_reads_as_the_address(payload, tmp_path):
    found = zxingcpp.read_barcodes(picture_of(rendering.render(payload), tmp_path))
    assert [code.text for code in found] == [payload["address"]]
    assert payload["address"].endswith(f"/verify/{payload['code']}/")


def test_render_qr_is_at_least_22_mm_wide(payload, tmp_path):
    (found,) = zxingcpp.read_barcodes(picture_of(rendering.render(payload), tmp_path))
    pixels = found.position.top_right.x - found.position.top_left.x
    assert pixels / 150 * 25.4 >= 22


@pytest.mark.parametrize("size", [8, 16, 40])
def test_render_keeps_long_names_on_one_page(payload, size, tmp_path):
    pdf = rendering.render(payload | {"name": "热" * size, "course": "课" * 60, "text": payload["text"] * 2})
    assert text_of(pdf, tmp_path).count("\f") == 1


def test_render_refuses_a_character_without_font(payload):
    with pytest.raises(rendering.fonts.CharacterHasNoFont):
        rendering.render(payload | {"name": "张\U0003134f"})


def test_render_refuses_a_huge_file(payload, monkeypatch):
    monkeypatch.setattr(rendering, "MAX_BYTES", 1000)
    with pytest.raises(rendering.PaperTooLarge):
        rendering.render(payload)


def test_pdf_is_kept_by_hash_and_made_again_when_gone(certificate):
    name = f"certificates/{certificate.payload_hash[:2]}/{certificate.payload_hash}.pdf"
    first = rendering.pdf(certificate)
    assert storages["private"].exists(name)
    storages["private"].delete(name)
    assert rendering.pdf(certificate) == first


def test_pdf_of_an_altered_record_is_refused(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(payload=certificate.payload | {"name": "李四"})
    certificate.refresh_from_db()
    with pytest.raises(rendering.RecordAltered):
        rendering.pdf(certificate)


def test_render_outcome_and_statement_say_what_they_stand_for(closed_class, complete, open_shop, organiser, tmp_path):
    enrolment = complete("向小芳")
    open_shop(enrolment)
    outcome = text_of(rendering.pdf(issuing.issue(enrolment, "outcome", by=organiser)), tmp_path).replace("\n", "")
    assert "芙蓉镇腊肉铺" in outcome
    assert "2026年5月16日" in outcome
    statement = text_of(rendering.pdf(issuing.issue_statement(closed_class, by=organiser)), tmp_path)
    assert "转化口径" in statement
    assert "向小芳" not in statement
