"""Evidence: proof comes in as a picture and is kept as one.

What a file is follows from its content, never from its name. A picture is decoded and drawn anew: nothing
that hides behind the pixels survives, nor the place where it was taken, which is personal.
"""

import contextlib
import hashlib
import io
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from lms.kit import audit
from trainees.models import EvidenceItem

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600


class NotAPicture(Exception):
    """The file is no picture we can open; the text says what to do."""


class PictureTooLarge(Exception):
    """Too many bytes or pixels; the text says what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew as JPEG, with the hash of what was uploaded."""

    data: bytes
    original_sha256: str


def read(file) -> Picture:
    """Decode an upload, at most 1600 pixels a side. Raises NotAPicture, PictureTooLarge."""
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise PictureTooLarge(
            _("The picture is larger than %(most)d MB. Take it again at a lower quality.")
            % {"most": settings.EVIDENCE_MAX_BYTES // 1024**2}
        )
    file.seek(0)
    raw = file.read()
    try:
        with _whole_pictures_only(), Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge(_("The picture has too many pixels. Take it again with the phone's camera."))
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            drawn = _redraw(picture)
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError, OSError) as error:
        raise NotAPicture(_("This file is not a picture. Take a photo, or choose a JPEG, PNG or WebP file.")) from error
    except (SyntaxError, ValueError, ArithmeticError, LookupError) as error:
        # What Pillow's readers raise on damaged files.
        raise NotAPicture(_("The picture is damaged. Take it again.")) from error
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), hashlib.sha256(raw).hexdigest())


@contextlib.contextmanager
def _whole_pictures_only():
    """Importing WeasyPrint makes Pillow accept cut-off pictures, in the whole process; not here."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _redraw(picture: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        paper = Image.new("RGB", turned.size, "white")
        paper.paste(turned, mask=turned.getchannel("A"))
        return paper
    # A new picture takes the pixels only: no EXIF, no comment, no colour profile.
    clean = Image.new("RGB", turned.size)
    clean.paste(turned.convert("RGB"))
    return clean


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
