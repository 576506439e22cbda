"""Captions from whatever file people have: SRT, VTT or ASS in any Chinese encoding, as plain sentences with times.

Marks, styles and scripts of the file are thrown away: what is kept is text, so it may be shown anywhere.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit
from media.models import Captions

MOST_BYTES = 5 * 1024**2
MOST_CUES = 20_000
LONGEST_TEXT = 500
CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
TIMES = re.compile(rf"^\s*{CLOCK}\s*-->\s*{CLOCK}")
ASS_TIME = re.compile(r"(\d+):(\d{2}):(\d{2})[.:](\d{1,3})")
# Words of every page of Chinese: which of two readings of the same bytes has more of them is the right one.
COMMON = frozenset(
    "的一是不了在人有我他这個们中来上大为和国地到以说时要就出会可也你对生"
    "能而子那得于着下自之年過發這個們來國說時會對後開"
)


class NotCaptions(Exception):
    """No captions can be read from the file; the text says why."""


@dataclass(frozen=True)
class Cue:
    """One sentence on the screen, from second to second."""

    start: float
    end: float
    text: str

    @property
    def line(self) -> str:
        """The text in one line, for the transcript."""
        return " ".join(self.text.split("\n"))


def read(data: bytes) -> list[Cue]:
    """The cues of a captions file, in order. Raises NotCaptions."""
    if len(data) > MOST_BYTES:
        raise NotCaptions(_("The file is too large for captions. Choose the SRT, VTT or ASS file of this video."))
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    found = _ass(text) if re.search(r"^Dialogue:", text, re.MULTILINE) else _blocks(text)
    cues = _in_order([cue for cue in found if cue.text and cue.end > cue.start])
    if not cues:
        raise NotCaptions(_("There are no sentences with times in this file. Choose an SRT, VTT or ASS file."))
    return cues[:MOST_CUES]


def decode(data: bytes) -> str:
    """The text of `data`: UTF-8, UTF-16 with or without its mark, GB18030 or Big5. Raises NotCaptions."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data[1::2].count(0) > len(data) // 8:
        return data.decode("utf-16-le", errors="replace")
    if data[::2].count(0) > len(data) // 8:
        return data.decode("utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        readings = [text for text in (_decoded(data, name) for name in ("gb18030", "big5")) if text]
    if not readings:
        raise NotCaptions(_("The letters of this file can't be read. Save it as UTF-8 and choose it again."))
    return max(readings, key=lambda text: sum(letter in COMMON for letter in text))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return ""


def _blocks(text: str) -> list[Cue]:
    """SRT and VTT: a line of times, then lines of text until an empty one."""
    cues, lines = [], None
    for line in [*text.split("\n"), ""]:
        if match := TIMES.match(line):
            parts = match.groups()
            lines = []
            cues.append((_seconds(*parts[:4]), _seconds(*parts[4:]), lines))
        elif not line.strip():
            lines = None
        elif lines is not None:
            lines.append(line)
    return [Cue(start, end, clean("\n".join(lines))) for start, end, lines in cues]


def _ass(text: str) -> list[Cue]:
    """The dialogue lines of ASS and SSA; the last field of a line is its text and may hold commas."""
    fields = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
    cues, inside = [], False
    for line in text.split("\n"):
        if line.startswith("["):
            inside = line.strip().lower() == "[events]"
        elif inside and line.startswith("Format:"):
            fields = [name.strip().lower() for name in line[7:].split(",")]
        elif line.startswith("Dialogue:"):
            values = dict(zip(fields, line[9:].split(",", len(fields) - 1), strict=False))
            times = [ASS_TIME.match(values.get(name, "").strip()) for name in ("start", "end")]
            if all(times):
                words = re.sub(r"\{[^}]*\}", "", values.get("text", "")).replace("\\N", "\n").replace("\\n", "\n")
                cues.append(Cue(*(_seconds(*match.groups()) for match in times), clean(words.replace("\\h", " "))))
    return cues


def _seconds(hours, minutes, seconds, fraction) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction) / 10 ** len(fraction)


def clean(text: str) -> str:
    """Plain text: no tags, no entities, no characters that steer the screen."""
    text = html.unescape(re.sub(r"<[^>\n]*>?", "", text))
    kept = (letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C")
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT].strip()


def _in_order(cues: list[Cue]) -> list[Cue]:
    """By time; two languages of one moment become two lines, and no cue runs into the next."""
    merged: list[Cue] = []
    for cue in sorted(cues, key=lambda each: (each.start, each.end)):
        if merged and (merged[-1].start, merged[-1].end) == (cue.start, cue.end):
            merged[-1] = Cue(cue.start, cue.end, f"{merged[-1].text}\n{cue.text}")
        elif merged and merged[-1].end > cue.start > merged[-1].start:
            merged[-1] = Cue(merged[-1].start, cue.start, merged[-1].text)
            merged.append(cue)
        else:
            merged.append(cue)
    return merged


def write(cues: list[Cue]) -> str:
    """The cues as WebVTT in UTF-8."""
    blocks = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{html.escape(cue.text, quote=False)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _clock(seconds: float) -> str:
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{rest:03d}"


def of(video) -> list[Cue]:
    """The cues of a video; none without captions."""
    kept = Captions.objects.filter(video=video).first()
    return read(kept.vtt.encode()) if kept else []


def keep(video, data: bytes, *, by) -> list[Cue]:
    """Read `data` and make it the captions of `video`; empty data takes them away. Raises NotCaptions."""
    cues = read(data) if data.strip() else []
    with transaction.atomic():
        if cues:
            Captions.objects.update_or_create(video=video, defaults={"vtt": write(cues), "changed_by": by})
        else:
            Captions.objects.filter(video=video).delete()
        audit.record("media.captions.change", video, by=by, cues=len(cues))
    return cues
