"""The poster as a picture for WeChat: small enough for a group, large enough to be scanned from another phone."""

import io

import segno
from PIL import Image, ImageDraw, ImageFont

from .posters import Announcement

WIDTH, EDGE, CODE = 1080, 72, 360
FACES = {
    False: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    True: "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
}
SIMPLIFIED = 2  # the face for Simplified Chinese inside the collection
PAPER, INK, GREEN, LIGHT = "#f6f2e9", "#22261f", "#1b6547", "#fffdf8"
MOST_LINES = 8


def png(told: Announcement, lines: list[str]) -> bytes:
    """The title, `lines` of what is to know, and the code, on as high a page as they need."""
    head = _wrapped(told.title, _face(72, bold=True), WIDTH - 2 * EDGE)[:3]
    body = [part for line in lines for part in _wrapped(line, _face(38), WIDTH - 2 * EDGE)][: 2 * MOST_LINES]
    top = 150 + 96 * len(head)
    high = top + 60 + 60 * len(body) + 40 + CODE + 150
    page = Image.new("RGB", (WIDTH, high), PAPER)
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, WIDTH, top), fill=GREEN)
    held = told.training_class
    over = f"{held.programme.region.name} · {held.get_track_display()} · 第{held.number}期"
    draw.text((EDGE, 48), over, font=_face(34), fill="#d9e8dd")
    for order, line in enumerate(head):
        draw.text((EDGE, 112 + 96 * order), line, font=_face(72, bold=True), fill=LIGHT)
    for order, line in enumerate(body):
        draw.text((EDGE, top + 44 + 60 * order), line, font=_face(38), fill=INK)
    at = high - CODE - 110
    page.paste(_code(told.address), ((WIDTH - CODE) // 2, at))
    draw.text((WIDTH // 2, high - 60), "长按识别二维码报名", font=_face(40, bold=True), fill=GREEN, anchor="mm")
    out = io.BytesIO()
    page.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _code(address: str) -> Image.Image:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", border=4, scale=8)
    return Image.open(out).convert("RGB").resize((CODE, CODE), Image.Resampling.NEAREST)


def _face(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACES[bold], size, index=SIMPLIFIED)


def _wrapped(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines no wider than `width`; Chinese breaks anywhere, but no line begins with a closing mark."""
    lines, line = [], ""
    for character in " ".join(text.split()):
        if line and face.getlength(line + character) > width and character not in "，。、；：！？）》”’":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line] if line else lines
