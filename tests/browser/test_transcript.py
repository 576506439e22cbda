"""What is said, below the video: a word is found, marked and gone to. The page is the real template and module."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

from media.domain.captions import Cue
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
SAID = ["今天讲怎样开网店", "先选产品，再拍照片", "价格要写清楚", "网店每天要看消息 <b>A</b>"]
MODULE = "media/static/media/transcript.js"
START = f"""
import {{ followTranscript }} from "/{MODULE}";
const video = {{ readyState: 1, play: () => Promise.resolve(), set currentTime(value) {{ document.title = value; }} }};
followTranscript(video, () => {{}});
document.body.dataset.ready = "yes";
"""


@pytest.fixture
def page(browser):
    cues = [Cue(start=10 * number, end=10 * number + 9, text=line) for number, line in enumerate(SAID)]
    body = render_to_string("trainees/_transcript.html", {"cues": cues})
    answers = {
        "/": ("text/html; charset=utf-8", f"<!doctype html>{body}<script type=module src=/start.js></script>"),
        "/start.js": ("text/javascript", START),
        f"/{MODULE}": ("text/javascript", Path(ROOT, MODULE).read_text()),
    }

    def answer(route):
        kind, text = answers.get(route.request.url.removeprefix("http://lesson.test"), ("text/plain", ""))
        route.fulfill(content_type=kind, body=text)

    opened = browser.new_page()
    opened.route("**/*", answer)
    opened.goto("http://lesson.test/")
    opened.wait_for_selector("body[data-ready]")
    opened.locator("summary").click()
    yield opened
    opened.close()


def lines(page) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in page.locator("ol li:visible").all_inner_texts()]


def test_a_word_is_found_marked_and_gone_to(page):
    page.fill("[type=search]", "网店")
    assert lines(page) == [SAID[0], SAID[3]]
    assert page.locator("mark").all_inner_texts() == ["网店", "网店"]
    assert "2" in page.locator("[role=status]").inner_text()
    page.locator("ol li:visible button").last.click()
    assert page.title() == "30"
    page.fill("[type=search]", "价格")
    page.press("[type=search]", "Enter")
    assert page.title() == "20"
    page.fill("[type=search]", "")
    assert lines(page) == SAID
    assert page.locator("mark").count() == 0
    assert page.locator("[role=status]").inner_text() == ""


def test_a_word_nobody_said_and_markup_change_nothing(page):
    page.fill("[type=search]", "没有说过")
    assert lines(page) == []
    assert "0" in page.locator("[role=status]").inner_text()
    page.fill("[type=search]", "<b>a")
    assert lines(page) == [SAID[3]]
    assert page.locator("ol b").count() == 0
