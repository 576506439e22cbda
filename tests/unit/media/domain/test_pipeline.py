"""From upload to HLS with the real ffmpeg, and every way it can go wrong."""

import contextlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from lms.kit import queue
from lms.kit.clock import now
from lms.kit.models import AuditEvent, Job
from media.domain import command, pipeline, playlists, probing, runner, thumbnails
from media.models import Video
from media.tasks import transcode_video
from tests.factories import clips, places

pytestmark = pytest.mark.django_db


def run_job(video) -> Job:
    job = Job.objects.get(kind=pipeline.TASK, subject=str(video.pk))
    transcode_video(job.pk)
    job.refresh_from_db()
    video.refresh_from_db()
    return job


def streams(path) -> list[dict]:
    """What ffprobe sees after decoding every packet."""
    asked = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    done = subprocess.run(asked, capture_output=True, check=True, timeout=60)
    assert not done.stderr, done.stderr
    return json.loads(done.stdout)["streams"]


def packet_times(path, kind: str) -> list[float]:
    """When the packets of the picture ("v") or the sound ("a") are shown, in seconds."""
    asked = ["ffprobe", "-v", "error", "-select_streams", kind, "-show_entries", "packet=pts_time", "-of", "csv=p=0"]
    done = subprocess.run([*asked, str(path)], capture_output=True, check=True, timeout=60, text=True)
    return [float(line.strip(",")) for line in done.stdout.split()]


def folder_of(settings, video) -> Path:
    return Path(settings.VIDEO_ROOT) / video.folder


def test_transcode_makes_each_form_playable(settings):
    video = clips.received(clips.clip(size="1280x720", seconds=13), by=places.user("maker"))
    job = run_job(video)
    assert (job.state, job.progress, video.state) == ("done", 100, "ready")
    assert video.duration == pytest.approx(13, abs=0.2)
    forms = {form.name: form for form in video.renditions.all()}
    assert set(forms) == {"240p", "360p", "audio"}
    assert (forms["360p"].width, forms["360p"].height) == (640, 360)
    folder = folder_of(settings, video)
    for name, height in (("240p", 240), ("360p", 360)):
        picture, sound = streams(folder / f"{name}-media.m3u8")
        assert (picture["codec_name"], picture["height"], picture["nb_read_frames"]) == ("h264", height, "325")
        assert (sound["codec_name"], sound["sample_rate"], sound["channels"]) == ("aac", "32000", 1)
    (sound,) = streams(folder / "audio-media.m3u8")
    assert sound["codec_name"] == "aac"
    assert (folder / "poster.jpg").read_bytes().startswith(b"\xff\xd8")
    assert sorted(p.name for p in Path(settings.VIDEO_ROOT).iterdir()) == [video.folder]


def test_transcode_master_tells_what_segments_need_and_names_360p_first(settings):
    video = clips.transcoded(clips.clip(size="1280x720", seconds=13))
    folder = folder_of(settings, video)
    text = (folder / "master.m3u8").read_text()
    entries = re.findall(r"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+).*\n(.+)-media", text)
    assert [name for *_rest, name in entries] == ["360p", "240p"]
    assert "audio-media" not in text
    assert 'CODECS="avc1.64' in text
    for peak, average, name in entries:
        _init, *segments = playlists.parts(folder, name)
        lengths = [float(x) for x in re.findall(r"EXTINF:([\d.]+)", (folder / f"{name}-media.m3u8").read_text())]
        assert lengths == pytest.approx([6, 6, 1], abs=0.1)
        measured = max(8 * s.stat().st_size / t for s, t in zip(segments[:2], lengths[:2], strict=True))
        assert int(peak) == pytest.approx(measured, rel=0.1)
        whole = 8 * sum(s.stat().st_size for s in segments) / sum(lengths)
        assert int(average) == pytest.approx(whole, rel=0.02)
    (picture, sound) = streams(folder / "master.m3u8")[:2]
    assert {picture["codec_type"], sound["codec_type"]} == {"video", "audio"}


def test_transcode_keyframes_stand_every_two_seconds_in_each_form(settings):
    video = clips.transcoded(clips.clip(size="640x480", seconds=13))
    times = []
    for name in ("240p", "360p"):
        asked = ["ffprobe", "-v", "error", "-select_streams", "v", "-skip_frame", "nokey", "-show_entries"]
        asked += ["frame=pts_time", "-of", "csv=p=0", str(folder_of(settings, video) / f"{name}-media.m3u8")]
        lines = subprocess.run(asked, capture_output=True, check=True, text=True, timeout=60).stdout.split()
        times.append([float(line.strip(",")) for line in lines])
    steps = [b - a for a, b in zip(times[0], times[0][1:], strict=False)]
    assert times[0] == times[1]
    assert steps == pytest.approx([2.0] * 6, abs=0.05)


@pytest.mark.parametrize(("rate", "seconds", "apart"), [(25, 40, 0.15), (1, 60, 3)])
def test_transcode_each_segment_holds_picture_and_sound_of_its_time(rate, seconds, apart, settings, tmp_path):
    """A player that starts in the middle, or has a thin line, plays what lies together. Segments are cut where the
    picture is coded, up to three frames before it is shown."""
    video = clips.transcoded(clips.clip(size="1280x720", rate=rate, seconds=seconds))
    folder = folder_of(settings, video)
    for name in ("240p", "360p"):
        init, *segments = playlists.parts(folder, name)
        start, joined = 0.0, tmp_path / "joined.mp4"
        lengths = [float(x) for x in re.findall(r"EXTINF:([\d.]+)", (folder / f"{name}-media.m3u8").read_text())]
        for segment, length in zip(segments, lengths, strict=True):
            joined.write_bytes(init.read_bytes() + segment.read_bytes())
            assert min(packet_times(joined, "v")) == pytest.approx(start, abs=0.01), segment.name
            assert min(packet_times(joined, "a")) == pytest.approx(start, abs=apart), segment.name
            start += length


@pytest.mark.parametrize("name", ["-x.mp4", "http:evil.mp4", "../../etc/passwd", "课 一.mp4", "x" * 300 + ".exe"])
def test_transcode_never_uses_the_name_of_the_file(name, settings):
    video = clips.received(clips.clip(size="320x240", seconds=2), name=name)
    assert run_job(video).state == "done"
    assert re.fullmatch(r"video-sources/[0-9a-f]{32}", video.source.name)
    assert [form.name for form in video.renditions.all()] == ["audio", "240p"]


def test_transcode_phone_video_upright_odd_and_silent(settings):
    upright = clips.transcoded(clips.turned_clip())
    assert (upright.width, upright.height) == (360, 640)
    assert not [s for s in streams(folder_of(settings, upright) / "360p-media.m3u8") if s.get("side_data_list")]
    odd = clips.transcoded(clips.clip("odd.mkv", size="333x251", seconds=2, extra=("-pix_fmt", "yuv444p")))
    assert (odd.width, odd.height) == (332, 250)
    silent = clips.transcoded(clips.clip("silent.mp4", size="640x360", seconds=2, sound=False))
    assert {form.name for form in silent.renditions.all()} == {"240p", "360p"}
    assert not (folder_of(settings, silent) / "audio.m3u8").exists()


def test_transcode_sound_alone_has_one_form_and_a_master(settings):
    video = clips.transcoded(clips.clip("talk.mp3", picture=False, seconds=3))
    assert [form.name for form in video.renditions.all()] == ["audio"]
    assert (video.width, video.state) == (0, "ready")
    assert "audio-media.m3u8" in (folder_of(settings, video) / "master.m3u8").read_text()


def test_transcode_leaves_no_place_of_recording_behind(settings):
    video = clips.transcoded(
        clips.clip("gps.mp4", size="320x240", seconds=2, extra=("-metadata", "location=+29.0000+109.8500/"))
    )
    for path in folder_of(settings, video).iterdir():
        assert b"109.85" not in path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "今天的课讲网店。".encode() * 100,
        b"#EXTM3U\n#EXTINF:6,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile ../videos/secret.mp4\n",
        bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"),
        b"\x00\x00\x00\x20ftypisom" + b"\x00" * 4000,
    ],
    ids=["empty", "text", "playlist", "concat", "picture", "only a beginning"],
)
def test_transcode_refuses_what_is_no_video(content, settings):
    video = clips.received(content, by=places.user("maker"))
    job = run_job(video)
    assert (job.state, video.state) == ("failed", "refused")
    assert video.reason
    assert job.note == video.reason
    assert AuditEvent.objects.filter(action="media.video.refused", object_id=str(video.pk)).count() == 1
    assert not list(Path(settings.VIDEO_ROOT).glob("*"))
    with pytest.raises(pipeline.NothingToDo):
        pipeline.ask_again(video, by=None)


def test_transcode_damaged_video_keeps_what_plays_and_says_from_where(tmp_path):
    whole = clips.clip("fast.mp4", size="640x360", seconds=20, extra=("-movflags", "+faststart"))
    data = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: len(data) * 6 // 10])
    video = clips.transcoded(cut)
    assert video.state == "ready"
    assert 8 < video.duration < 16
    assert f"00:{int(video.duration):02d}" in video.note


def test_transcode_twice_publishes_once(settings):
    video = clips.received(clips.clip(size="320x240", seconds=2))
    pipeline.prepare(video.pk)
    first = sorted((p.name, p.stat().st_mtime_ns) for p in (Path(settings.VIDEO_ROOT)).glob("*/*"))
    pipeline.prepare(video.pk)
    assert sorted((p.name, p.stat().st_mtime_ns) for p in (Path(settings.VIDEO_ROOT)).glob("*/*")) == first
    assert AuditEvent.objects.filter(action="media.video.publish").count() == 1
    assert video.renditions.count() == 2


def test_transcode_same_file_again_uses_what_is_there(monkeypatch):
    first = clips.transcoded(clips.clip(size="320x240", seconds=2))
    monkeypatch.setattr(runner, "encode", lambda *a, **k: pytest.fail("the same file was encoded twice"))
    second = clips.transcoded(clips.clip(size="320x240", seconds=2))
    assert second.folder == first.folder
    assert second.renditions.count() == 2


def test_transcode_stops_when_the_lease_is_lost(settings):
    video = clips.received(clips.clip(size="320x240", seconds=2))

    def report(percent, note=""):
        if percent == 99:
            raise queue.LeaseLost(1)

    with pytest.raises(queue.LeaseLost):
        pipeline.prepare(video.pk, report=report)
    video.refresh_from_db()
    assert video.state == "transcoding"
    assert not video.renditions.exists()
    pipeline.prepare(video.pk)
    video.refresh_from_db()
    assert video.state == "ready"


def test_transcode_failure_is_told_and_can_be_asked_again(monkeypatch):
    video = clips.received(clips.clip(size="320x240", seconds=2))

    def fall(*args, **kwargs):
        raise runner.Stopped("exit 1", "/private/path: Killed")

    with monkeypatch.context() as patch:
        patch.setattr(runner, "encode", fall)
        job = run_job(video)
    assert (job.state, video.state) == ("failed", "failed")
    assert "/private" not in video.reason + job.note
    again = pipeline.ask_again(video, by=None)
    assert again.pk != job.pk
    assert pipeline.ask_again(video, by=None).pk == again.pk
    transcode_video(again.pk)
    video.refresh_from_db()
    assert (video.state, video.reason) == ("ready", "")


def test_transcode_interrupted_by_the_machine_goes_on_by_itself_and_gives_up_after_the_third(monkeypatch):
    video = clips.received(clips.clip(size="320x240", seconds=2))

    def killed(*args, **kwargs):
        raise runner.Stopped("exit 137", "Killed", is_passing=True)

    states = []
    with monkeypatch.context() as patch:
        patch.setattr(runner, "encode", killed)
        for _attempt in range(3):
            Job.objects.update(due_at=now())
            job = run_job(video)
            states.append((job.state, video.state))
            assert job.note
    assert states == [("queued", "received"), ("queued", "received"), ("failed", "failed")]
    assert video.reason == job.note

    again = pipeline.ask_again(video, by=None)
    transcode_video(again.pk)
    video.refresh_from_db()
    assert video.state == "ready"


@pytest.mark.parametrize(("is_passing", "state"), [(True, "received"), (False, "ready")])
def test_transcode_without_its_stills_plays_and_makes_them_later_where_the_machine_is_to_blame(
    is_passing, state, monkeypatch, settings
):
    video = clips.received(clips.clip(size="320x240", seconds=2))
    encode = runner.encode

    def no_stills(arguments, **kwargs):
        if any(part.endswith(thumbnails.SHEET) for part in arguments):
            raise runner.Stopped("exit 137", is_passing=is_passing)
        return encode(arguments, **kwargs)

    monkeypatch.setattr(runner, "encode", no_stills)
    with pytest.raises(runner.Stopped) if is_passing else contextlib.nullcontext():
        pipeline.prepare(video.pk)
    video.refresh_from_db()
    assert video.state == state
    assert is_passing or not (folder_of(settings, video) / playlists.POSTER).exists()


def test_receive_refuses_a_file_over_the_limit(settings):
    settings.VIDEO_MAX_BYTES = 1000
    with pytest.raises(pipeline.TooLarge):
        clips.received(b"x" * 1001)
    assert not Video.objects.exists()


def test_measure_an_empty_folder_is_incomplete(tmp_path):
    with pytest.raises(playlists.Incomplete):
        playlists.measure(tmp_path)


def test_transcode_tells_its_progress_from_the_first_seconds_on(tmp_path):
    """ffmpeg is silent until every output has begun; a long lecture would be taken for one that stands still."""
    source = clips.clip(size="320x240", seconds=13)
    probe = probing.examine(source, head=source.read_bytes()[: probing.HEAD_BYTES])
    arguments = command.low(probe, source=source, folder=tmp_path, sound=False)
    seen = []
    limits = runner.Limits(cpu=120, clock=60, file_bytes=10**9)
    runner.encode(["-re", *arguments], source=source, folder=tmp_path, limits=limits, on_progress=seen.append)
    assert 0 < next(at for at in seen if at) < 10
