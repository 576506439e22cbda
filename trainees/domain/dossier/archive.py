"""A dossier as a ZIP: every file as it was kept, the platform's tables as CSV, and a manifest of SHA-256.

`MANIFEST.sha256` is what `sha256sum -c` reads. The same dossier for the same purpose gives the same bytes: entries
have the ZIP format's own zero as their time, and nothing is named by chance.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.kit import csv_tables
from trainees.models import EvidenceItem

from . import contents
from .contents import Entry

ENDINGS = {"image/jpeg": ".jpg", "application/pdf": ".pdf", "video/mp4": ".mp4"}
MADE_AT = (1980, 1, 1, 0, 0, 0)
_unsafe = re.compile(r"[^\w·（）() .-]+")


def write(path: Path, entries: list[Entry], *, mark: str, report: Callable) -> None:
    """Write the archive to `path`, one file after the other. Raises contents.FileAltered."""
    hashes, lines = {}, []
    total = sum(len(entry.pieces) for entry in entries) or 1
    done = 0
    with translation.override("zh-hans"), zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        table_name, contents_name = _("table"), _("contents")
        for entry in entries:
            folder = f"{entry.item.code} {_safe(str(entry.item.title))}"
            if entry.table:
                name = f"{folder}/{table_name}.csv"
                table = csv_tables.write([entry.table.headings, *entry.table.rows], mark=mark)
                hashes[name] = _add(archive, name, [table])
                lines.append([entry.item.code, str(entry.item.title), name, hashes[name], entry.table_sha256])
            for number, piece in enumerate(entry.pieces, 1):
                name = f"{folder}/{number:03d} {_named(piece)}"
                hashes[name] = _add(archive, name, contents.chunks(piece))
                lines.append([entry.item.code, str(entry.item.title), name, hashes[name], *_about(piece)])
                done += 1
                report(5 + 90 * done // total, f"{done} / {total}")
        name = f"{contents_name}.csv"
        hashes[name] = _add(archive, name, [csv_tables.write([_headings(), *lines], mark=mark)])
        manifest = "".join(f"{found}  {name}\n" for name, found in sorted(hashes.items()))
        _add(archive, "MANIFEST.sha256", [manifest.encode()])


def _add(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    about = zipfile.ZipInfo(name, MADE_AT)
    about.external_attr = 0o644 << 16
    with archive.open(about, "w", force_zip64=True) as entry:
        for part in parts:
            digest.update(part)
            entry.write(part)
    return digest.hexdigest()


def _headings() -> list[str]:
    return [
        _("Item"), _("Title"), _("File"), "SHA-256", _("Fingerprint of the upload, or of the table"), _("Taken at"),
        _("Uploaded at"), _("Uploaded by"), _("State"), _("Reviewed by"),
    ]  # fmt: skip


def _about(piece: EvidenceItem) -> list[str]:
    return [
        piece.original_sha256, _moment(piece.captured_at), _moment(piece.uploaded_at), str(piece.uploaded_by or ""),
        str(piece.get_state_display()), str(piece.reviewed_by or ""),
    ]  # fmt: skip


def _moment(at) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _named(piece: EvidenceItem) -> str:
    stem, ending = Path(piece.name or piece.sha256[:12]).stem, ENDINGS.get(piece.content_type)
    return f"{_safe(stem) or piece.sha256[:12]}{ending or Path(piece.name).suffix.lower()[:6]}"


def _safe(name: str) -> str:
    """Letters, digits and a few signs: a name that no system takes for a path or a command."""
    return _unsafe.sub("_", name).strip(" .")[:60]
