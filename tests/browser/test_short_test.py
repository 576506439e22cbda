"""A short test on a phone whose network fails, and on one without JavaScript: nothing answered is lost."""

import pytest
from playwright.sync_api import expect

from .conftest import PHONE

pytestmark = pytest.mark.browser


def begin(page) -> None:
    """From the learning page into the test of the class that goes on."""
    page.goto("/me/")
    page.get_by_role("link", name="第11期").first.click()
    page.locator("a[href$='/test/']").click()
    page.locator("main form button").first.click()
    page.wait_for_selector("form.test")


def answer(page, *, but: int = 0) -> int:
    """Choose something for every question but the last `but`; how many were answered."""
    questions = page.locator(".question")
    for number in range(questions.count() - but):
        question = questions.nth(number)
        places = question.locator("select")
        for place in range(places.count()):
            places.nth(place).select_option(str(place + 1))
        if not places.count():
            question.locator("input").first.check()
    return questions.count() - but


def test_answers_outlive_a_cut_line_and_a_reload(visitor, trainee_cookies):
    page = visitor(PHONE)
    page.context.add_cookies(trainee_cookies)
    begin(page)
    answered = answer(page)
    address = page.url
    page.context.set_offline(True)
    page.locator("form.test button").first.click()
    expect(page.locator("#no-network")).to_be_visible()
    page.context.set_offline(False)
    # The page sends by itself once the line is back.
    page.wait_for_selector("[data-handed-in]")
    assert page.url == address
    assert page.locator("ol.rows > li").count() == answered

    # The next attempt: the battery dies before anything is sent.
    begin(page)
    answer(page, but=1)
    page.reload()
    kept = page.locator(".question").first
    assert kept.locator("input:checked").count() or kept.locator("select").first.input_value()


def test_a_test_works_without_javascript(site, browser, trainee_cookies):
    context = browser.new_context(base_url=site.url, viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    context.add_cookies(trainee_cookies)
    page = context.new_page()
    try:
        begin(page)
        answer(page, but=1)
        page.locator("form.test button").first.click()
        expect(page.locator("[role=alert]")).to_be_visible()
        page.locator("button[name=anyway]").click()
        expect(page.locator("[data-handed-in]")).to_be_visible()
    finally:
        context.close()
