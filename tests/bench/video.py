"""Both lanes of a lecture, as the worker makes them: against four runs, against plain ffmpeg, and by the hour.

The lecture: six text slides and a lively window (the speaker) in 1080p with speech-like noise. The ten minutes are one
minute ten times over; everything is decoded and encoded again, so only making the lecture is cheaper.
"""

import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import ffmpeg
from django.conf import settings
from django.core.files import File
from django.test.utils import setup_databases, teardown_databases

from media.domain import command, folders, improving, ladder, pipeline, playlists, probing
from media.models import Video

from . import Figure

SECONDS = 60
MINUTES = 10
ROUNDS = 2  # the least of them: other work on the machine only ever adds
GAIN = -10.0  # dB, about what the lecture's noise needs; only so that plain ffmpeg has the same filters
MEGABYTES = {"240p": 40, "360p": 60, "audio": 20}
LIKENESS = 0.99


def run() -> Iterator[Figure]:
    """In a database of its own, which goes away afterwards."""
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        with tempfile.TemporaryDirectory(prefix="xiangxue-bench-") as made:
            yield from _measure(Path(made))
    finally:
        teardown_databases(kept, verbosity=0)


def _measure(made: Path) -> Iterator[Figure]:
    source = made / "lecture.mp4"
    make_lecture(source)
    probe = probing.examine(source, head=source.read_bytes()[: probing.HEAD_BYTES])
    ours, plain, apart = [], [], []
    for _round in range(ROUNDS):
        ours.append(_cpu(lambda: _job(source)))
        plain.append(_cpu(lambda: _plain(probe, source, made / "plain")))
        apart.append(_cpu(lambda: _apart(probe, source, made / "apart")))
    yield Figure("cpu_two_lanes_vs_four_runs", min(ours) / min(apart), "ratio", "<= 0.65")
    yield Figure("cpu_vs_plain_ffmpeg", min(ours) / min(plain), "ratio", "<= 1.03")
    yield from _forms(source)
    yield Figure("time_to_playable", _time_to_playable(source, made), "ratio", "<= 0.35")


def _forms(source: Path) -> Iterator[Figure]:
    """What an hour costs, how like the original it looks, and whether the playlist tells the truth."""
    video = Video.objects.latest("pk")
    folder = folders.at(video.folder)
    for form in video.renditions.filter(name__in=MEGABYTES):
        hour = form.size / SECONDS * 3600 / 1e6
        yield Figure(f"data_per_hour_{form.name}", hour, "MB", f"<= {MEGABYTES[form.name]}")
        if form.height:
            yield Figure(f"likeness_{form.name}", _likeness(source, folder, form), "SSIM", f">= {LIKENESS}")
    yield Figure("bandwidth_off_by", _bandwidth_off_by(folder), "share", "<= 0.1")


def make_lecture(path: Path) -> None:
    """The minute described above, as an MP4 in 1080p."""
    lines = ("Open the shop page and add three good photos", "Write the price, the weight and the day of harvest")
    slide = f"color=c=0xf4f1e8:size=1920x1080:rate=25:duration={SECONDS}"
    slide += ",drawtext=text='Lesson %{eif\\:1+t/10\\:d}':fontcolor=0x1b6547:fontsize=140:x=120:y=90"
    for number, line in enumerate(lines):
        text = line.replace(",", "\\,")
        slide += (
            f",drawtext=text='{text} %{{eif\\:t/10*7\\:d}}':fontcolor=black:fontsize=48:x=120:y={360 + 100 * number}"
        )
    speaker = "mandelbrot=size=480x360:rate=25:end_pts=4000:maxiter=400"
    voice = f"anoisesrc=color=pink:amplitude=0.3:duration={SECONDS},tremolo=f=4:d=0.8"
    inputs = [part for given in (slide, speaker, voice) for part in ("-f", "lavfi", "-i", given)]
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    mixed = ["-filter_complex", "[0][1]overlay=1400:660[v]", "-map", "[v]", "-map", "2", "-t", str(SECONDS)]
    _ffmpeg(*inputs, *mixed, *coded, str(path))


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True)


def _job(source: Path) -> None:
    """From the stored upload to published files in both lanes, as the workers do it."""
    shutil.rmtree(settings.VIDEO_ROOT, ignore_errors=True)
    video = _received(source)
    pipeline.prepare(video.pk)
    improving.improve(video.pk)


def _received(source: Path) -> Video:
    with source.open("rb") as file:
        return pipeline.receive(File(file, name="lecture.mp4"), title="lecture", by=None)


def _plain(probe: probing.Probe, source: Path, folder: Path) -> None:
    """The same four runs of ffmpeg and nothing else."""
    _empty(folder)
    _ffmpeg(*command.loudness(probe, source=source))
    _ffmpeg(*command.sound(probe, source=source, folder=folder, gain=GAIN))
    folders.join(playlists.parts(folder, ladder.AUDIO), folder / command.SOUND)
    _ffmpeg(*command.low(probe, source=source, folder=folder, sound=True))
    _ffmpeg(*command.high(probe, source=source, folder=folder, sound=True))


def _apart(probe: probing.Probe, source: Path, folder: Path) -> None:
    """Each rung by a run of its own, straight from the source: what most platforms do."""
    _empty(folder)
    size = (probe.picture.width, probe.picture.height)
    for rung in (*ladder.low_rungs(*size), *ladder.high_rungs(*size)):
        file = ffmpeg.input(str(source))
        picture = file["v"].filter("scale", rung.width, rung.height, flags="bicubic").filter("format", "yuv420p")
        sound = file["a"].filter("volume", f"{GAIN}dB")
        options = command.picture_options(rung, probe) | command.sound_options()
        _ffmpeg(*command.hls([picture, sound], rung.name, folder, **options).get_args())


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _likeness(source: Path, folder: Path, form) -> float:
    """SSIM against the source in the form's own size."""
    whole = folder / "whole.mp4"
    folders.join(playlists.parts(folder, form.name), whole)
    compared = f"[1:v]scale={form.width}:{form.height}:flags=bicubic,format=yuv420p[like];[0:v][like]ssim"
    asked = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(whole), "-i", str(source), "-lavfi", compared]
    said = subprocess.run([*asked, "-f", "null", "-"], capture_output=True, check=True, text=True).stderr
    whole.unlink()
    return float(re.search(r"All:([0-9.]+)", said)[1])


def _bandwidth_off_by(folder: Path) -> float:
    """The largest difference between what the master declares and what the segments weigh, peak and average."""
    worst = 0.0
    master = (folder / playlists.MASTER).read_text()
    for peak, average, name in re.findall(r"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+).*\n(.+)-media", master):
        lengths = [float(x) for x in re.findall(r"EXTINF:([\d.]+)", (folder / f"{name}-media.m3u8").read_text())]
        bits = [8 * part.stat().st_size for part in playlists.parts(folder, name)[1:]]
        highest = max(size / length for size, length in zip(bits, lengths, strict=True))
        worst = max(worst, abs(int(peak) / highest - 1), abs(int(average) / (sum(bits) / sum(lengths)) - 1))
    return worst


def _time_to_playable(source: Path, made: Path) -> float:
    """Seconds on the clock from the stored upload to a ready video, for each second of a ten-minute lecture."""
    long = made / "long.mp4"
    _ffmpeg("-stream_loop", str(MINUTES * 60 // SECONDS - 1), "-i", str(source), "-c", "copy", str(long))
    shutil.rmtree(settings.VIDEO_ROOT, ignore_errors=True)
    video = _received(long)
    began = time.monotonic()
    pipeline.prepare(video.pk)
    return (time.monotonic() - began) / (MINUTES * 60)


def _cpu(work) -> float:
    """Seconds of processor used by this process and everything it ran."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)
