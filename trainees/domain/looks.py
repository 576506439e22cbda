"""How alike two pictures look: a hash of 64 bits that hardly changes when a picture is saved anew or made smaller.

Each bit says whether a spot is brighter than its neighbour to the right (dHash). Two looks that differ in at most six
bits are called alike. Cut into seven parts, such looks share at least one part whole (seven holes, six pigeons): so
those that may be alike are found by an index, not by comparing with everybody.
"""

from PIL import Image

ALIKE = 6
PARTS = 7
WIDTH, HEIGHT = 9, 8
LEAST_CONTRAST = 24  # of 255: a wall, a dark room, an empty sheet look like any other


def look_of(picture: Image.Image) -> str:
    """16 hex digits; empty where there is too little in the picture to tell it from others."""
    small = picture.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    darkest, brightest = small.getextrema()
    if brightest - darkest < LEAST_CONTRAST:
        return ""
    spots = small.tobytes()
    bits = 0
    for row in range(HEIGHT):
        for column in range(WIDTH - 1):
            at = row * WIDTH + column
            bits = bits << 1 | (spots[at] > spots[at + 1])
    return f"{bits:016x}" if 8 <= bits.bit_count() <= 56 else ""


def keys_of(look: str) -> list[int]:
    """The parts of a look, each with its place in it: what alike looks share at least one of."""
    bits, found = int(look, 16), []
    for part in range(PARTS):
        width = 10 if part == 0 else 9
        found.append(part << 10 | bits & ((1 << width) - 1))
        bits >>= width
    return found


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
