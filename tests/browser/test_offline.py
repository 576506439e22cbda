"""The roll in a village without network: it outlives a killed page, arrives once and overwrites nobody's word."""

import contextlib
import io
import sqlite3

import pytest
from PIL import Image
from playwright.sync_api import Error

from tests.browser import village
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import sign_in_officer

pytestmark = pytest.mark.browser
PAGE = "/teach/offline/"
SHELL_IS_KEPT = """async () => {
    const worker = await navigator.serviceWorker.getRegistration("/");
    const isAwake = Boolean(worker && worker.active && worker.active.state === "activated");
    return isAwake && Boolean(await caches.match("/teach/offline/", { cacheName: "xiangxue-roll-shell" }));
}"""
# A line that comes and goes while the page still reads the phone, and every count that is ever shown.
RESTLESS = """
    window.counts = [];
    document.addEventListener("DOMContentLoaded", () => {
        const slot = document.querySelector("#status [data-slot=waiting]");
        new MutationObserver(() => window.counts.push(slot.textContent)).observe(slot, { childList: true });
        for (const name of ["offline", "online", "offline"]) window.dispatchEvent(new Event(name));
    });
"""
WAITING, ARRIVED = "待上传", "已到服务器"


def take_along(page, held) -> None:
    """Sign in, open the page where there is network, and wait until the phone has all of it."""
    sign_in_officer(page, held.trainer)
    page.goto(PAGE)
    page.locator(f"a[href='#s{held.session}']").wait_for()
    page.locator("[data-part=kept]").wait_for()
    assert page.evaluate(SHELL_IS_KEPT), "the page says it is ready, and is not"


def open_roll(page, held) -> None:
    page.locator(f"a[href='#s{held.session}']").click()
    page.locator(".off-line").first.wait_for()


def line(page, held, name):
    return page.locator(f"#e{held.enrolments[name]}")


def mark(page, held, name, kind="present") -> None:
    row = line(page, held, name)
    if kind != "present":
        row.locator("[data-act=more]").click()
    row.locator(f"[data-mark={kind}]").click()
    row.locator(".badge").filter(has_text=WAITING).wait_for()


def let_in(page, name, phone) -> None:
    page.locator("[data-link=door]").click()
    page.fill("[name=name]", name)
    page.fill("[name=phone]", phone)
    page.select_option("[name=township]", index=1)
    page.select_option("[name=village]", index=1)
    page.check("[name=consent]")
    page.locator("main form button").click()
    page.locator(".off-door").filter(has_text=name).wait_for()


def signed_sheet(*, size=(1200, 900), taken="") -> dict:
    """A photo as an upload; `taken` as a camera writes it."""
    exif, file = Image.Exif(), io.BytesIO()
    if taken:
        exif.get_ifd(0x8769).update({0x9003: taken, 0x9011: "+08:00"})
    Image.effect_noise(size, 90).convert("RGB").save(file, "JPEG", exif=exif.tobytes())
    return {"name": "sheet.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def kill(page):
    """The browser's process of the page dies without a word; the page that opens afterwards is another one."""
    context = page.context
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()
    return context.new_page()


def on_the_server(site, held) -> list:
    """(kind, state) of each act of this session."""
    asked = "SELECT kind, state FROM trainees_operation WHERE session_id = ? ORDER BY kind, state"
    with sqlite3.connect(site.var / "xiangxue.sqlite3", timeout=30) as database:
        return database.execute(asked, [held.session]).fetchall()


def sheets_on_the_server(site, held) -> list:
    """When each filed photo was taken, by the camera; in universal time."""
    asked = "SELECT captured_at FROM trainees_evidenceitem WHERE session_id = ? ORDER BY captured_at"
    with sqlite3.connect(site.var / "xiangxue.sqlite3", timeout=30) as database:
        return [row[0] for row in database.execute(asked, [held.session])]


def roll_on_the_server(site, held) -> dict:
    """The mark that stands, by name."""
    asked = """
        SELECT trainees_trainee.name, mark FROM trainees_attendance
        JOIN trainees_enrolment ON trainees_enrolment.id = enrolment_id
        JOIN trainees_trainee ON trainees_trainee.id = trainee_id
        WHERE session_id = ? AND superseded_at IS NULL ORDER BY trainees_attendance.id"""
    with sqlite3.connect(site.var / "xiangxue.sqlite3", timeout=30) as database:
        return dict(database.execute(asked, [held.session]).fetchall())


def all_has_arrived(page) -> None:
    page.locator("[data-when=arrived]").wait_for()


def test_a_roll_outlives_the_page_and_arrives_once(visitor, site):
    held = village.make(site, "offline-one")
    page = visitor(PHONE)
    take_along(page, held)
    page.context.set_offline(True)
    page.reload()
    open_roll(page, held)
    mark(page, held, "丁一诺")
    mark(page, held, "卜二妹", "absent")
    let_in(page, "江门口", "13900020001")
    page.set_input_files("[data-act=sheet]", signed_sheet())
    page.locator(".off-door").nth(1).wait_for()
    mark(page, held, "方三好", "late")
    page.screenshot(path=site.var / "offline-roll.png", full_page=True)

    page = kill(page)
    page.add_init_script(RESTLESS)
    page.goto(PAGE)
    page.locator("[data-when=offline]").wait_for()
    page.locator("#status [data-when=waiting]").wait_for()
    assert set(page.evaluate("counts")) == {"5"}, "a phone full of records never says that it has none"
    open_roll(page, held)
    for name in ("丁一诺", "卜二妹", "方三好"):
        assert WAITING in line(page, held, name).inner_text()
    assert page.locator(".off-door").count() == 2
    assert "江门口" in page.locator(".off-doors").inner_text()
    assert on_the_server(site, held) == []

    page.context.set_offline(False)
    all_has_arrived(page)
    line(page, held, "丁一诺").locator(".badge").filter(has_text=ARRIVED).wait_for()
    arrived = [("mark", "arrived")] * 3 + [("sheet", "arrived"), ("walk_in", "arrived")]
    assert on_the_server(site, held) == arrived
    marks = {"丁一诺": "present", "卜二妹": "absent", "方三好": "late", "江门口": "present"}
    assert roll_on_the_server(site, held) == marks
    assert page.locator(".off-door").count() == 0
    assert page.locator(".off-line").count() == 5
    page.reload()
    all_has_arrived(page)
    assert on_the_server(site, held) == arrived


def test_two_different_words_are_shown_and_a_person_settles_them(visitor, site):
    held = village.make(site, "offline-two")
    page, desk = visitor(PHONE), visitor(DESK)
    take_along(page, held)
    page.context.set_offline(True)
    open_roll(page, held)
    mark(page, held, "丁一诺")
    mark(page, held, "吴四海")
    sign_in_officer(desk, "organiser")
    desk.goto(f"/teach/sessions/{held.session}/")
    desk.locator(f"#e{held.enrolments['吴四海']}").locator("button[value=absent]").first.click()
    desk.wait_for_load_state("networkidle")
    assert roll_on_the_server(site, held) == {"吴四海": "absent"}

    page.context.set_offline(False)
    page.locator("[data-when=attention]").wait_for()
    assert roll_on_the_server(site, held) == {"吴四海": "absent", "丁一诺": "present"}
    page.locator("a[href='#todo']").click()
    told = page.locator(".off-todo").inner_text()
    assert "吴四海" in told
    assert "商务局 田组织" in told
    page.screenshot(path=site.var / "offline-todo.png", full_page=True)

    page.locator("a[href='/teach/records/']").click()
    card = page.locator("article.card").filter(has_text="吴四海")
    card.locator("[name=word]").fill("问了本人，他一直在")
    card.locator("button[value=take]").click()
    page.locator("article.card").wait_for(state="detached")
    assert roll_on_the_server(site, held)["吴四海"] == "present"
    page.goto(PAGE)
    all_has_arrived(page)
    page.locator("[data-when=attention]").wait_for(state="hidden")


def test_records_of_a_dying_phone_are_brought_in_as_a_file(visitor, site, tmp_path):
    held = village.make(site, "offline-three")
    page, desk = visitor(PHONE), visitor(DESK)
    take_along(page, held)
    page.context.set_offline(True)
    open_roll(page, held)
    mark(page, held, "丁一诺")
    page.set_input_files("[data-act=sheet]", signed_sheet())
    page.locator(".off-door").first.wait_for()
    page.goto(PAGE)
    with page.expect_download() as saved:
        page.locator("[data-act=export]").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)

    sign_in_officer(desk, "organiser")
    for _twice in range(2):
        desk.goto("/teach/records/")
        desk.set_input_files("[name=file]", file)
        desk.locator("form[action$='/bring-in/'] button").click()
        desk.wait_for_url("**/teach/records/")
        assert "2 条" in desk.locator(".messages").inner_text()
    arrived = [("mark", "arrived"), ("sheet", "arrived")]
    assert on_the_server(site, held) == arrived
    assert roll_on_the_server(site, held) == {"丁一诺": "present"}

    page.context.set_offline(False)
    all_has_arrived(page)
    assert on_the_server(site, held) == arrived
    assert page.locator("[data-when=attention]").is_hidden()


def test_photos_taken_without_network_keep_the_time_of_the_camera(visitor, site):
    """One that is sent as it is, and one that is made smaller first."""
    held = village.make(site, "offline-four")
    page = visitor(PHONE)
    take_along(page, held)
    page.context.set_offline(True)
    open_roll(page, held)
    page.set_viewport_size(DESK)
    assert line(page, held, "丁一诺").locator("strong").bounding_box()["height"] < 40, "a name in pieces"
    small = signed_sheet(size=(800, 600), taken="2026:11:20 09:05:00")
    large = signed_sheet(size=(2600, 1900), taken="2026:11:20 15:40:00")
    assert len(small["buffer"]) < 700 * 1024 < len(large["buffer"])
    for number, sheet in enumerate((small, large)):
        page.set_input_files("[data-act=sheet]", sheet)
        page.locator(".off-door").nth(number).wait_for()
    page.context.set_offline(False)
    all_has_arrived(page)
    assert sheets_on_the_server(site, held) == ["2026-11-20 01:05:00", "2026-11-20 07:40:00"]
