"""Photos of the signed sheet on their way in: in pieces, going on where the line broke, named by their own hash.

How much has arrived is the size of the file on disk. A piece sent twice, or after one that got lost, changes nothing;
the answer says where to go on. What is whole and has the hash it was announced by is handed over, everything else is
thrown away: at once when the hash differs, after two days when the rest never comes.
"""

import hashlib
import time
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

FOLDER = "sheets"
KEPT_SECONDS = 2 * 24 * 3600
MOST_PHOTOS = 40


class PhotoRefused(Exception):
    """These bytes are not kept; the text says why and what to do."""


class PhotoIsBroken(PhotoRefused):
    """What arrived is not what was announced."""


def arrived(sha256: str, *, by) -> int:
    """Bytes of this photo of this sender that lie here."""
    try:
        return _path(sha256, by).stat().st_size
    except FileNotFoundError:
        return 0


def add(sha256: str, piece: bytes, *, offset: int, size: int, by) -> int:
    """Add a piece where it belongs; how much has arrived. Raises PhotoRefused, PhotoIsBroken."""
    if not 0 < size <= settings.EVIDENCE_MAX_BYTES:
        raise PhotoRefused(
            _("The picture is larger than %(most)d MB. Take it again at a lower quality.")
            % {"most": settings.EVIDENCE_MAX_BYTES // 1024**2}
        )
    path = _path(sha256, by)
    here = arrived(sha256, by=by)
    if offset != here or here + len(piece) > size:
        return here
    if not here:
        _make_room(path.parent, by)
    with path.open("ab") as file:
        file.write(piece)
    here = path.stat().st_size
    if here == size and _hash(path) != sha256:
        path.unlink(missing_ok=True)
        raise PhotoIsBroken(_("The photo did not arrive as it was sent. It is sent once more."))
    return here


def whole(sha256: str, size: int, *, by) -> ContentFile | None:
    """The photo once all of it has arrived, else None."""
    path = _path(sha256, by)
    if arrived(sha256, by=by) != size or _hash(path) != sha256:
        return None
    return ContentFile(path.read_bytes())


def keep_small(sha256: str, small: bytes, *, by) -> None:
    """Keep the small picture of a photo beside it, for as long as it waits."""
    _small(_path(sha256, by)).write_bytes(small)


def small(sha256: str, *, by) -> bytes | None:
    """The small picture, if it was kept."""
    try:
        return _small(_path(sha256, by)).read_bytes()
    except FileNotFoundError:
        return None


def forget(sha256: str, *, by) -> None:
    """It is kept elsewhere now."""
    path = _path(sha256, by)
    path.unlink(missing_ok=True)
    _small(path).unlink(missing_ok=True)


def _path(sha256: str, by) -> Path:
    folder = Path(settings.UPLOAD_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise PhotoRefused(_("A photo is named by its hash."))
    return folder / f"{by.pk}-{sha256}"


def _small(path: Path) -> Path:
    return path.with_suffix(".small")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_room(folder: Path, by) -> None:
    """Throw away what lies here too long; nobody may begin more photos than a day in the villages brings."""
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
    if sum(not path.suffix for path in folder.glob(f"{by.pk}-*")) >= MOST_PHOTOS:
        raise PhotoRefused(_("Too many photos on their way at once. Wait until the others have arrived."))
