"""What a file for the dossier really is, told from its content: name and announced type are never believed.

Pictures are drawn anew (`trainees.domain.evidence`); a PDF is opened in a process of its own under limits; Word and
Excel files are unpacked under a budget and carry no program; a video is probed in the sandbox of `media`. What is
refused is refused with a sentence that says what to do.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from media.domain import probing
from trainees.domain import camera, evidence
from trainees.models import EvidenceItem

from . import office_files
from .declaring import Takes

PDF, MP4 = "application/pdf", "video/mp4"
PATIENCE = 40
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}


class FileRefused(Exception):
    """The file can't go into a dossier; the text says why and what to do."""


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: its bytes (a picture's are drawn anew) and what was found out about it."""

    kind: str
    content_type: str
    data: bytes | None  # None: keep the upload as it is
    size: int
    sha256: str
    original_sha256: str
    pages: int | None = None
    thumbnail: bytes = b""
    look: str = ""
    shot: camera.Shot = camera.NO_SHOT


def judge(file, *, takes: frozenset[Takes]) -> Judged:
    """Raises FileRefused."""
    if file.size > settings.EVIDENCE_FILE_MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(most)d MB. Make it smaller, or upload it in parts.")
            % {"most": settings.EVIDENCE_FILE_MAX_BYTES // 1024**2}
        )
    file.seek(0)
    head = file.read(1024)
    found = _sort(head)
    if found not in takes:
        raise FileRefused(_not_taken(takes))
    return {Takes.PICTURE: _picture, Takes.PDF: _pdf, Takes.OFFICE: _office, Takes.VIDEO: _video}[found](file)


def _sort(head: bytes) -> Takes:
    if not head:
        raise FileRefused(_("The file is empty. Choose it again."))
    if head[:3] == b"\xff\xd8\xff" or head[:8] == b"\x89PNG\r\n\x1a\n" or (head[:4], head[8:12]) == (b"RIFF", b"WEBP"):
        return Takes.PICTURE
    if b"%PDF-" in head:
        return Takes.PDF
    if head[:4] == b"PK\x03\x04":
        return Takes.OFFICE
    if head[4:8] == b"ftyp":
        if head[8:12] in HEIC_BRANDS:
            raise FileRefused(
                _("This is a picture in the HEIC format. Set the camera to the compatible format, or send it as JPEG.")
            )
        return Takes.VIDEO
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise FileRefused(_("This is a file of old Word or Excel. Save it as .docx, .xlsx or PDF and upload that."))
    raise FileRefused(_("We can't tell what this file is. Photos, PDF, Word, Excel and MP4 are taken."))


def _not_taken(takes: frozenset[Takes]) -> str:
    words = {
        Takes.PICTURE: _("photos (JPEG, PNG, WebP)"),
        Takes.PDF: "PDF",
        Takes.OFFICE: "Word, Excel",
        Takes.VIDEO: "MP4",
    }
    listed = _(", ").join(str(words[one]) for one in words if one in takes)
    return _("Here only these files are taken: %(kinds)s.") % {"kinds": listed}


def _picture(file) -> Judged:
    try:
        drawn = evidence.read(file)
    except (evidence.NotAPicture, evidence.PictureTooLarge) as refusal:
        raise FileRefused(str(refusal)) from refusal
    return Judged(
        kind=EvidenceItem.Kind.PHOTO,
        content_type="image/jpeg",
        data=drawn.data,
        size=len(drawn.data),
        sha256=hashlib.sha256(drawn.data).hexdigest(),
        original_sha256=drawn.original_sha256,
        pages=1,
        thumbnail=drawn.thumbnail,
        look=drawn.look,
        shot=drawn.shot,
    )


def _as_it_is(file, kind: str, content_type: str, pages: int | None = None) -> Judged:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    found = digest.hexdigest()
    return Judged(kind, content_type, None, file.size, found, found, pages)


def _pdf(file) -> Judged:
    faults = {
        "locked": _("The PDF is locked with a password. Save it without one and upload it again."),
        "active": _("The PDF carries programs or files inside it. Print it to a new PDF and upload that."),
        "long": _("The PDF has more than 500 pages. Upload it in parts."),
        "broken": _("The PDF is damaged. Make it again and upload it."),
    }
    with OnDisk(file) as path:
        said = _look_into(path)
    if "pages" not in said:
        raise FileRefused(faults.get(said.get("fault"), faults["broken"]))
    return _as_it_is(file, EvidenceItem.Kind.DOCUMENT, PDF, said["pages"])


def _look_into(path: Path) -> dict:
    """What the child found; a child that died or took too long found a broken file."""
    child = Path(__file__).with_name("pdf_child.py")
    try:
        command = [sys.executable, "-I", child, path]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, env={})  # noqa: S603 - ours
        return json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        return {}


def _office(file) -> Judged:
    file.seek(0)
    try:
        content_type = office_files.check(file.read())
    except office_files.NotOffice as refusal:
        raise FileRefused(str(refusal)) from refusal
    return _as_it_is(file, EvidenceItem.Kind.DOCUMENT, content_type)


def _video(file) -> Judged:
    with OnDisk(file) as path:
        verdict = probing.look(path)
    if verdict.verdict == "refuse":
        raise FileRefused(verdict.reason)
    return _as_it_is(file, EvidenceItem.Kind.VIDEO, MP4)


class OnDisk:
    """The upload as a file with a path: large ones have one, small ones get one for as long as they are looked at."""

    def __init__(self, file):
        self.file, self.copy = file, None

    def __enter__(self) -> Path:
        if hasattr(self.file, "temporary_file_path"):
            return Path(self.file.temporary_file_path())
        self.copy = tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)
        for chunk in self.file.chunks():
            self.copy.write(chunk)
        self.copy.flush()
        return Path(self.copy.name)

    def __exit__(self, *error):
        if self.copy:
            self.copy.close()
