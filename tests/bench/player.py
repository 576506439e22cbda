"""The lesson page on a thin network, in Chromium with the line throttled: bytes before the tap, first frame, stalls.

`PLAYER_SECONDS` shortens the five minutes of playing for a quick look; a goal is kept only by the whole of them.
"""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files import File
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from media.domain import pipeline
from media.models import Video
from tests.bench import Figure
from tests.bench._web import server
from tests.bench.video import make_lecture
from tests.factories import people, places, training

SECONDS = int(os.environ.get("PLAYER_SECONDS", "300"))
SPARE = 30
MINUTE = 60
TAP = """() => new Promise((done) => {
  const video = document.querySelector("video");
  const began = performance.now();
  video.requestVideoFrameCallback(() => done((performance.now() - began) / 1000));
  document.querySelector(".player-begin").click();
})"""
# Everything that keeps the picture from going on after the first frame, in seconds, and how often.
WATCH = """() => {
  const video = document.querySelector("video");
  window.stalls = 0;
  video.addEventListener("waiting", () => (window.stalls += 1));
}"""


def run() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with tempfile.TemporaryDirectory(prefix="xiangxue-bench-") as made:
        address, session = _lesson(Path(made))
    with server() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        where = {"browser": browser, "url": f"http://127.0.0.1:{port}", "address": address, "session": session}
        with _page(**where, bits=400_000, delay=300) as (page, scripts):
            before = sum(scripts)
            first = page.evaluate(TAP)
            yield Figure("script_before_first_tap", before / 1000, "KB", "<= 10")
            yield Figure("first_frame_at_400_kbit", first, "s", "<= 4")
            page.wait_for_timeout(2000)
            yield Figure("script_of_bar_and_engine", (sum(scripts) - before) / 1000, "KB", "<= 130")
        with _page(**where, bits=150_000, delay=600) as (page, _scripts):
            page.evaluate(TAP)
            page.evaluate(WATCH)
            page.wait_for_timeout(SECONDS * 1000)
            stalls, reached = page.evaluate("() => [window.stalls, document.querySelector('video').currentTime]")
            yield Figure("stalls_at_150_kbit", stalls, "times", "<= 0")
            yield Figure("played_of_the_clock_at_150_kbit", reached / SECONDS, "share", ">= 0.98")
        browser.close()


def _lesson(made: Path) -> tuple[str, str]:
    """The address of a lesson with the slide lecture in its low lane, and the session of who may watch it."""
    minute, long = made / "minute.mp4", made / "long.mp4"
    make_lecture(minute)
    times = (SECONDS + SPARE) // MINUTE
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-stream_loop",
        str(times),
        "-i",
        str(minute),
        "-c",
        "copy",
        str(long),
    ]
    subprocess.run(command, check=True)
    with long.open("rb") as file:
        video = pipeline.receive(File(file, name="lecture.mp4"), title="lecture", by=None)
    pipeline.prepare(video.pk)
    places.programme()
    held = training.training_class(page=training.course(videos=[Video.objects.get(pk=video.pk)]), mode="online")
    user = places.user("learner")
    people.enrolment(people.trainee(user=user), held)
    client = Client()
    client.force_login(user)
    return reverse("lesson", args=[held.pk, held.lessons[0]["key"]]), client.cookies["sessionid"].value


@contextlib.contextmanager
def _page(*, browser, url: str, address: str, session: str, bits: int, delay: int):
    """The lesson, loaded over a line of `bits` per second and `delay` ms; and the bytes of each script that came."""
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 640}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    rate = {"downloadThroughput": bits / 8, "uploadThroughput": bits / 8}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": delay, **rate})
    kinds, scripts = {}, []
    line.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    line.on(
        "Network.loadingFinished",
        lambda told: kinds.get(told["requestId"]) == "Script" and scripts.append(told["encodedDataLength"]),
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    yield page, scripts
    context.close()
