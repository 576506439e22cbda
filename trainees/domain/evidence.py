"""Evidence: proof comes in as a picture and is kept as one.

What a file is follows from its content, never from its name. A picture is decoded and drawn anew: nothing
that hides behind the pixels survives, nor the place where it was taken, which is personal. When it was taken, and
roughly where, is read before; only a dossier keeps it.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile

from lms.kit import audit, pictures
from lms.kit.pictures import LONGEST_SIDE, MOST_PIXELS, NotAPicture, PictureTooLarge
from trainees.models import EvidenceItem

from . import camera, looks

__all__ = ["LONGEST_SIDE", "MOST_PIXELS", "NotAPicture", "PictureTooLarge"]
THUMBNAIL_SIDE = 320


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew as JPEG, with the hash of what was uploaded, how it looks and what the camera wrote."""

    data: bytes
    original_sha256: str
    thumbnail: bytes = b""
    look: str = ""
    shot: camera.Shot = camera.NO_SHOT


def read(file) -> Picture:
    """Decode an upload, at most 1600 pixels a side. Raises NotAPicture, PictureTooLarge."""
    found = pictures.drawn_anew(file, most_bytes=settings.EVIDENCE_MAX_BYTES, look=camera.read)
    drawn, data = found.picture, pictures.jpeg(found.picture, quality=82)
    look = looks.look_of(drawn)
    drawn.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(data, found.original_sha256, pictures.jpeg(drawn, quality=70), look, found.seen)


def keep(file, *, kind, trainee=None, training_class=None, by) -> EvidenceItem:
    """Keep an upload as proof about a trainee or of a class. Raises NotAPicture, PictureTooLarge."""
    return keep_picture(read(file), kind=kind, trainee=trainee, training_class=training_class, by=by)


def keep_picture(picture: Picture, *, kind, trainee=None, training_class=None, by) -> EvidenceItem:
    """`keep` for a picture that is read already: reading takes time that no transaction should wait for."""
    item = EvidenceItem(
        kind=kind,
        content_type="image/jpeg",
        size=len(picture.data),
        sha256=hashlib.sha256(picture.data).hexdigest(),
        original_sha256=picture.original_sha256,
        trainee=trainee,
        training_class=training_class,
        uploaded_by=by,
    )
    item.file.save("picture.jpg", ContentFile(picture.data))
    place = (trainee or training_class).region_id
    audit.record("trainees.evidence.keep", item, by=by, region=place, kind=str(kind), sha256=item.sha256)
    return item
