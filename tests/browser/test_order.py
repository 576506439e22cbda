"""A course that is watched in order the first time: a leap ahead comes back, everything else goes as always."""

import contextlib
import sqlite3

import pytest

from tests.browser.lessons import forget_watching, open_lesson, play, video, wait_for

pytestmark = pytest.mark.browser
FAR = 60


@pytest.fixture(scope="module", autouse=True)
def nothing_watched(site):
    forget_watching(site)


@pytest.fixture
def in_order(site):
    """All courses are watched in order while the test lasts."""
    _set_order(site, True)
    yield
    _set_order(site, False)


def _set_order(site, on: bool) -> None:
    with contextlib.closing(sqlite3.connect(site.var / "xiangxue.sqlite3", timeout=30)) as database, database:
        database.execute("UPDATE courses_coursepage SET is_watched_in_order = ?", [on])


def leap(page, second: float) -> None:
    page.locator("video").evaluate("(video, at) => (video.currentTime = at)", second)


def settled(page, after: float = 0) -> float:
    """Where it plays once a leap has come to rest."""
    page.wait_for_function(
        "after => { const video = document.querySelector('video');"
        " return !video.seeking && video.readyState > 2 && video.currentTime > after; }",
        arg=after,
    )
    return video(page, "currentTime")


def test_a_leap_ahead_comes_back_and_what_was_seen_is_free(learner, in_order):
    page = learner
    open_lesson(page)
    play(page, until=9)
    note = page.locator("[data-player-note]")
    leap(page, FAR)
    note.wait_for(state="visible")
    assert "按顺序" in note.inner_text()
    assert 8 < settled(page) < 20
    page.wait_for_timeout(1500)  # what loads meanwhile does not take the sentence away
    assert note.is_visible()

    leap(page, 2)
    note.wait_for(state="hidden")
    assert 2 <= settled(page, 2) < 6
    leap(page, 5.5)
    assert 5.5 <= settled(page, 5.5) < 9
    assert note.is_hidden()
    leap(page, 1)
    leap(page, FAR)  # at once, and while nothing plays yet where it went back to
    note.wait_for(state="visible")
    assert settled(page) < 20
    wait_for(page, 12)
    assert video(page, "currentTime") < 30


def test_a_course_in_no_order_lets_go_anywhere(learner):
    page = learner
    open_lesson(page)
    play(page, until=1)
    leap(page, FAR)
    wait_for(page, FAR + 1)
    assert video(page, "currentTime") < FAR + 15
    assert page.locator("[data-player-note]").is_hidden()
