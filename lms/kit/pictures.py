"""Pictures that people send: judged by their content and drawn anew, so that nothing behind the pixels survives."""

import contextlib
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600


class NotAPicture(Exception):
    """The file is no picture we can open; the text says what to do."""


class PictureTooLarge(Exception):
    """Too many bytes or pixels; the text says what to do."""


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew, the hash of what was uploaded, and what `look` said of it."""

    picture: Image.Image
    original_sha256: str
    seen: object = None


def drawn_anew(file, *, most_bytes: int, look: Callable[[Image.Image], object] | None = None) -> Drawn:
    """Decode an upload, at most 1600 pixels a side; `look` may read the original first.

    Raises NotAPicture, PictureTooLarge.
    """
    if file.size > most_bytes:
        raise PictureTooLarge(
            _("The picture is larger than %(most)d MB. Take it again at a lower quality.")
            % {"most": most_bytes // 1024**2}
        )
    file.seek(0)
    raw = file.read()
    try:
        with _whole_pictures_only(), Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge(_("The picture has too many pixels. Take it again with the phone's camera."))
            seen = look(picture) if look else None
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return Drawn(_redraw(picture), hashlib.sha256(raw).hexdigest(), seen)
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError, OSError) as error:
        raise NotAPicture(_("This file is not a picture. Take a photo, or choose a JPEG, PNG or WebP file.")) from error
    except (SyntaxError, ValueError, ArithmeticError, LookupError) as error:
        # What Pillow's readers raise on damaged files.
        raise NotAPicture(_("The picture is damaged. Take it again.")) from error


def jpeg(picture: Image.Image, *, quality: int) -> bytes:
    """The picture as a JPEG file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


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
