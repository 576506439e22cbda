"""What a file really is, and whether a lecture can be made of it. Name and announced type are never believed.

`sniff` reads the first bytes and names the one demuxer that may open the file (a playlist or a concat script would make
ffmpeg open other files); `judge` is a pure function of the normalised probe.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from . import runner

LONGEST_SECONDS = 6 * 3600
MOST_STREAMS = 8
MOST_PIXELS = 40_000_000
SMALLEST_SIDE = 16
HEAD_BYTES = 64 * 1024
LOST_SECONDS = 3  # missing at the end before we speak of damage

DEMUXERS = ("mov", "matroska", "avi", "mpegts", "flv", "asf", "mpeg", "mp3", "wav", "aac", "ogg", "flac")
PICTURE_CODECS = frozenset(
    {"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "prores", "dnxhd", "wmv1"}
    | {"wmv2", "wmv3", "vc1", "msmpeg4v2", "msmpeg4v3", "flv1", "h263", "theora", "rawvideo", "dvvideo", "qtrle"}
    | {"svq3", "cinepak", "vp6f"}
)
SOUND_CODECS = frozenset(
    {"aac", "mp3", "mp2", "ac3", "eac3", "opus", "vorbis", "flac", "alac", "wmav1", "wmav2", "wmapro", "amr_nb"}
    | {"amr_wb", "adpcm_ima_wav", "adpcm_ms", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le"}
    | {"pcm_f32le", "pcm_u8", "pcm_mulaw", "pcm_alaw", "nellymoser", "speex"}
)
HIGH_DYNAMIC_RANGE = ("smpte2084", "arib-std-b67")


class NotPlayable(Exception):
    """No lesson can be made of this file; the text says why and what to do."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a file: `accept`, `note` (accepted, and `reason` says what is missing) or `refuse`."""

    verdict: str
    reason: str = ""
    duration: float = 0.0
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Picture:
    """A moving picture as shown: upright, square pixels. `index` is the stream's number in the file."""

    index: int
    codec: str
    width: int
    height: int
    rate: float
    interlaced: bool = False
    transfer: str = ""  # of a high dynamic range, in ffmpeg's word; empty for the usual one


@dataclass(frozen=True)
class Probe:
    """The normalised probe: all that the rest of the pipeline may know of a file."""

    demuxer: str
    duration: float
    streams: int
    picture: Picture | None
    sound: int | None
    sound_codec: str = ""
    pixels: int = 0


def sniff(head: bytes) -> str:
    """The demuxer for a file that begins with `head`. Raises NotPlayable with a sentence for what it is instead."""
    if not head:
        raise NotPlayable(_("The file is empty. Choose the video again; the copy from the phone may have failed."))
    for demuxer, matches in SIGNS.items():
        if matches(head):
            return demuxer
    raise NotPlayable(_not_a_video(head))


SIGNS = {
    "mov": lambda head: head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"},
    "matroska": lambda head: head.startswith(b"\x1a\x45\xdf\xa3"),
    "avi": lambda head: head.startswith(b"RIFF") and head[8:12] in {b"AVI ", b"AVIX"},
    "wav": lambda head: head.startswith(b"RIFF") and head[8:12] == b"WAVE",
    "flv": lambda head: head.startswith(b"FLV\x01"),
    "asf": lambda head: head.startswith(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    "mpeg": lambda head: head.startswith(b"\x00\x00\x01\xba"),
    "ogg": lambda head: head.startswith(b"OggS"),
    "flac": lambda head: head.startswith(b"fLaC"),
    "mpegts": lambda head: any(
        len(head) > start + 2 * step and {head[start], head[start + step], head[start + 2 * step]} == {0x47}
        for start, step in ((0, 188), (4, 192))
    ),
    "mp3": lambda head: (
        head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 in {0xE2, 0xE4, 0xE6})
    ),
    "aac": lambda head: len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0,
}


def _not_a_video(head: bytes) -> str:
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")) or head[8:12] == b"WEBP":
        return _("This is a picture, not a video. Choose a video or a sound recording.")
    if head.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return _("This is a document or an archive, not a video. Unpack it, or add it to the lesson as an attachment.")
    text = head[:4096]
    if text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"#EXTM3U", b"ffconcat", b"v=0", b"<")):
        return _("This is a list that points to other files, not a video. Upload the video itself.")
    if b"\0" not in text:
        return _("This is a text file, not a video. Choose the video file itself.")
    return _("This is no kind of video we know. Save it as MP4 and upload it again.")


def examine(path: Path, *, head: bytes) -> Probe:
    """The normalised probe of the file at `path`, whose first bytes are `head`. Raises NotPlayable."""
    demuxer = sniff(head)
    try:
        raw = runner.probe(path, demuxer=demuxer, formats=",".join(DEMUXERS), max_pixels=MOST_PIXELS)
    except runner.Stopped as stopped:
        if "moov atom not found" in stopped.tail:
            raise NotPlayable(
                _("The video is cut off: its table of contents at the end is missing. Copy it from the device again.")
            ) from stopped
        raise NotPlayable(
            _("The file begins like a video but can't be read. Play it on your computer, then upload it again.")
        ) from stopped
    probe = normalise(raw, demuxer=demuxer)
    return probe if probe.duration > 0 else _measured(path, probe)


def _measured(path: Path, probe: Probe) -> Probe:
    """What a browser records says nowhere how long it is: look how far it reaches."""
    if probe.picture is None and probe.sound is None:
        return probe
    return dataclasses.replace(probe, duration=_reach(path, probe))


def normalise(raw: dict, *, demuxer: str) -> Probe:
    """ffprobe's answer as a `Probe`: the first moving picture (no cover art, no still) and the first sound."""
    streams = raw.get("streams", [])
    picture = next((s for s in streams if s.get("codec_type") == "video" and not _is_still(s)), None)
    sound = next((s for s in streams if s.get("codec_type") == "audio" and _number(s.get("sample_rate"))), None)
    length = _number(raw.get("format", {}).get("duration"))
    return Probe(
        demuxer=demuxer,
        duration=length or max((_number(s.get("duration")) for s in streams), default=0.0),
        streams=len(streams),
        picture=_picture(picture) if picture else None,
        sound=sound["index"] if sound else None,
        sound_codec=sound.get("codec_name", "") if sound else "",
        pixels=max((s.get("width", 0) * s.get("height", 0) for s in streams), default=0),
    )


def _is_still(stream: dict) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic")) or stream.get("nb_frames") == "1"


def _picture(stream: dict) -> Picture:
    width, height = stream.get("width", 0), stream.get("height", 0)
    wide = _ratio(stream.get("sample_aspect_ratio", "").replace(":", "/"))
    if wide > 0:
        width = round(width * min(max(wide, 0.1), 10))
    turn = next((d["rotation"] for d in stream.get("side_data_list", []) if "rotation" in d), 0)
    if abs(round(_number(turn))) % 180 == 90:
        width, height = height, width
    return Picture(
        index=stream["index"],
        codec=stream.get("codec_name", ""),
        width=width,
        height=height,
        rate=max(_ratio(stream.get("avg_frame_rate", "")), 0.0),
        interlaced=stream.get("field_order", "progressive") in {"tt", "bb", "tb", "bt"},
        transfer=stream["color_transfer"] if stream.get("color_transfer") in HIGH_DYNAMIC_RANGE else "",
    )


def _number(text) -> float:
    try:
        return float(text or 0)
    except (TypeError, ValueError):
        return 0.0


def _ratio(text: str) -> float:
    top, _slash, bottom = text.partition("/")
    return _number(top) / _number(bottom) if _number(bottom) else 0.0


def judge(probe: Probe) -> None:
    """Accept the file or say why not. Raises NotPlayable."""
    picture = probe.picture
    if picture is None and probe.sound is None:
        raise NotPlayable(_("There is neither a moving picture nor sound in this file. Choose another file."))
    if probe.duration <= 0:
        raise NotPlayable(_("The length of this video can't be read. Save it as MP4 and upload it again."))
    if probe.duration > LONGEST_SECONDS:
        raise NotPlayable(_("The video is longer than six hours. Cut it into lessons and upload them one by one."))
    if probe.streams > MOST_STREAMS:
        raise NotPlayable(_("The file holds too many tracks. Save it with one picture and one sound track."))
    if probe.pixels > MOST_PIXELS:
        raise NotPlayable(_("The picture is too large. Save the video with at most 4K (3840 × 2160)."))
    if picture and min(picture.width, picture.height) < SMALLEST_SIDE:
        raise NotPlayable(_("The picture is too small to see anything. Choose another file."))
    unknown = picture and picture.codec not in PICTURE_CODECS and picture.codec
    unknown = unknown or (probe.sound is not None and probe.sound_codec not in SOUND_CODECS and probe.sound_codec)
    if unknown:
        raise NotPlayable(
            _("The video is coded as “%(codec)s”, which we can't read. Save it as MP4 (H.264) and upload it again.")
            % {"codec": unknown}
        )


def look(path: Path) -> Verdict:
    """Judge the file at `path` without making anything of it; nothing in it is decoded but what the probe needs."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    try:
        probe = examine(path, head=head)
        judge(probe)
        note = damage(probe, _reach(path, probe))
    except NotPlayable as refusal:
        return Verdict("refuse", str(refusal))
    width, height = (probe.picture.width, probe.picture.height) if probe.picture else (0, 0)
    return Verdict("note" if note else "accept", note, round(probe.duration, 3), width, height)


def _reach(path: Path, probe: Probe) -> float:
    """The last second that is really there; the announced length when that can't be told in time."""
    stream = probe.picture.index if probe.picture else probe.sound
    try:
        packets, last = runner.reach(path, demuxer=probe.demuxer, formats=",".join(DEMUXERS), stream=stream)
    except runner.Stopped:
        return probe.duration
    if not packets and not last:
        raise NotPlayable(nothing_plays())
    return last or probe.duration


def damage(probe: Probe, duration: float) -> str:
    """The sentence about a file of which only `duration` seconds can be watched; empty when that is all of it."""
    if probe.duration - duration <= LOST_SECONDS:
        return ""
    minutes, seconds = divmod(int(duration), 60)
    return _("The file is damaged from %(at)s on: only the part before it can be watched.") % {
        "at": f"{minutes:02d}:{seconds:02d}"
    }


def nothing_plays() -> str:
    return _("Nothing in this file can be played: it is damaged from the start. Copy it from the device again.")
