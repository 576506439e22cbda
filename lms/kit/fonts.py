"""The fonts of the papers: for each paper a cut that holds exactly its characters.

A whole CJK face is 20 MB, and cutting it to what a page shows is most of the cost of a PDF. HarfBuzz does it here
once a paper in milliseconds, from the mapped file, with glyphs renumbered: the paper is ten times smaller and the
same text always gives the same bytes. A character no face has is found before anything is drawn.
"""

import functools
from pathlib import Path

import uharfbuzz
from django.utils.translation import gettext as _

NOTO = "/usr/share/fonts/opentype/noto/NotoSerifCJK-{}.ttc"
SIMPLIFIED = 2  # the face for Simplified Chinese inside the collection
# (family, weight, file, face): the first two are the type of the papers; the rest help out with what it lacks.
MAIN = [
    ("Paper", 400, NOTO.format("Regular"), SIMPLIFIED),
    ("Paper", 700, NOTO.format("Bold"), SIMPLIFIED),
]
REST = [
    ("Rare A", 400, "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", 0),
    ("Rare B", 400, "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", 0),
    ("Other scripts", 400, "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
]


class CharacterHasNoFont(Exception):
    """No installed font draws this character; a box instead of a name is never printed."""

    def __init__(self, characters: str):
        super().__init__(characters)
        self.characters = characters

    def __str__(self):
        listed = ", ".join(f"{character} (U+{ord(character):04X})" for character in self.characters[:5])
        return _("No font here can print %(characters)s. Check the spelling, or ask the operator to add a font.") % {
            "characters": listed
        }


def require(text: str) -> None:
    """Raises CharacterHasNoFont when some character of `text` can't be drawn."""
    missing = set(map(ord, text)) - {0x0A, 0x0D, 0x09}
    for _family, _weight, path, index in [MAIN[0], *REST]:
        if missing and Path(path).exists():
            missing -= _covered(path, index)
    if missing:
        raise CharacterHasNoFont("".join(map(chr, sorted(missing))))


def cut(text: str) -> list[tuple[str, int, bytes]]:
    """The faces that draw `text`, each with its characters only: (family, weight, font file). Same text, same bytes."""
    wanted = set(map(ord, text))
    kept = [(family, weight, _subset(path, index, wanted)) for family, weight, path, index in MAIN]
    left = wanted - _covered(*MAIN[0][2:])
    for family, weight, path, index in REST:
        if left and Path(path).exists() and (here := left & _covered(path, index)):
            kept.append((family, weight, _subset(path, index, here)))
            left -= here
    return kept


@functools.cache
def _face(path: str, index: int) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), index)


@functools.cache
def _covered(path: str, index: int) -> frozenset[int]:
    return frozenset(_face(path, index).unicodes)


def _subset(path: str, index: int, characters: set[int]) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(characters)
    if (path, index) in {face[2:] for face in MAIN}:
        wanted.layout_feature_tag_set.clear()  # vertical and regional forms: the papers use none
    return uharfbuzz.subset(_face(path, index), wanted).blob.data
