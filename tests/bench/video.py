"""The whole transcode job (hashing, probe, sandbox, playlists, database) against plain ffmpeg making the same files."""

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.test.utils import setup_databases, teardown_databases

from media.domain import command, pipeline, probing
from media.models import Video

from . import Figure

SECONDS = 60
ROUNDS = 2  # the least of them: other work on the machine only ever adds


def run() -> Iterator[Figure]:
    """In a database of its own, which goes away afterwards."""
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        yield from _measure()
    finally:
        teardown_databases(kept, verbosity=0)


def _measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="xiangxue-bench-") as made:
        source = Path(made) / "slides.mp4"
        _make_slides(source)
        probe = probing.examine(source, head=source.read_bytes()[: probing.HEAD_BYTES])
        ours, plain = [], []
        for _round in range(ROUNDS):
            ours.append(_cpu(lambda: _job(source)))
            plain.append(_cpu(lambda: _plain(probe, source, Path(made) / "plain")))
        saver = Video.objects.latest("pk").renditions.get(name="240p")
    yield Figure("cpu_vs_plain_ffmpeg", min(ours) / min(plain), "ratio", "<= 1.03")
    yield Figure("data_per_hour_240p", saver.size / SECONDS * 3600 / 1e6, "MB", "<= 40")


def _make_slides(path: Path) -> None:
    """Six text slides of ten seconds in 1080p and speech-like noise."""
    write = "drawtext=text='%{eif\\:1+t/10\\:d}':fontcolor=white:fontsize=400:x=200:y=300"
    lines = "drawgrid=width=192:height=108:thickness=2:color=white@0.2"
    picture = f"color=c=0x1b6547:size=1920x1080:rate=25:duration={SECONDS},{lines},{write}"
    sound = f"anoisesrc=color=pink:amplitude=0.3:duration={SECONDS}"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *inputs, *coded, str(path)], check=True)


def _job(source: Path) -> None:
    """From the stored upload to published files, as a worker does it."""
    shutil.rmtree(settings.VIDEO_ROOT, ignore_errors=True)
    with source.open("rb") as file:
        video = pipeline.receive(File(file, name="slides.mp4"), title="slides", by=None)
    pipeline.prepare(video.pk)


def _plain(probe: probing.Probe, source: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    arguments = command.build(probe, source=source, folder=folder)
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *arguments], check=True)


def _cpu(work) -> float:
    """Seconds of processor used by this process and everything it ran."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)
