"""The organiser's desk on a phone: lists are cards, forms fit, nothing is broken letter by letter."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.people import sign_in_officer

pytestmark = pytest.mark.browser
PAGES = [
    "/cms/programmes/",
    "/cms/classes/",
    "/cms/scopes/",
    "/cms/designs/",
    "/cms/poor-villages/",
    "/cms/venues/",
    "/cms/trainers/",
    "/cms/questions/",
    "/cms/videos/",
    "/cms/question-numbers/",
    "/cms/classes/new/",
]
# Pages with a number in their address: the list that leads there, and what follows the number.
FURTHER = [
    ("/cms/designs/", ""),
    ("/cms/programmes/", ""),
    ("/cms/classes/", ""),
    ("/cms/classes/", "people/"),
    ("/cms/trainers/", ""),
]
# Words on three lines and more with hardly three letters each, and what ends beyond the right edge of the phone.
BROKEN = """() => {
  const found = new Set();
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), holder = texts.currentNode.parentElement;
    if (!text || !holder.checkVisibility() || holder.closest("header, script")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const boxes = [...range.getClientRects()].filter(box => box.width > 1);
    const lines = new Set(boxes.map(box => Math.round(box.top))).size;
    if (lines > 2 && text.length / lines < 3.2) found.add(`${text.slice(0, 20)} on ${lines} lines`);
    if (boxes.some(box => box.right > innerWidth + 1)) found.add(`${text.slice(0, 20)} is cut`);
  }
  for (const field of document.querySelectorAll("main :is(input, select, textarea)")) {
    if (field.checkVisibility() && field.getBoundingClientRect().right > innerWidth) found.add(`${field.name} is cut`);
  }
  return [...found];
}"""


def test_nothing_is_broken_or_cut(visitor):
    page = visitor(PHONE)
    sign_in_officer(page, "organiser")
    paths, wrong = list(PAGES), []
    for path, more in FURTHER:
        page.goto(path)
        paths.append(page.locator("td.title a").first.get_attribute("href") + more)
    for path in paths:
        page.goto(path)
        wrong += [f"{path}: {one}" for one in page.evaluate(BROKEN)]
    assert wrong == []
