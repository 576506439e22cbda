"""What a made lecture says, as captions: the sentences of its slides, each at the time the voice says it."""

import re
from pathlib import Path

from media.domain import captions

# Where the voice takes breath: a longer piece than this is no line on a small screen.
LONGEST = 18
PARTS = re.compile(r"[^。；！？]+[。；！？”]*")
BREATHS = re.compile(r"[^，：、]+[，：、]?")


def path_of(lecture: Path) -> Path:
    """Where the captions of a lecture lie: beside it."""
    return lecture.with_suffix(".vtt")


def write(lecture: Path, spoken: list[tuple[str, float, float]]) -> None:
    """Keep what was spoken as (text, from second, for seconds)."""
    cues = [cue for text, start, seconds in spoken for cue in cues_of(text, start, seconds)]
    path_of(lecture).write_text(captions.write(cues))


def cues_of(text: str, start: float, seconds: float) -> list[captions.Cue]:
    """A spoken text cut where one breathes; each piece has its share of the time by its letters."""
    pieces, cues, said = _pieces(text), [], 0
    for piece in pieces:
        begin, said = start + seconds * said / len(text), said + len(piece)
        cues.append(captions.Cue(round(begin, 3), round(start + seconds * said / len(text), 3), piece))
    return cues


def _pieces(text: str) -> list[str]:
    pieces = []
    for sentence in PARTS.findall(text):
        line = ""
        for breath in BREATHS.findall(sentence):
            if line and len(line) + len(breath) > LONGEST:
                pieces.append(line)
                line = ""
            line += breath
        pieces.append(line)
    return pieces
