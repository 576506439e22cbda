"""The editor's buttons wait while a draft is saved by itself. The page is a bare form, the module is the real one."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.browser
MODULE = "courses/static/courses/saving.js"
FORM = f"""<!doctype html><title>new</title>
<form data-controller="w-unsaved w-autosave" method="post" action="/add/"><input name="title" value="a">
<button>save</button><button name="action-publish" value="yes">publish</button></form>
<script type="module" src="/{MODULE}"></script>"""


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    opened.posted = []

    def answer(route):
        path = route.request.url.removeprefix("http://editor.test")
        if route.request.method == "POST":
            opened.posted.append((path, parse_qs(route.request.post_data)))
            route.fulfill(content_type="text/html", body="<title>kept</title>")
        elif path == f"/{MODULE}":
            route.fulfill(content_type="text/javascript", body=Path(ROOT, MODULE).read_text())
        else:
            route.fulfill(content_type="text/html", body=FORM)

    opened.route("**/*", answer)
    opened.goto("http://editor.test/")
    yield opened
    opened.close()


def tell(page, name: str) -> bool:
    """Have the form hear of the autosave; whether it may go on."""
    event = f"new CustomEvent('w-autosave:{name}', {{ cancelable: true }})"
    return page.evaluate(f"() => document.forms[0].dispatchEvent({event})")


def test_a_button_pressed_while_a_draft_is_saved_goes_to_its_page(page):
    assert tell(page, "save")
    page.get_by_text("publish").click()
    page.evaluate("() => (document.querySelector('[name=action-publish]').disabled = true)")
    assert page.posted == []
    page.evaluate("() => (document.forms[0].action = '/7/edit/')")
    tell(page, "success")
    page.wait_for_function("() => document.title === 'kept'")
    assert page.posted == [("/7/edit/", {"title": ["a"], "action-publish": ["yes"]})]


@pytest.mark.parametrize("before", [[], ["save", "success"], ["save", "error"]])
def test_a_button_goes_at_once_when_nothing_is_being_saved(page, before):
    for name in before:
        tell(page, name)
    page.get_by_text("save").click()
    page.wait_for_function("() => document.title === 'kept'")
    assert page.posted == [("/add/", {"title": ["a"]})]


def test_no_draft_is_begun_once_a_button_is_pressed(page):
    page.evaluate("() => document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_text("save").click()
    assert not tell(page, "save")
