"""Photos of signed sheets: a page of the printed sheet, drawn as a phone would see it."""

import io

import segno
from PIL import Image, ImageDraw

from trainees.domain import sheet_codes


def page(text: str, *, width: int = 1200, height: int = 1700, turn: float = 0) -> Image.Image:
    """A page with lines to sign on and a square that says `text` (none when empty), turned by some degrees."""
    picture = Image.new("L", (width, height), 250)
    draw = ImageDraw.Draw(picture)
    for line in range(350, height - 100, 65):
        draw.line((70, line, width - 70, line), fill=30, width=2)
    if text:
        square = io.BytesIO()
        segno.make(text, error="m", micro=False).save(square, kind="png", scale=8, border=4)
        picture.paste(Image.open(square).convert("L"), (width - 330, 60))
    return picture.rotate(turn, expand=True, fillcolor=120)


def jpeg(picture: Image.Image, quality: int = 70) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def photo(session, *, number: int = 1, turn: float = 3) -> bytes:
    """A photo of a page of the session's sheet."""
    return jpeg(page(sheet_codes.of_page(session.pk, number), turn=turn))
