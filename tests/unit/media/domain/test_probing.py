"""What a file is: by its bytes, never by its name. Each refusal is a sentence."""

import socket

import pytest

from media.domain import probing, runner
from tests.factories import clips

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


def examine(path):
    return probing.examine(path, head=path.read_bytes()[: probing.HEAD_BYTES])


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (b"", "empty"),
        ("今天的课讲网店。".encode(), "text file"),
        (PNG, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "picture"),
        (b"PK\x03\x04" + b"\0" * 50, "archive"),
        (b"%PDF-1.7\n", "archive"),
        (b"#EXTM3U\n#EXTINF:6,\nfile:///etc/passwd\n", "points to other files"),
        (b"ffconcat version 1.0\nfile other.mp4\n", "points to other files"),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "points to other files"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><MPD></MPD>", "points to other files"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 100, "no kind of video"),
    ],
)
def test_sniff_refuses_with_a_sentence(head, sentence, settings):
    settings.LANGUAGE_CODE = "en"
    from django.utils import translation

    with translation.override("en"), pytest.raises(probing.NotPlayable, match=sentence):
        probing.sniff(head)


@pytest.mark.parametrize(
    ("name", "demuxer"),
    [
        ("a.mp4", "mov"),
        ("a.mov", "mov"),
        ("a.mkv", "matroska"),
        ("a.avi", "avi"),
        ("a.ts", "mpegts"),
        ("a.flv", "flv"),
        ("a.wmv", "asf"),
        ("a.mpg", "mpeg"),
    ],
)
def test_examine_finds_the_demuxer_for_each_container(name, demuxer):
    extra = ("-c:v", "mpeg2video", "-c:a", "mp2") if name == "a.mpg" else ()
    probe = examine(clips.clip(name, size="320x240", seconds=2, extra=extra))
    assert probe.demuxer == demuxer
    assert (probe.picture.width, probe.picture.height) == (320, 240)
    assert probe.duration == pytest.approx(2, abs=0.3)
    probing.judge(probe)


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.ogg", "a.flac", "a.m4a"])
def test_examine_takes_sound_alone(name):
    probe = examine(clips.clip(name, picture=False, seconds=2))
    assert probe.picture is None
    assert probe.sound == 0
    probing.judge(probe)


def test_examine_turns_a_phone_video_upright():
    probe = examine(clips.turned_clip())
    assert (probe.picture.width, probe.picture.height) == (360, 640)


def test_examine_truncated_mp4_names_the_missing_index(tmp_path):
    whole = clips.clip(seconds=13).read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) // 2])
    from django.utils import translation

    with translation.override("en"), pytest.raises(probing.NotPlayable, match="cut off"):
        examine(cut)


def test_examine_noise_behind_a_right_beginning(tmp_path):
    bad = tmp_path / "noise.mp4"
    bad.write_bytes(clips.clip().read_bytes()[:32] + bytes(range(256)) * 400)
    with pytest.raises(probing.NotPlayable):
        examine(bad)


def test_cover_art_is_no_picture():
    raw = {
        "format": {"duration": "3.0"},
        "streams": [
            {"index": 0, "codec_type": "video", "codec_name": "mjpeg", "nb_frames": "1", "width": 9, "height": 9},
            {"index": 1, "codec_type": "video", "codec_name": "png", "disposition": {"attached_pic": 1}},
            {"index": 2, "codec_type": "audio", "codec_name": "aac", "sample_rate": "44100"},
        ],
    }
    probe = probing.normalise(raw, demuxer="mov")
    assert probe.picture is None
    assert probe.sound == 2


def picture(**changes):
    return probing.Picture(**({"index": 0, "codec": "h264", "width": 640, "height": 360, "rate": 25} | changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"picture": None, "sound": None}, "neither"),
        ({"duration": 0}, "length"),
        ({"duration": 6 * 3600 + 1}, "six hours"),
        ({"streams": 9}, "too many tracks"),
        ({"pixels": 12000 * 12000}, "too large"),
        ({"picture": picture(width=8)}, "too small"),
        ({"picture": picture(codec="gif")}, "gif"),
        ({"sound_codec": "dts"}, "dts"),
    ],
)
def test_judge_refuses_with_a_sentence(changes, sentence):
    good = {"demuxer": "mov", "duration": 60, "streams": 2, "picture": picture(), "sound": 1, "sound_codec": "aac"}
    probing.judge(probing.Probe(**good))
    from django.utils import translation

    with translation.override("en"), pytest.raises(probing.NotPlayable, match=sentence):
        probing.judge(probing.Probe(**(good | changes)))


@pytest.mark.parametrize("broken", [{}, {"streams": [{}]}, {"format": {"duration": "N/A"}, "streams": [{"index": 0}]}])
def test_normalise_survives_missing_answers(broken):
    assert probing.normalise(broken, demuxer="mov").duration == 0


def test_probe_opens_no_list_of_other_files_even_when_forced(tmp_path):
    """A relative concat script passes a protocol list; the format list stops it."""
    (tmp_path / "other.mp4").write_bytes(clips.clip(seconds=2, size="320x240").read_bytes())
    script = tmp_path / "lesson.mp4"
    script.write_text("ffconcat version 1.0\nfile other.mp4\n")
    formats = ",".join(probing.DEMUXERS)
    with pytest.raises(runner.Stopped):
        runner.probe(script, demuxer="concat", formats=formats, max_pixels=10**7)


def test_probe_opens_no_socket(tmp_path):
    """A playlist that points to a server of ours: nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        evil = tmp_path / "lesson.mp4"
        evil.write_text(f"#EXTM3U\n#EXTINF:6,\nhttp://127.0.0.1:{server.getsockname()[1]}/a.ts\n#EXT-X-ENDLIST\n")
        with pytest.raises(runner.Stopped):
            runner.probe(evil, demuxer="hls", formats=",".join(probing.DEMUXERS), max_pixels=10**7)
        with pytest.raises(TimeoutError):
            server.accept()
