"""A large file on a bad network: the line is cut in the middle, the page is loaded anew, nothing is sent twice."""

import os
import re
import sqlite3

import pytest

from .conftest import DESK
from .material import lecture
from .people import sign_in_officer

pytestmark = pytest.mark.browser
MEGABYTES = 24
SLOW = 2_000_000  # bytes a second


@pytest.fixture
def large(tmp_path):
    """A lecture followed by a box of noise that every player skips."""
    path = lecture(tmp_path, seconds=4)
    noise = os.urandom(MEGABYTES * 10**6)
    with path.open("ab") as file:
        file.write((len(noise) + 8).to_bytes(4, "big") + b"free" + noise)
    return path


def arrived(site) -> int:
    """Bytes of the one upload on the server's disk."""
    files = [path for path in (site.var / "uploads").glob("*") if path.is_file() and not path.suffix]
    return sum(path.stat().st_size for path in files)


def choose(page, path, title=""):
    page.goto("/cms/videos/new/")
    if title:
        page.fill("[name=title]", title)
    page.set_input_files("input[type=file]", path)
    page.locator("main form [type=submit]").first.click()


def test_an_upload_goes_on_after_a_cut_and_a_reload(visitor, site, large):
    page = visitor(DESK)
    sign_in_officer(page, "organiser")
    wire = page.context.new_cdp_session(page)
    limits = {"latency": 20, "downloadThroughput": -1, "uploadThroughput": SLOW}
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", {"offline": False, **limits})
    sent = []
    page.on("request", lambda request: request.method == "PATCH" and sent.append(request))
    choose(page, large, "断网也能传的课")
    page.wait_for_function("() => document.querySelector('[data-uploading] progress').value > 45", timeout=60_000)
    wire.send("Network.emulateNetworkConditions", {"offline": True, **limits})
    page.wait_for_function("text => document.body.innerText.includes(text)", arg="没有网络", timeout=30_000)
    kept = arrived(site)
    assert kept > 6_000_000
    page.screenshot(path=site.var / "cut.png")
    page.on("dialog", lambda dialog: dialog.accept())
    wire.send("Network.emulateNetworkConditions", {"offline": False, **limits})

    page.goto("/cms/videos/new/")
    row = page.locator("[data-upload]")
    assert "讲座.mp4" in row.inner_text()
    before = len(sent)
    page.screenshot(path=site.var / "list.png")
    choose(page, large)
    page.wait_for_url(re.compile(r"/cms/videos/\d+/$"), timeout=60_000)
    offsets = [int(request.headers["upload-offset"]) for request in sent[before:]]
    assert offsets[0] >= kept
    assert offsets == sorted(set(offsets))
    page.wait_for_selector(".desk-state-ready", timeout=120_000)
    with sqlite3.connect(site.var / "xiangxue.sqlite3") as database:
        size, title = database.execute("select size, title from media_video order by id desc limit 1").fetchone()
    assert (size, title) == (large.stat().st_size, "断网也能传的课")
    assert arrived(site) == 0

    choose(page, large)
    page.wait_for_selector("[data-upload-says] a")
    assert page.locator("[data-upload-says] a").inner_text() == "断网也能传的课"
