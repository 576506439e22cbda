"""Sending video files: the right bytes, for the right address, for its time only."""

import subprocess
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as live

from media.domain import playback
from tests.factories import clips

pytestmark = pytest.mark.django_db


@pytest.fixture
def video():
    return clips.playable()


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_play_sends_each_kind_of_file_with_its_type(client, video):
    base = playback.grant(video)
    folder = Path(live.VIDEO_ROOT) / video.folder
    for name, kind in (
        ("master.m3u8", "application/vnd.apple.mpegurl"),
        ("audio.m3u8", "application/vnd.apple.mpegurl"),
        ("240p-media.m3u8", "application/vnd.apple.mpegurl"),
        ("240p-init.mp4", "video/mp4"),
        ("240p-00001.m4s", "video/iso.segment"),
        ("poster.jpg", "image/jpeg"),
        ("thumbnails.webp", "image/webp"),
        ("thumbnails.vtt", "text/vtt; charset=utf-8"),
    ):
        response = client.get(base + name)
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        content = body(response)
        assert content == (folder / name).read_bytes()
        assert int(response["Content-Length"]) == len(content)
        assert "immutable" in response["Cache-Control"]


def test_play_joins_segments_to_one_file_that_plays(client, video, tmp_path):
    response = client.get(playback.grant(video) + "240p.mp4")
    whole = tmp_path / "whole.mp4"
    whole.write_bytes(body(response))
    assert int(response["Content-Length"]) == whole.stat().st_size
    asked = ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries"]
    asked += ["stream=nb_read_frames", "-of", "csv=p=0", str(whole)]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "325"
    assert client.get(playback.grant(video) + "audio.m4a")["Content-Type"] == "audio/mp4"


def test_play_hands_single_files_over_to_nginx_and_joins_the_others_itself(client, video, settings):
    settings.VIDEO_ACCEL_REDIRECT = "/published/"
    base = playback.grant(video)
    response = client.get(base + "240p-00001.m4s", headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/published/{video.folder}/240p-00001.m4s"
    assert response["Content-Type"] == "video/iso.segment"
    assert "immutable" in response["Cache-Control"]
    assert "X-Accel-Redirect" not in client.get(base + "240p.mp4")
    assert client.get(base.replace("~", "~0", 1) + "240p-00001.m4s").status_code == 404


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=700-", (700, None)),
        ("bytes=-5", (-5, None)),
        ("bytes=5-99999999", (5, None)),
    ],
)
@pytest.mark.parametrize("name", ["240p.mp4", "poster.jpg"])
def test_play_answers_ranges_within_and_across_files(client, video, name, asked, expected):
    url = playback.grant(video) + name
    whole = body(client.get(url))
    response = client.get(url, headers={"range": asked})
    part = body(response)
    assert response.status_code == 206
    assert part == whole[slice(*expected)]
    first = whole.find(part) if len(part) > 40 else expected[0] % len(whole)
    assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(whole)}"


def test_play_range_across_every_seam(client, video):
    url = playback.grant(video) + "240p.mp4"
    whole = body(client.get(url))
    seams, at = [], 0
    for path in playback.open(url.split("/")[2], "240p.mp4").paths:
        at += path.stat().st_size
        seams.append(at)
    for seam in seams[:-1]:
        response = client.get(url, headers={"range": f"bytes={seam - 3}-{seam + 3}"})
        assert body(response) == whole[seam - 3 : seam + 4]


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-3", "bytes=-0"])
def test_play_refuses_impossible_ranges(client, video, asked):
    response = client.get(playback.grant(video) + "poster.jpg", headers={"range": asked})
    assert response.status_code == 416
    assert response["Content-Range"].startswith("bytes */")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=a-b", f"bytes=0-{9:05000}"])
def test_play_sends_all_for_ranges_it_does_not_know(client, video, asked):
    response = client.get(playback.grant(video) + "poster.jpg", headers={"range": asked})
    assert response.status_code == 200
    assert len(body(response)) == int(response["Content-Length"])


def test_play_expired_address_is_gone_with_a_sentence(client, video):
    base = playback.grant(video, for_seconds=60)
    assert client.get(base + "master.m3u8").status_code == 200
    with time_machine.travel(__import__("datetime").timedelta(seconds=62) + __import__("datetime").datetime.now()):
        response = client.get(base + "master.m3u8", headers={"accept-language": "en"})
    assert response.status_code == 410
    assert "Open the lesson again" in response.content.decode()


def test_play_forged_addresses_are_unknown(client, video):
    base = playback.grant(video)
    token = base.split("/")[2]
    ends, folder, signature = token.split("~")
    other = clips.transcoded(clips.clip(size="320x240", seconds=2))
    for forged in (
        f"{int(ends) + 1}~{folder}~{signature}",
        f"{ends}~{other.folder}~{signature}",
        f"{ends}~{folder}~{signature[:-1]}",
        f"{ends}~{folder}~",
        f"{folder}",
        "~~",
        "x" * 5000,
    ):
        assert client.get(f"/play/{forged}/master.m3u8").status_code == 404
    assert client.post(base + "master.m3u8").status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fkeys.json",
        "../master.m3u8",
        "%2e%2e%2fmaster.m3u8",
        "master.m3u8%00.jpg",
        "240p-0001.m4s",
        "999p.mp4",
        "999p-00000.m4s",
        ".making",
        "240p-media.m3u8%0a",
        "a" * 300 + ".m4s",
    ],
)
def test_play_names_outside_the_pattern_are_unknown(client, video, name):
    assert client.get(playback.grant(video) + name).status_code == 404


def test_grant_is_the_same_within_the_hour_and_outlives_the_lesson():
    import datetime as dt

    video = clips.ready_row(seconds=3600)
    with time_machine.travel(dt.datetime(2026, 3, 1, 10, 5, tzinfo=dt.UTC), tick=False):
        first = playback.grant(video)
    with time_machine.travel(dt.datetime(2026, 3, 1, 10, 50, tzinfo=dt.UTC), tick=False):
        assert playback.grant(video) == first
    ends = int(first.split("/")[2].split("~")[0])
    assert ends >= dt.datetime(2026, 3, 1, 10, 50, tzinfo=dt.UTC).timestamp() + 2 * 3600 + 3600
