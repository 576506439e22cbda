"""What lies in a published folder, measured, and the playlists that tell players about it.

ffmpeg's own master playlist declares caps, two to three times too high: a phone on 300 kbit/s would be refused a
rung of 126. Ours declares what the segments really need, and names 360p first, because native players start on the
first entry. Sound alone is a master of its own, never a variant of the video's: players drop such a variant or
get stuck on it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from .ladder import AUDIO, idle_rungs

MASTER = "master.m3u8"
AUDIO_MASTER = "audio.m3u8"
POSTER = "poster.jpg"
SOUND_CODEC = "mp4a.40.2"
FIRST_HEIGHT = 360


class Incomplete(Exception):
    """The folder has no playable form."""


@dataclass(frozen=True)
class Form:
    """One playable form of a video as it lies on disk: bytes, bit/s and seconds measured."""

    name: str
    width: int
    height: int
    size: int
    peak: int
    average: int
    codecs: str
    duration: float


def parts(folder: Path, name: str) -> list[Path]:
    """The files of a form in playing order, init first: byte for byte after each other they are one valid MP4."""
    text = (folder / f"{name}-media.m3u8").read_text()
    names = [f"{name}-init.mp4", *(line for line in text.splitlines() if line and not line.startswith("#"))]
    return [folder / part for part in names]


def measure(folder: Path) -> list[Form]:
    """Every form in `folder`, lowest picture first, sound last. Raises Incomplete."""
    names = [path.name.removesuffix("-media.m3u8") for path in folder.glob("*-media.m3u8")]
    forms = [_measure(folder, name) for name in names]
    forms = sorted((form for form in forms if form), key=lambda form: (form.name == AUDIO, form.height))
    if not forms:
        raise Incomplete(str(folder))
    return forms


def _measure(folder: Path, name: str) -> Form | None:
    text = (folder / f"{name}-media.m3u8").read_text()
    durations = [float(value) for value in re.findall(r"#EXTINF:([0-9.]+)", text)]
    init, *segments = parts(folder, name)
    if not segments or not sum(durations):
        return None
    sizes = [segment.stat().st_size for segment in segments]
    longest = max(durations)
    # A last segment of a few frames has an absurd rate that no player ever needs (RFC 8216, 4.4.6.2).
    rates = [8 * size / time for size, time in zip(sizes, durations, strict=True) if time >= longest / 2]
    head = init.read_bytes()
    return Form(
        name=name,
        size=sum(sizes) + len(head),
        peak=round(max(rates)),
        average=round(8 * sum(sizes) / sum(durations)),
        duration=sum(durations),
        **_codecs(head),
    )


def _codecs(init: bytes) -> dict:
    """Width, height and RFC 6381 codecs, read from the boxes of an init segment."""
    width = height = 0
    codecs = []
    at = init.find(b"avcC")
    if at > 0:
        codecs.append(f"avc1.{init[at + 5 : at + 8].hex()}")
        entry = init.find(b"avc1") + 4
        width, height = (int.from_bytes(init[entry + skip : entry + skip + 2], "big") for skip in (24, 26))
    if b"mp4a" in init:
        codecs.append(SOUND_CODEC)
    return {"codecs": ",".join(codecs), "width": width, "height": height}


def master(forms: list[Form], *, frame_rate: float) -> str:
    """The master playlist over the pictures; for a recording of sound alone, over that."""
    pictures = [form for form in forms if form.name != AUDIO] or forms
    pictures.sort(key=lambda form: (abs(min(form.width, form.height) - FIRST_HEIGHT), form.name))
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for form in pictures:
        entry = [f"BANDWIDTH={form.peak}", f"AVERAGE-BANDWIDTH={form.average}", f'CODECS="{form.codecs}"']
        if form.width:
            entry.append(f"RESOLUTION={form.width}x{form.height}")
            entry += [f"FRAME-RATE={frame_rate:.3f}"] if frame_rate else []
        lines += [f"#EXT-X-STREAM-INF:{','.join(entry)}", f"{form.name}-media.m3u8"]
    return "\n".join(lines) + "\n"


def prune(folder: Path) -> None:
    """Remove the pictures that save too few bytes to be worth a choice. Raises Incomplete."""
    pictures = [form for form in measure(folder) if form.name != AUDIO]
    for name in idle_rungs((form.name, form.average, form.peak) for form in pictures):
        for path in [*parts(folder, name), folder / f"{name}-media.m3u8"]:
            path.unlink()


def write(folder: Path, *, frame_rate: float) -> list[Form]:
    """Measure `folder` and write its masters, over older ones. Raises Incomplete."""
    forms = measure(folder)
    (folder / MASTER).write_text(master(forms, frame_rate=frame_rate))
    sound = [form for form in forms if form.name == AUDIO]
    if sound:
        (folder / AUDIO_MASTER).write_text(master(sound, frame_rate=0))
    return forms
