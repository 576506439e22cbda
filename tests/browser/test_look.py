"""What every page owes its reader: nothing serious for axe-core, nothing wider than the phone, targets a thumb hits,
large type that is large, a first load that a thin network carries, and sense without JavaScript.
"""

import pytest

from lms.demo.accounts import PASSWORD, TRAINEE_PHONE
from tests.browser.conftest import DESK, PHONE
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
ENTRANCE = "/accounts/login/code/"
PAGES = {
    "": ["/", "/practical/", ENTRANCE, "/accounts/login/", "/progress/", "/verify/"],
    TRAINEE_PHONE: ["/", "/me/", "/accounts/"],
    "trainer": ["/teach/", "/teach/sheets/", "/teach/records/", "/teach/offline/"],
    "followup": ["/follow-up/"],
    "auditor": ["/office/", "/figures/", "/register/", "/office/events/", "/certificates/"],
}
# Pages with a number in their address: where a link to one stands, and which link it is.
FURTHER = {
    TRAINEE_PHONE: [("/", "a[href^='/classes/']"), ("/me/", "a[href*='/lessons/']")],
    "trainer": [("/teach/", "main a[href$='/projector/']"), ("/teach/", "main a[href^='/teach/sessions/']")],
    "followup": [("/follow-up/", "main a.row-link")],
    "auditor": [("/register/", "main td a, main th a"), ("/figures/", "main a[href^='/figures/cadre']")],
}
# Links inside sentences and tables may be as low as their line (WCAG 2.2, 2.5.8).
LOW_TARGETS = """least => [...document.querySelectorAll("a, button, select, textarea, summary, input")]
  .filter(e => !(e.tagName === "A" && e.closest("p, td, th, dd, .rich, .breadcrumb, .notice")))
  .filter(e => !["checkbox", "radio", "hidden"].includes(e.type))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width && box.height && box.bottom > 0 && box.height < least - 0.5)
  .map(([e, box]) => `${e.outerHTML.slice(0, 100)} is ${Math.round(box.height)} px high`)"""
# A table that is cards on a phone needs no scrolling.
WIDE_CARDS = """() => innerWidth > 799 ? [] : [...document.querySelectorAll(".table-scroll:has(.table-cards)")]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => `cards are ${e.scrollWidth} px wide`)"""
# Parts with an edge of their own keep a distance.
TOUCHING = """() => {
  const edged = "button card notice fold stat table-scroll empty rows".split(" ").map(name => `main .${name}`).join();
  const parts = [...document.querySelectorAll(edged)].filter(e => e.checkVisibility());
  const box = e => e.getBoundingClientRect();
  const beside = (a, b) => box(a).left < box(b).right && box(b).left < box(a).right;
  const touch = (a, b) => Math.abs(box(b).top - box(a).bottom) < 3 && beside(a, b);
  return parts.flatMap(a => parts.filter(b => a !== b && !a.contains(b) && !b.contains(a) && touch(a, b))
    .map(b => `${a.className} touches ${b.className}`));
}"""
SMALL_TEXT = """() => {
  const small = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    const seen = texts.currentNode.textContent.trim() && parent.getClientRects().length;
    if (!seen || size >= 18 || parent.closest(".visually-hidden, script, svg")) continue;
    small.add(`${parent.outerHTML.slice(0, 100)}: ${size}`);
  }
  return [...small];
}"""


def sign_in(page, who):
    if who.isdigit():
        page.goto(ENTRANCE)
        page.fill("[name=phone]", who)
        page.click("main form button")
        page.fill("[name=code]", page.inner_text("#demo-code"))
    elif who:
        page.goto("/accounts/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", PASSWORD)
    if who:
        page.click("main form button")
        page.wait_for_selector(".menu")


def serious(page):
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [
        f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.fixture(scope="module")
def tickets(trainee_cookies):
    """Who has signed in → their cookies."""
    return {TRAINEE_PHONE: trainee_cookies}


@pytest.fixture
def look(visitor, tickets):
    """Opens every page of one person in one way and gathers what is wrong with it."""

    def walk(who, *, viewport=PHONE, dark=False, large=False):
        page = visitor(viewport)
        page.emulate_media(color_scheme="dark" if dark else "light")
        if who in tickets:
            page.context.add_cookies(tickets[who])
        else:
            sign_in(page, who)
            tickets[who] = page.context.cookies()
        page.goto("/")
        if large:
            page.click(".bottom form button")
        paths, wrong = list(PAGES[who]), []
        for path, link in FURTHER.get(who, []):
            page.goto(path)
            paths.append(page.locator(link).first.get_attribute("href"))
        for path in paths:
            page.goto(path)
            wrong += serious(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            wrong += [f"{path} is {wide} px wide"] if wide > viewport["width"] else []
            wrong += [f"{path}: {cards}" for cards in page.evaluate(WIDE_CARDS)]
            wrong += [f"{path}: {parts}" for parts in page.evaluate(TOUCHING)]
            wrong += [f"{path}: {low}" for low in page.evaluate(LOW_TARGETS, 60 if large else 44)]
            wrong += [f"{path}: {small}" for small in (page.evaluate(SMALL_TEXT) if large else [])]
        return wrong

    return walk


@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_fit_for_a_phone(look, who):
    assert look(who) == []


@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_fit_for_a_desk_in_the_dark(look, who):
    assert look(who, viewport=DESK, dark=True) == []


@pytest.mark.parametrize("who", PAGES)
def test_large_type_is_large(look, who):
    assert look(who, large=True) == []


def test_first_load_of_the_home_page_is_at_most_60_kb(visitor):
    page = visitor()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes, images = {}, set()
    network.on("Network.responseReceived", lambda e: images.add(e["requestId"]) if e["type"] == "Image" else None)
    network.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    page.goto("/", wait_until="networkidle")
    assert 0 < sum(size for request, size in sizes.items() if request not in images) <= 60_000


@pytest.fixture
def plain_page(browser, site):
    """A phone whose browser runs no JavaScript."""
    context = browser.new_context(base_url=site.url, viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_reads_and_signs_in_without_javascript(plain_page):
    page = plain_page
    page.goto("/")
    page.click(".tracks a")
    page.click(".rows a")
    assert page.inner_text("#syllabus")
    sign_in(page, TRAINEE_PHONE)
    page.goto("/me/")
    assert page.inner_text("h1")
    page.click(".menu summary")
    page.click(".menu-panel button")
    page.goto("/")
    assert page.locator(".menu").count() == 0
