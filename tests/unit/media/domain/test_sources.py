"""What phones, recorders and cameras really write: turned, interlaced, uneven, too bright, too quiet."""

import json
import subprocess

import pytest

from media.domain import pipeline, probing, thumbnails
from tests.factories import clips

from .test_pipeline import folder_of, streams

pytestmark = pytest.mark.django_db


def loudness(path) -> float:
    asked = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-map", "0:a", "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(asked, capture_output=True, check=True, text=True, timeout=60).stderr
    return float(said.rpartition("I:")[2].split()[0])


def frames(path, *, entries: str) -> list[dict]:
    asked = ["ffprobe", "-v", "error", "-select_streams", "v", "-show_frames", "-show_entries", f"frame={entries}"]
    done = subprocess.run([*asked, "-of", "json", str(path)], capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)["frames"]


@pytest.mark.parametrize(("volume", "heard"), [("-12dB", -16), ("20dB", -16), ("-90dB", None)])
def test_sound_is_brought_to_one_loudness_and_silence_is_left(settings, volume, heard):
    name = f"v{volume}.mp4"
    video = clips.transcoded(clips.clip(name, size="320x240", seconds=8, extra=("-af", f"volume={volume}")))
    for form in ("240p", "audio"):
        measured = loudness(folder_of(settings, video) / f"{form}-media.m3u8")
        assert measured == pytest.approx(heard, abs=1.5) if heard else measured < -60


def test_loud_moments_stay_under_the_ceiling_when_speech_is_raised(settings):
    loud = ("-af", "volume='if(between(t,4,4.2),1,0.02)':eval=frame")
    video = clips.transcoded(clips.clip("bang.mp4", size="320x240", seconds=8, extra=loud))
    path = folder_of(settings, video) / "audio-media.m3u8"
    asked = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-af", "volumedetect", "-f", "null", "-"]
    said = subprocess.run(asked, capture_output=True, check=True, text=True, timeout=60).stderr
    assert -6 < float(said.rpartition("max_volume:")[2].split()[0]) <= -1


def test_interlaced_picture_comes_out_whole(settings):
    extra = ("-vf", "tinterlace=interleave_top,fieldorder=tff", "-flags", "+ilme+ildct", "-top", "1")
    clip = clips.clip(
        "lines.mpg", size="720x576", rate=50, seconds=3, extra=("-c:v", "mpeg2video", *extra, "-b:v", "8M")
    )
    video = clips.transcoded(clip)
    seen = frames(folder_of(settings, video) / "360p-media.m3u8", entries="interlaced_frame")
    assert {frame["interlaced_frame"] for frame in seen} == {0}
    assert len(seen) == pytest.approx(75, abs=3)


def test_uneven_frame_times_are_kept_and_nothing_is_made_up(settings):
    """Screen recorders write a frame when something moves: here 1 s lively, then 9 s with a frame a second."""
    uneven = ("-vf", "select='lt(t,1)+not(mod(n,25))'", "-vsync", "vfr")
    video = clips.transcoded(clips.clip("screen.mp4", size="640x360", seconds=10, extra=uneven))
    times = [float(f["pts_time"]) for f in frames(folder_of(settings, video) / "360p-media.m3u8", entries="pts_time")]
    assert len(times) == 25 + 9
    assert times[-1] == pytest.approx(9, abs=0.1)


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_high_dynamic_range_comes_out_in_usual_colours(settings, transfer):
    tags = ["-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc"]
    coded = ("-c:v", "libx265", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none", *tags)
    video = clips.transcoded(clips.clip(f"{transfer}.mp4", size="640x360", seconds=2, extra=coded))
    picture = streams(folder_of(settings, video) / "360p-media.m3u8")[0]
    assert picture["pix_fmt"] == "yuv420p"
    assert {picture.get(key) for key in ("color_transfer", "color_primaries", "color_space")} == {"bt709"}


@pytest.mark.parametrize("size", ["639x359", "361x641", "8x1000", "17x999", "1000x1001"])
def test_odd_and_extreme_sizes_come_out_even_or_are_refused(size):
    coded = ("-c:v", "mjpeg", "-pix_fmt", "yuvj444p", "-q:v", "3")
    video = clips.received(clips.clip("odd.mkv", size=size, seconds=1, extra=coded))
    if min(map(int, size.split("x"))) < probing.SMALLEST_SIDE:
        with pytest.raises(probing.NotPlayable):
            pipeline.prepare(video.pk)
        return
    pipeline.prepare(video.pk)
    video.refresh_from_db()
    assert video.state == "ready"
    assert video.width % 2 == video.height % 2 == 0


def test_thumbnails_show_the_picture_of_their_time(settings):
    """Two colours, a minute each: the sheet says the same."""
    colours = "color=red:s=640x360:r=5:d=60[a];color=blue:s=640x360:r=5:d=60[b];[a][b]concat=n=2:v=1"
    path = clips.folder() / "two.mp4"
    clips.ffmpeg(
        "-f", "lavfi", "-i", colours, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)
    )
    video = clips.transcoded(path)
    folder = folder_of(settings, video)
    lines = (folder / thumbnails.INDEX).read_text().splitlines()
    places = [line.partition("xywh=")[2] for line in lines if "xywh" in line]
    assert len(places) == 20
    for number, colour in ((0, "red"), (9, "red"), (11, "blue"), (19, "blue")):
        x, y, width, height = map(int, places[number].split(","))
        assert _colour(folder / thumbnails.SHEET, x + width // 2, y + height // 2) == colour


def _colour(path, x: int, y: int) -> str:
    from PIL import Image

    red, _green, blue = Image.open(path).convert("RGB").getpixel((x, y))
    return "red" if red > blue else "blue"


def test_no_metadata_of_the_source_is_left(settings):
    said = (
        "-metadata",
        "title=SecretTitle",
        "-metadata",
        "comment=SecretComment",
        "-metadata:s:a:0",
        "title=SecretTrack",
    )
    video = clips.transcoded(clips.clip("told.mkv", size="320x240", seconds=2, extra=said))
    for path in folder_of(settings, video).iterdir():
        assert b"Secret" not in path.read_bytes(), path.name


def test_surround_and_second_tracks_become_one_voice(settings):
    path = clips.folder() / "surround.mkv"
    tone = "sine=frequency={}:duration=3"
    inputs = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=3"]
    for pitch in (440, 880):
        inputs += ["-f", "lavfi", "-i", tone.format(pitch)]
    maps = ["-map", "0", "-map", "1", "-map", "2", "-ac", "6", "-c:a", "ac3", "-c:v", "libx264", "-preset", "ultrafast"]
    clips.ffmpeg(*inputs, *maps, str(path))
    video = clips.transcoded(path)
    kinds = [(s["codec_type"], s.get("channels")) for s in streams(folder_of(settings, video) / "240p-media.m3u8")]
    assert kinds == [("video", None), ("audio", 1)]
