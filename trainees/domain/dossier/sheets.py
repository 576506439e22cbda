"""The sheets of a printed dossier, each a small PDF of its own: cover and contents, an item with its table, pictures,
and the line at the head and the number at the foot of every page.

Small documents keep memory flat: twelve pictures are in it at a time, however many there are.
"""

import gc
import hashlib
import itertools
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from lms.kit import fonts, press
from trainees.models import EvidenceItem

from . import contents

FOLDER = settings.BASE_DIR / "templates" / "trainees" / "papers" / "dossier"
PICTURES_AT_A_TIME = 12
STAMPS_AT_A_TIME = 200
MISSING_SIGN = "〓"  # what printers set for a character they have no type for


def cover(context: dict) -> bytes:
    return _printed("cover", context)


def item(context: dict) -> bytes:
    return _printed("item", context)


def pictures(pieces: list[EvidenceItem], folder: Path) -> list[Path]:
    """Pages with the pictures: signed sheets one a page, photos six. Raises contents.FileAltered."""
    made = []
    for is_sheet, group in itertools.groupby(pieces, lambda piece: piece.kind == EvidenceItem.Kind.SHEET):
        for batch in _batched(group):
            drawings = {f"picture-{piece.pk}.jpg": b"".join(contents.chunks(piece)) for piece in batch}
            path = folder / f"pictures-{batch[0].pk}.pdf"
            path.write_bytes(_printed("pictures", {"pieces": batch, "is_sheet": is_sheet}, drawings))
            made.append(path)
            gc.collect()  # the printer's objects point at each other: pictures would stay until Python gets round to it
    return made


def stamps(pages: int, mark: str, folder: Path) -> list[Path]:
    """As many pages with nothing but the line at the head and their number at the foot."""
    made = []
    for first in range(1, pages + 1, STAMPS_AT_A_TIME):
        numbers = range(first, min(first + STAMPS_AT_A_TIME, pages + 1))
        path = folder / f"stamps-{first}.pdf"
        path.write_bytes(_printed("stamps", {"numbers": numbers, "pages": pages, "mark": mark}))
        made.append(path)
    return made


def _batched(group):
    group = iter(group)
    while batch := tuple(itertools.islice(group, PICTURES_AT_A_TIME)):
        yield batch


def _printed(name: str, context: dict, drawings: dict[str, bytes] | None = None) -> bytes:
    with translation.override("zh-hans"):
        html = _drawable(render_to_string(f"trainees/papers/dossier/{name}.html", context))
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return press.run(html, folder=FOLDER, faces=fonts.cut(html), drawings=drawings or {}, identifier=identifier)


def _drawable(html: str) -> str:
    """A file is called whatever its owner likes; a character no font has must not stop a whole dossier."""
    try:
        fonts.require(html)
    except fonts.CharacterHasNoFont as missing:
        return html.translate(dict.fromkeys(map(ord, missing.characters), MISSING_SIGN))
    return html
