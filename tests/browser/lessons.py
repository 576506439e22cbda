"""A lesson of the demo county as its trainee opens it on a phone."""

import os
import re
import subprocess
import sys

from tests.conftest import ROOT

CLASS, LESSON = "农产品网销与爆品选择", "从田头到网店"


def forget_watching(site) -> None:
    """As if nobody had watched anything: what other tests of the lesson saw would count no second time."""
    asked = "from trainees.models import WatchDay, WatchProgress; WatchDay.objects.all().delete()"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", f"{asked}; WatchProgress.objects.all().delete()"]
    env = {**os.environ, "VAR_DIR": str(site.var), "DJANGO_SETTINGS_MODULE": "lms.settings"}
    subprocess.run(command, cwd=ROOT, env=env, check=True)


def open_lesson(page) -> str:
    """The path of the lesson, which is open afterwards."""
    page.goto("/me/")
    page.get_by_role("link", name=re.compile(CLASS)).first.click()
    page.get_by_role("link", name=re.compile(LESSON)).first.click()
    page.wait_for_selector(".player-begin")
    return page.url.split("/", 3)[3]


def play(page, *, until: float = 1.0) -> None:
    """From the beginning, whatever was watched before."""
    page.locator(".player-begin").click()
    page.wait_for_function("() => document.querySelector('video').readyState > 1")
    page.locator("video").evaluate("video => (video.currentTime = 0)")
    page.wait_for_function("() => document.querySelector('video').currentTime < 1")
    wait_for(page, until)


def wait_for(page, second: float, *, most: int = 30_000) -> None:
    page.wait_for_function("at => document.querySelector('video').currentTime >= at", arg=second, timeout=most)


def video(page, what: str):
    """A property of the video, by name."""
    return page.locator("video").evaluate("(video, what) => video[what]", what)
