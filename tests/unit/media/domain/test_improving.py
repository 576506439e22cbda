"""The larger pictures: made after the small ones play, beside them, without disturbing who is watching."""

import re
import subprocess

import pytest

from lms.kit import queue
from lms.kit.clock import now
from lms.kit.models import AuditEvent, Job
from media.domain import improving, ladder, pipeline, playback, playlists, runner
from media.tasks import improve_video, transcode_video
from tests.factories import clips

from .test_pipeline import folder_of, streams

pytestmark = pytest.mark.django_db


def waiting(video) -> Job | None:
    return Job.objects.unfinished().about(pipeline.IMPROVE, video.pk).first()


def improved(video):
    improve_video(waiting(video).pk)
    video.refresh_from_db()
    return video


def start_times(path) -> dict[str, float]:
    asked = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,start_time", "-of", "csv=p=0", str(path)]
    lines = subprocess.run(asked, capture_output=True, check=True, text=True, timeout=60).stdout.split()
    return {kind: float(at) for kind, at in (line.split(",")[:2] for line in lines)}


def test_improve_adds_larger_pictures_to_a_video_that_plays_already(settings):
    video = clips.transcoded(clips.clip(size="1280x720", seconds=13))
    assert (video.state, video.height) == ("ready", 360)
    assert waiting(video).queue == "media-high"
    low = {path.name: path.stat().st_ino for path in folder_of(settings, video).iterdir()}
    improved(video)
    assert (video.state, video.height, waiting(video)) == ("ready", 720, None)
    folder = folder_of(settings, video)
    names = [form.name for form in video.renditions.order_by("height")]
    assert names == ["audio", "240p", "360p", "480p", "720p"]
    for name, height in (("480p", 480), ("720p", 720)):
        picture, sound = streams(folder / f"{name}-media.m3u8")
        assert (picture["height"], picture["nb_read_frames"]) == (height, "325")
        assert (sound["codec_name"], sound["sample_rate"], sound["channels"]) == ("aac", "32000", 1)
    kept = {path.name: path.stat().st_ino for path in folder.iterdir() if path.name in low}
    changed = {name for name in low if kept.get(name) != low[name]}
    assert changed == {"master.m3u8", "audio.m3u8"}
    assert not (folder / "sound.mp4").exists()
    assert AuditEvent.objects.filter(action="media.video.improve", object_id=str(video.pk)).count() == 1


def test_improve_measures_each_rung_and_keeps_360p_first(settings):
    folder = folder_of(settings, improved(clips.transcoded(clips.clip(size="1280x720", seconds=13))))
    entries = re.findall(r"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+).*\n(.+)-media", (folder / "master.m3u8").read_text())
    assert [name for *_rest, name in entries] == ["360p", "240p", "480p", "720p"]
    for peak, average, name in entries:
        _init, *segments = playlists.parts(folder, name)
        lengths = [float(x) for x in re.findall(r"EXTINF:([\d.]+)", (folder / f"{name}-media.m3u8").read_text())]
        rates = [8 * s.stat().st_size / t for s, t in zip(segments, lengths, strict=True) if t > 3]
        assert int(peak) == pytest.approx(max(rates), rel=0.1)
        whole = 8 * sum(s.stat().st_size for s in segments) / sum(lengths)
        assert int(average) == pytest.approx(whole, rel=0.02)


def test_improve_keeps_sound_and_picture_together(settings):
    folder = folder_of(settings, improved(clips.transcoded(clips.clip(size="1280x720", seconds=13))))
    low, high = (start_times(folder / f"{name}-media.m3u8") for name in ("360p", "720p"))
    assert high["video"] == pytest.approx(low["video"], abs=0.01)
    assert high["audio"] == pytest.approx(low["audio"], abs=0.04)


def test_improve_leaves_who_is_watching_in_the_old_folder(settings):
    video = clips.transcoded(clips.clip(size="1280x720", seconds=13))
    old, token = video.folder, playback.grant(video).split("/")[2]
    text = (folder_of(settings, video) / "master.m3u8").read_text()
    improved(video)
    assert video.folder != old
    assert playback.open(token, "master.m3u8").paths[0].read_text() == text
    assert playback.open(token, "360p-00000.m4s").paths[0].is_file()


def test_small_video_is_whole_at_once():
    for clip in (clips.clip(size="320x240", seconds=2), clips.clip("talk.mp3", picture=False, seconds=3)):
        video = clips.transcoded(clip)
        assert video.is_whole
        assert waiting(video) is None


def test_improve_twice_publishes_once(settings, monkeypatch):
    video = clips.transcoded(clips.clip(size="854x480", seconds=3))
    improving.improve(video.pk)
    monkeypatch.setattr(runner, "encode", lambda *a, **k: pytest.fail("encoded twice"))
    improving.improve(video.pk)
    assert AuditEvent.objects.filter(action="media.video.improve").count() == 1
    again = clips.transcoded(clips.clip(size="854x480", seconds=3))
    assert again.is_whole
    assert waiting(again) is None
    assert again.folder.endswith(ladder.WHOLE)


def test_improve_that_fails_leaves_the_video_playing_and_can_be_asked_again(monkeypatch):
    video = clips.transcoded(clips.clip(size="854x480", seconds=3))
    job = waiting(video)

    def fall(*args, **kwargs):
        raise runner.Stopped("exit 1", "/private/path: Killed")

    with monkeypatch.context() as patch:
        patch.setattr(runner, "encode", fall)
        improve_video(job.pk)
    job.refresh_from_db()
    video.refresh_from_db()
    assert (job.state, video.state) == ("failed", "ready")
    assert "/private" not in job.note
    pipeline.ask_again(video, by=None)
    assert improved(video).is_whole
    with pytest.raises(pipeline.NothingToDo):
        pipeline.ask_again(video, by=None)


def test_improve_interrupted_by_the_machine_waits_for_another_try(monkeypatch):
    video = clips.transcoded(clips.clip(size="854x480", seconds=3))
    job = waiting(video)

    def killed(*args, **kwargs):
        raise runner.Stopped("exit 137", "Killed", is_passing=True)

    with monkeypatch.context() as patch:
        patch.setattr(runner, "encode", killed)
        improve_video(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("queued", 1)
    Job.objects.update(due_at=now())
    improve_video(job.pk)
    video.refresh_from_db()
    assert video.is_whole


def test_improve_stops_when_the_lease_is_lost(settings):
    video = clips.transcoded(clips.clip(size="854x480", seconds=3))

    def report(percent, note=""):
        raise queue.LeaseLost(1)

    with pytest.raises(queue.LeaseLost):
        improving.improve(video.pk, report=report)
    video.refresh_from_db()
    assert not video.is_whole
    assert improved(video).is_whole


def test_drop_rungs_that_add_nothing(settings):
    """A still slide with a voice costs the same at every small size: the better one is for everybody."""
    still = ("-vf", "select=eq(n\\,0),loop=-1:1:0,trim=duration=13,setpts=N/25/TB", "-r", "25")
    video = clips.transcoded(clips.clip("still.mp4", size="1280x720", seconds=13, extra=still))
    assert {form.name for form in video.renditions.all()} == {"360p", "audio"}
    folder = folder_of(settings, video)
    assert not list(folder.glob("240p*"))
    assert "240p" not in (folder / "master.m3u8").read_text()


def test_growing_videos_nobody_works_on_are_found():
    from media.domain import files

    video = clips.transcoded(clips.clip(size="854x480", seconds=3))
    assert files.idle() == []
    Job.objects.update(state="cancelled")
    assert files.idle() == [video]


def test_jobs_go_to_the_lane_of_their_kind():
    assert queue.QUEUES[pipeline.TASK] == "media-low"
    assert queue.QUEUES[pipeline.IMPROVE] == "media-high"
    assert transcode_video.name == pipeline.TASK
