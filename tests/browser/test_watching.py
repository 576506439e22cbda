"""What is watched arrives: with the line cut, with the page killed, and after a question, answered or not."""

import re

import pytest

from tests.browser.lessons import forget_watching, open_lesson, play, video, wait_for

pytestmark = pytest.mark.browser
ASK_SOON = """
new MutationObserver((_changes, observer) => {
  const box = document.querySelector("[data-player]");
  if (!box) return;
  const checks = [{ gap: 2 }, { gap: 2, text: "3 + 4?", choices: [6, 7, 9], right: 7 }, { gap: 600 }];
  box.dataset.checks = JSON.stringify(checks);
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture(scope="module", autouse=True)
def nothing_watched(site):
    forget_watching(site)


def seen(page) -> int:
    """The seconds that count, as the page says."""
    minutes, seconds = re.search(r"(\d+):(\d\d)", page.locator("[data-seen]").inner_text()).groups()
    return 60 * int(minutes) + int(seconds)


def unseen(page) -> int:
    """Where the longest stretch begins that nobody has watched yet, other tests of the lesson included."""
    length = int(float(page.locator("[data-player]").get_attribute("data-length")))
    runs = page.evaluate("() => JSON.parse(document.querySelector('[data-player]').dataset.runs)")
    ends, starts = [0, *(last for _first, last in runs)], [*(first for first, _last in runs), length]
    return max(zip(ends, starts, strict=True), key=lambda gap: gap[1] - gap[0])[0]


def kept(page) -> int:
    """How many beats the phone still holds."""
    return page.evaluate(
        """() => new Promise((resolve) => {
          const opening = indexedDB.open("watched", 1);
          opening.onsuccess = () => {
            const counting = opening.result.transaction("watched").objectStore("watched").count();
            counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
          };
        })"""
    )


def until_kept(page, most: int) -> None:
    for _try in range(100):
        if kept(page) <= most:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{kept(page)} beats are still on the phone")


def test_what_is_left_on_the_phone_arrives_from_any_page(learner):
    page = learner
    open_lesson(page)
    play(page, until=6)
    page.context.set_offline(True)
    wait_for(page, 12)
    page.locator("video").evaluate("video => video.pause()")
    page.wait_for_timeout(500)
    assert kept(page) > 0
    page.goto("about:blank")
    page.context.set_offline(False)
    with page.expect_response(re.compile("/watch/")) as sent:
        page.goto("/progress/")
    assert sent.value.ok
    until_kept(page, 0)
    page.wait_for_function("() => localStorage.getItem('unsent') === null")


def test_what_was_watched_without_network_arrives_although_the_page_was_killed(learner):
    page = learner
    address = open_lesson(page)
    before = seen(page)
    play(page, until=6)
    page.context.set_offline(True)
    wait_for(page, 14)
    page.locator("video").evaluate("video => video.pause()")
    page.wait_for_function("() => document.querySelector('[data-player-note]').textContent.includes('网络')")
    assert kept(page) > 0
    page.close(run_before_unload=False)

    page = learner.context.new_page()
    page.context.set_offline(False)
    page.goto(f"/{address}")
    page.wait_for_function("() => !document.querySelector('[data-seen]').textContent.startsWith('0:00')")
    until_kept(page, 0)
    page.reload()
    assert seen(page) >= max(before, 13)
    assert page.locator("[data-uncounted]").is_hidden()


def test_a_page_killed_while_playing_loses_a_few_seconds_at_most(learner):
    page = learner
    address = open_lesson(page)
    page.context.set_offline(False)
    play(page, until=1)
    page.locator("video").evaluate("video => (video.currentTime = 20)")
    wait_for(page, 32)
    page.context.set_offline(True)
    page.close(run_before_unload=False)

    page = learner.context.new_page()
    page.context.set_offline(False)
    page.goto(f"/{address}")
    page.wait_for_timeout(61_000)  # the killed page could still have been alive until then
    page.reload()
    until_kept(page, 0)
    page.reload()
    runs = page.evaluate("() => JSON.parse(document.querySelector('[data-player]').dataset.runs)")
    assert any(first <= 20 and last >= 26 for first, last in runs)


def test_a_question_is_answered_with_the_keyboard_and_missed_kindly(learner):
    page = learner
    page.add_init_script(ASK_SOON)
    open_lesson(page)
    play(page, until=1)
    sheet = page.get_by_role("alertdialog")
    sheet.wait_for()
    assert sheet.get_by_role("button", name="我在看").evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    sheet.wait_for(state="hidden")
    assert not video(page, "paused")
    page.locator("video").evaluate("(video, at) => (video.currentTime = at)", unseen(page))

    sheet.wait_for()
    for wrong in ("6", "9", "6"):
        sheet.get_by_role("button", name=wrong, exact=True).click()
    assert "暂停" in sheet.inner_text()
    assert video(page, "paused")
    sheet.get_by_role("button", name="继续", exact=True).click()
    sheet.wait_for(state="hidden")
    assert not video(page, "paused")
    page.locator("[data-uncounted]").wait_for()
    assert "您还在看吗" in page.locator("[data-uncounted]").inner_text()


def test_a_touch_on_what_is_missing_plays_from_there(learner):
    page = learner
    open_lesson(page)
    at = unseen(page)
    page.locator(f"[data-missing] [data-jump='{at}']").click()
    page.wait_for_function("at => document.querySelector('video').currentTime > at", arg=at, timeout=30_000)
    assert video(page, "currentTime") < at + 20
