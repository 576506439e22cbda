"""Behind a real nginx: it sends the files, the platform says who may have them."""

import http.client
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings as live

from media.domain import playback
from tests.factories import clips

pytestmark = pytest.mark.django_db(transaction=True)
CONF = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass {behind}; proxy_set_header Host $http_host; }}
    location /published/ {{ internal; alias {videos}/; }}
  }}
}}
user root;
"""


@pytest.fixture
def nginx(live_server, settings, tmp_path):
    """Asks nginx, which asks the platform: `nginx(path, **headers)` gives (status, headers, body)."""
    settings.VIDEO_ACCEL_REDIRECT = "/published/"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    conf = tmp_path / "nginx.conf"
    conf.write_text(CONF.format(folder=tmp_path, port=port, behind=live_server.url, videos=live.VIDEO_ROOT))
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    with subprocess.Popen([program, "-c", conf, "-e", tmp_path / "error.log"]) as process:
        _wait(port)
        yield lambda path, **headers: _get(port, path, headers)
        process.terminate()


def _wait(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")


def _get(port: int, path: str, headers: dict):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


def test_nginx_sends_files_in_ranges_to_who_has_an_address(nginx):
    video = clips.playable()
    base = playback.grant(video)
    segment = (Path(live.VIDEO_ROOT) / video.folder / "240p-00001.m4s").read_bytes()

    status, headers, body = nginx(base + "240p-00001.m4s")
    assert (status, body) == (200, segment)
    assert headers["Content-Type"] == "video/iso.segment"
    assert "immutable" in headers["Cache-Control"]
    assert "X-Accel-Redirect" not in headers
    status, headers, body = nginx(base + "240p-00001.m4s", Range="bytes=100-199")
    assert (status, body) == (206, segment[100:200])
    assert headers["Content-Range"] == f"bytes 100-199/{len(segment)}"
    assert nginx(base + "240p.mp4", Range="bytes=0-9")[0] == 206


def test_nginx_gives_nothing_without_an_address(nginx):
    video = clips.playable()
    base = playback.grant(video)
    for path in (
        f"/published/{video.folder}/240p-00001.m4s",
        base.replace("~", "~0", 1) + "240p-00001.m4s",
        base + "..%2f..%2fxiangxue.sqlite3",
    ):
        assert nginx(path)[0] == 404, path
    expired = playback.grant(video, for_seconds=-1)
    assert nginx(expired + "240p-00001.m4s")[0] == 410
