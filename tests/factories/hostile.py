"""Files that mean harm, or were hurt: each a real one, made in a moment. `FILES` says what becomes of each."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from . import clips

SMALL = {"size": "320x240", "seconds": 2}
REALTIME = ("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "300k", "-c:a", "libopus")


def _clip(name: str = "a.mp4", **changes) -> bytes:
    return clips.clip(name, **(SMALL | changes)).read_bytes()


def _made(name: str, *arguments: str) -> bytes:
    """What ffmpeg writes to a file called `name`."""
    path = clips.folder() / f"hostile-{name}"
    if not path.exists():
        clips.ffmpeg(*arguments, f"file:{path}")
    return path.read_bytes()


def _flipped() -> bytes:
    """A whole index, and every 997th byte of the pictures turned over."""
    data = bytearray(_clip("fast.mp4", seconds=6, extra=("-movflags", "+faststart")))
    for at in range(data.index(b"mdat") + 2000, len(data), 997):
        data[at] ^= 0xFF
    return bytes(data)


def _cut() -> bytes:
    data = _clip("fast.mp4", seconds=20, extra=("-movflags", "+faststart"))
    return data[: len(data) * 6 // 10]


def _resized(width: int, height: int) -> bytes:
    """The entry of the picture claims another size than the pictures have."""
    data = bytearray(_clip("png.mov", sound=False, extra=("-c:v", "png")))
    at = data.index(b"png ", data.index(b"stsd")) + 4
    data[at + 24 : at + 28] = struct.pack(">HH", width, height)
    return bytes(data)


def _many(name: str, count: int, *, maps: str) -> bytes:
    source = clips.clip("tone.wav", picture=False, seconds=1)
    return _made(name, "-i", f"file:{source}", *[part for _ in range(count) for part in ("-map", maps)], "-c", "copy")


def _attached(count: int) -> bytes:
    font = clips.folder() / "font.ttf"
    font.write_bytes(b"\x00\x01\x00\x00" + bytes(2000))
    extra = [part for _ in range(count) for part in ("-attach", str(font))]
    kinds = [part for n in range(count) for part in (f"-metadata:s:t:{n}", "mimetype=application/x-truetype-font")]
    source = clips.clip(**SMALL)
    return _made(f"fonts-{count}.mkv", "-i", f"file:{source}", "-map", "0", "-c", "copy", *extra, *kinds)


def _gap(hours: float) -> bytes:
    """A few pictures, then as many after so many hours."""
    late = f"setpts='PTS+gte(N,10)*{hours * 3600}/TB'"
    source = clips.clip(sound=False, **SMALL)
    coded = ["-vsync", "vfr", "-c:v", "libx264", "-enc_time_base", "1/1000"]
    return _made(f"gap-{hours}.mkv", "-i", f"file:{source}", "-vf", late, *coded)


def _two_sizes() -> bytes:
    """A stream whose pictures change size in the middle."""
    return b"".join(_clip("part.ts", size=size) for size in ("320x240", "640x360", "176x144"))


def _cover_first() -> bytes:
    cover = clips.folder() / "cover.jpg"
    if not cover.exists():
        clips.ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", str(cover))
    source = clips.clip(**SMALL)
    maps = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic"]
    return _made("cover.mp4", "-i", str(cover), "-i", f"file:{source}", *maps)


def _external() -> bytes:
    """A QuickTime file that says its data lie elsewhere."""
    data = _clip("ext.mov")
    for kind in (b"alis", b"url "):
        data = data.replace(kind + b"\x00\x00\x00\x01", kind + bytes(4))
    return data


def _archive() -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("课.mp4", _clip())
    return kept.getvalue()


def _recorder() -> bytes:
    """As a browser's MediaRecorder writes it: no length anywhere."""
    source = clips.clip(**SMALL)
    return _made("live.webm", "-i", f"file:{source}", *REALTIME, "-live", "1", "-f", "webm")


def _labelled() -> bytes:
    """Sound behind two million bytes of label."""
    return b"ID3\x04\x00\x00\x07\x7f\x7f\x7f" + bytes(2_000_000) + _clip("a.mp3", picture=False)


PLAYS, REFUSED, EITHER = "plays", "refused", "either"
# What it is, what becomes of it, how it is made. `{port}` in a text is a server that must not be called.
FILES: dict[str, tuple[str, Callable[[], bytes] | str]] = {
    "empty": (REFUSED, ""),
    "one byte": (REFUSED, "x"),
    "playlist of a local file": (REFUSED, "#EXTM3U\n#EXTINF:6,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
    "playlist of a server": (REFUSED, "#EXTM3U\n#EXTINF:6,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n"),
    "key of a server": (REFUSED, '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="http://127.0.0.1:{port}/k"\n#EXTINF:6,\na.ts\n'),
    "concat of a neighbour": (REFUSED, "ffconcat version 1.0\nfile other.mp4\n"),
    "concat of a server": (REFUSED, "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.mp4'\n"),
    "concat behind a mark": (REFUSED, "\ufeffffconcat version 1.0\nfile '/etc/passwd'\n"),
    "dash": (REFUSED, "<?xml version='1.0'?><MPD><BaseURL>http://127.0.0.1:{port}/</BaseURL></MPD>"),
    "session description": (REFUSED, "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video {port} RTP/AVP 96\r\n"),
    "page": (REFUSED, "<!doctype html><script>fetch('http://127.0.0.1:{port}')</script>"),
    "drawing": (REFUSED, "<svg xmlns='http://www.w3.org/2000/svg'><image href='http://127.0.0.1:{port}/a.png'/></svg>"),
    "archive": (REFUSED, _archive),
    "program": (REFUSED, lambda: b"\x7fELF\x02\x01\x01" + bytes(4000)),
    "noise behind a right beginning": (REFUSED, lambda: b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 400),
    "index cut off": (REFUSED, lambda: _clip(seconds=13)[:60_000]),
    "cut in the middle": (PLAYS, _cut),
    "bits turned over": (EITHER, _flipped),
    "box longer than the world": (REFUSED, lambda: b"\x00\x00\x00\x01moov" + b"\xff" * 8 + bytes(100)),
    "element longer than the world": (REFUSED, lambda: b"\x1a\x45\xdf\xa3\x01" + b"\xff" * 7 + bytes(100)),
    "gigantic picture": (REFUSED, lambda: _resized(16000, 16000)),
    "picture of no size": (EITHER, lambda: _resized(0, 0)),
    "thousand tracks": (REFUSED, lambda: _many("many.mkv", 1000, maps="0")),
    "font": (PLAYS, lambda: _attached(1)),
    "many fonts": (REFUSED, lambda: _attached(20)),
    "cover first": (PLAYS, _cover_first),
    "gap of five hours": (PLAYS, lambda: _gap(5)),
    "gap of ten hours": (REFUSED, lambda: _gap(10)),
    "a thousand pictures a second": (PLAYS, lambda: _clip("fast.mkv", rate=1000)),
    "sizes that change": (PLAYS, _two_sizes),
    "data elsewhere": (EITHER, _external),
    "webm called mp4": (PLAYS, lambda: _clip("a.webm", extra=REALTIME)),
    "recorder without a length": (PLAYS, _recorder),
    "sound behind a long label": (EITHER, _labelled),
}  # fmt: skip


def make(name: str, *, port: int) -> bytes:
    """The bytes of the file called `name` in FILES."""
    _end, content = FILES[name]
    return content.replace("{port}", str(port)).encode() if isinstance(content, str) else content()


def write(name: str, folder: Path, *, port: int) -> Path:
    path = folder / "lesson.mp4"
    path.write_bytes(make(name, port=port))
    return path
