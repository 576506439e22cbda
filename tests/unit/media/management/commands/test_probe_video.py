"""What the command says about good, damaged and hostile files."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import clips


def probe(path) -> dict:
    out = io.StringIO()
    call_command("probe_video", str(path), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_good_file_is_accepted():
    found = probe(clips.clip(size="320x240", seconds=2))
    assert (found["verdict"], found["reason"], found["width"], found["height"]) == ("accept", "", 320, 240)
    assert found["duration"] == pytest.approx(2, abs=0.2)
    assert probe(clips.clip("talk.mp3", picture=False, seconds=3))["verdict"] == "accept"


def test_a_damaged_file_is_taken_with_a_note_from_where(tmp_path):
    whole = clips.clip("fast.mp4", size="640x360", seconds=20, extra=("-movflags", "+faststart")).read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) * 6 // 10])
    found = probe(cut)
    assert found["verdict"] == "note"
    assert "00:1" in found["reason"]
    cut.write_bytes(whole[: whole.index(b"mdat") + 8])
    assert probe(cut)["verdict"] == "refuse"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp4", b""),
        ("list.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("stream.mp4", b"#EXTM3U\n#EXTINF:6,\nhttp://192.0.2.1/a.ts\n"),
        ("-x.mp4", b"PK\x03\x04" + b"\0" * 100),
        ("http:evil.mp4", b"\0\0\0\x20ftypisom" + b"\0" * 4000),
    ],
)
def test_what_is_no_video_is_refused_with_a_sentence(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    found = probe(path)
    assert found["verdict"] == "refuse"
    assert found["reason"]


def test_no_file_is_an_error_of_the_command(tmp_path):
    with pytest.raises(CommandError):
        call_command("probe_video", str(tmp_path / "none.mp4"))
