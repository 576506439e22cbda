"""`lms.supervisor` runs what `script/server` runs: everything starts, and one signal ends everything."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path

import pytest

from lms.supervisor import descendants
from tests.conftest import ROOT, _migrated_template

PYTHON = Path(sys.executable)


def _wait(condition, seconds: float, what: str):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _django(code: str, env: dict) -> None:
    """Run `code` in a process of its own with the server's settings."""
    setup = f"import django; django.setup(); {code}"
    subprocess.run([PYTHON, "-c", setup], cwd=ROOT, env=env, check=True)


def _running(pids) -> set[str]:
    """Names of the programs that run under these ids."""
    return {file.read_text().strip() for pid in pids if (file := Path(f"/proc/{pid}/comm")).exists()}


def _alive(pids) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_ends_children_that_left_their_group(tmp_path, number):
    # A grandchild in its own session that ignores SIGTERM, as an ffmpeg without its worker would be.
    stubborn = tmp_path / "stubborn.py"
    stubborn.write_text(
        textwrap.dedent("""
            import signal, subprocess, sys, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if len(sys.argv) > 1:
                subprocess.Popen([sys.executable, sys.argv[0]], start_new_session=True)
                time.sleep(0.2)
                sys.stdout.write("started\\n")
                sys.stdout.flush()
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
            time.sleep(60)
        """)
    )
    command = [PYTHON, "-m", "lms.supervisor", f"{PYTHON} {stubborn} parent"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout.readline() == "started\n"
        family = descendants(supervisor.pid)
        assert len(family) == 2
        supervisor.send_signal(number)
        assert supervisor.wait(15) == 0
        assert _alive(family) == set()


def test_stop_follows_when_one_process_ends(tmp_path):
    command = [PYTHON, "-m", "lms.supervisor", f"{PYTHON} -c 'import time; time.sleep(60)'", f"{PYTHON} -c pass"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.wait(15) == 1
        assert "stopping the rest" in supervisor.stderr.read()


def test_server_starts_and_ctrl_c_ends_every_process(tmp_path):
    port = _free_port()
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "SITE_URL"}}
    env |= {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lms.settings", "PYTHONUNBUFFERED": "1"}
    shutil.copy(_migrated_template(), tmp_path / "xiangxue.sqlite3")
    # A programme is there: the database is not empty and the demo stays away.
    _django("from tests.factories import places; places.programme()", env)
    lecture = tmp_path / "lecture.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30", "-t", "40", "-c:v", "libx264"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-preset", "ultrafast", str(lecture)], check=True)
    with (tmp_path / "log").open("w") as log:
        command = ["script/server", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}/healthz"
        _wait(lambda: server.poll() is not None or _answers(address), 90, "the web server answers")
        assert server.poll() is None, (tmp_path / "log").read_text()
        _django(
            "from media.domain import pipeline; from django.core.files import File; "
            f"pipeline.receive(File(open('{lecture}', 'rb'), name='lecture.mp4'), title='lecture', by=None)",
            env,
        )
        _wait(lambda: "ffmpeg" in _running(descendants(server.pid)), 60, "a worker transcodes")
        family = descendants(server.pid)
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert _alive(family) == set()
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait(20)
    said = (tmp_path / "log").read_text()
    assert f"http://127.0.0.1:{port}" in said
    assert "auditor" in said


def test_server_says_when_its_port_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            ["script/server", "--port", str(port)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr


def test_server_help_says_what_it_does():
    done = subprocess.run(["script/server", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Set up and run the whole platform" in done.stdout
    assert "--size" in done.stdout
