"""Real media files for tests, made by ffmpeg in a second each and kept for the whole run, and videos made of them."""

import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from media.domain import pipeline
from media.models import Rendition, Video

PICTURE = ("-f", "lavfi", "-i", "testsrc2=size={size}:rate={rate}:duration={seconds}")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration={seconds}")


@functools.cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="xiangxue-clips-"))


def ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True, timeout=120)


@functools.cache
def clip(name: str = "clip.mp4", *, size="640x480", rate=25, seconds=13, sound=True, picture=True, extra=()) -> Path:
    """A file called `name` with a test picture and a tone; `extra` are more output options of ffmpeg."""
    path = folder() / f"{abs(hash((name, size, rate, seconds, sound, picture, extra)))}-{name}"
    given = {"size": size, "rate": rate, "seconds": seconds}
    inputs = [*(PICTURE if picture else ()), *(SOUND if sound else ())]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"] if picture else []
    ffmpeg(*(part.format(**given) for part in inputs), *coded, *extra, f"file:{path}")
    return path


def turned_clip() -> Path:
    """A clip as a phone held upright writes it: pictures lie on their side, a matrix says how to turn them."""
    flat = clip("flat.mp4", size="640x360", seconds=3)
    path = folder() / "turned.mp4"
    if not path.exists():
        ffmpeg("-i", f"file:{flat}", "-c", "copy", "-metadata:s:v:0", "rotate=90", f"file:{path}")
    return path


def upload(path_or_bytes, name: str = "lesson.mp4") -> SimpleUploadedFile:
    content = path_or_bytes.read_bytes() if isinstance(path_or_bytes, Path) else path_or_bytes
    return SimpleUploadedFile(name, content, content_type="video/mp4")


def received(path_or_bytes, *, name: str = "lesson.mp4", by=None) -> Video:
    """An uploaded video, not yet worked on."""
    return pipeline.receive(upload(path_or_bytes, name), title="农产品网销", by=by)


def transcoded(path: Path | None = None, *, by=None) -> Video:
    """A video that really plays."""
    video = received(path or clip(), by=by)
    pipeline.prepare(video.pk)
    video.refresh_from_db()
    return video


def playable(*, by=None) -> Video:
    """A short video that really plays; ffmpeg works only for the first of a run, later ones find its folder."""
    video = received(clip(size="320x240", seconds=13), by=by)
    kept, root = folder() / "published", Path(settings.VIDEO_ROOT)
    if kept.exists():
        shutil.copytree(kept, root, dirs_exist_ok=True)
    pipeline.prepare(video.pk)
    video.refresh_from_db()
    if not kept.exists():
        shutil.copytree(root / video.folder, kept / video.folder)
    return video


def ready_row(*, seconds: float = 600, **fields) -> Video:
    """A row that claims to be ready, without files: for tests that never play it."""
    video = Video.objects.create(
        title="已就绪", state="ready", folder="0123456789abcdef-l2h", duration=seconds, source="none", **fields
    )
    for side, size in ((240, 6_000_000), (360, 9_500_000), (0, 3_200_000)):
        rendition(video, side, size)
    return video


def rendition(video: Video, side: int, size: int) -> Rendition:
    """A row for one form of a video; `side` 0 for sound alone."""
    return Rendition.objects.create(
        video=video,
        name=f"{side}p" if side else "audio",
        width=side * 16 // 9,
        height=side,
        size=size,
        codecs="avc1.64001e,mp4a.40.2",
        peak_bandwidth=200_000,
        average_bandwidth=100_000,
    )
