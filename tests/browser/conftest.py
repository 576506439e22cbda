"""A whole site for the browser: its own folder, SQLite, no broker server, web server, three workers, the demo county.

The processes are those of `script/server`; the browser is Debian's Chromium. A page that logs an error fails its test.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from lms.demo.accounts import TRAINEE_PHONE
from lms.kit.masking import mask_phone
from tests.browser.people import sign_in_by_code
from tests.conftest import ROOT, _migrated_template

PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}


@dataclass
class Site:
    """A running site; `log` is what its processes wrote."""

    url: str
    var: Path

    @property
    def log(self) -> str:
        return (self.var / "server.log").read_text()

    def sms_code(self, phone: str) -> str:
        """The newest code the console gateway sent to `phone` (11 digits)."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            found = re.findall(rf"\[SMS\] {re.escape(mask_phone(phone))}: .*?(\d{{6}})", self.log)
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no code was sent to {phone}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the web server stopped"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the web server did not answer within a minute")


def _end(process: subprocess.Popen) -> None:
    """A worker may be in the midst of a long video; like a power cut, that harms nothing (tests/bench/kills.py)."""
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session", autouse=True)  # the browser's loop, once begun, lets nobody at the database
def site(tmp_path_factory):
    var = tmp_path_factory.mktemp("site")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "VAR_DIR"}}
    env |= {
        "VAR_DIR": str(var),
        "SITE_URL": url,
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    shutil.copy(_migrated_template(), var / "xiangxue.sqlite3")
    for command in (["collectstatic", "--noinput", "-v0"], ["seed_demo", "--size", "small"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    worker = ["celery", "-A", "lms", "worker", "-l", "warning", "-Ofair"]
    commands = [
        ["gunicorn", "lms.wsgi", "-b", f"127.0.0.1:{port}", "-k", "gthread", "--threads", "8"],
        [*worker, "-Q", "fast,render", "-c", "1", "-B", "-n", "fast@%h"],
        [*worker, "-Q", "media-low", "-c", "1", "-n", "low@%h"],
        ["nice", "-n", "15", *worker, "-Q", "media-high", "-c", "1", "-n", "high@%h"],
    ]
    with (var / "server.log").open("w") as log:
        processes = [
            subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
            for command in commands
        ]
        try:
            _wait_until_up(url, processes[0])
            yield Site(url, var)
        finally:
            for process in processes:
                process.terminate()  # its children by itself: one killed while it waits for work leaves a lock behind
            for process in processes:
                _end(process)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--autoplay-policy=no-user-gesture-required",
        ],
    }


# How a page tells that the line is cut; ERR_FAILED is how a service worker passes it on.
LINE_IS_CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


def is_error(message) -> bool:
    """Whether a page complains of more than the line a test has cut."""
    return message.type == "error" and not any(sign in message.text for sign in LINE_IS_CUT)


@pytest.fixture(scope="session")
def trainee_cookies(browser, site) -> list:
    """Those of the demo county's trainee, signed in once: codes are not sent as often as tests run."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/accounts/login/code/")
    sign_in_by_code(page, site, TRAINEE_PHONE)
    yield context.cookies()
    context.close()


@pytest.fixture
def visitor(browser, site):
    """Opens a browser of its own for one person: `visitor(PHONE)` gives a page. Console errors fail the test."""
    contexts, errors = [], []

    def open_page(viewport=PHONE):
        context = browser.new_context(
            base_url=site.url,
            viewport=viewport,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=viewport is PHONE,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: is_error(message) and errors.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def learner(visitor, trainee_cookies):
    """The demo's trainee with a phone: a page, signed in."""
    page = visitor()
    page.context.add_cookies(trainee_cookies)
    return page
