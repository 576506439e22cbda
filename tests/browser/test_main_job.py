"""The main job, walked whole by real people's browsers: upload, teach, count, follow up, prove.

An organiser uploads a lecture and opens a class, a trainee learns and signs in, a trainer holds the sessions, follow-up
staff log a visit, and the figures, the certificate and the bureau's desk say what happened.
"""

import re
import subprocess
import time

import pytest

from lms.kit.clock import today
from tests.browser import material
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import address_in_qr, rows, settle_what_holds_back, sign_in_by_code, sign_in_officer
from tests.factories.people import id_number

pytestmark = pytest.mark.browser

COURSE = "短视频卖山货入门"
# Three people of the class: one comes by roster, learns and completes; one enrols alone; one stands at the door.
LAN, LAN_ID, LAN_PHONE = "田小兰", id_number(301, birth="19900412"), "13900010001"
QIANG, QIANG_ID, QIANG_PHONE = "彭自强", id_number(302, birth="19880730"), "13900010002"
DOOR, DOOR_PHONE = "向老根", "13900010003"


def test_main_job(site, visitor, tmp_path):
    organiser = visitor(DESK)
    sign_in_officer(organiser, "organiser")
    video = upload_lecture(organiser, tmp_path)
    write_course(organiser, video)
    material.put_off_todays_sessions(site)
    class_id = open_class(organiser)
    poor = poor_household(site)
    import_roster(organiser, class_id, tmp_path, poor)
    before = basic_person_times(organiser)

    lan, qiang = visitor(PHONE), visitor(PHONE)
    enrol_alone(qiang, site, class_id)
    claim_place(lan, site, class_id)
    watch_lesson(lan, class_id)

    trainer = visitor(PHONE)
    sign_in_officer(trainer, "trainer")
    past, present = sessions_of(site, class_id)
    hold_session(trainer, past)
    hold_session(trainer, present, trainee=lan)
    close_class(trainer, class_id)

    lan.goto(f"/classes/{class_id}/")
    assert lan.locator(".my-place .notice-good").is_visible()
    qiang.goto(f"/classes/{class_id}/")
    assert "80" in qiang.locator(".my-place .steps").inner_text()

    follow_up = visitor(PHONE)
    sign_in_officer(follow_up, "followup")
    visited = log_visit(follow_up, tmp_path)

    assert basic_person_times(organiser) == before + 1
    figures_equal_rows(organiser)
    code = issue_certificate(organiser, class_id, tmp_path)
    verify(visitor(PHONE), code)
    issue_outcome_certificate(organiser, site, visited)
    audit(visitor(DESK), LAN)
    look_in_public(visitor(PHONE))


# ---------------------------------------------------------------- organiser


def upload_lecture(page, folder) -> str:
    """Upload, watch the progress, and read the title of a video that is ready."""
    page.goto("/cms/videos/new/")
    page.fill("[name=title]", "三分钟拍好一条短视频")
    page.set_input_files("input[type=file]", material.lecture(folder))
    page.locator("main form [type=submit]").first.click()
    page.wait_for_selector(".desk-state-ready", timeout=120_000)
    return "三分钟拍好一条短视频"


def write_course(page, video) -> None:
    """A course page below the basic track: drafted, previewed, published."""
    page.goto(f"/cms/pages/add/courses/coursepage/{track_id(page)}/")
    page.fill("[name=title]", COURSE)
    page.fill("[name=summary]", "从选题到发货，学会用短视频卖自家山货")
    page.locator("#id_modules-ADD").click()
    page.fill("[name=modules-0-title]", "第一单元 拍摄")
    page.locator("#id_modules-0-lessons-ADD").click()
    page.fill("[name=modules-0-lessons-0-title]", "怎样拍")
    choice = page.locator("[name=modules-0-lessons-0-video]")
    choice.select_option(choice.locator("option", has_text=video).get_attribute("value"))
    page.locator(".action-save").first.click()
    page.wait_for_url(re.compile(r"/cms/pages/\d+/edit/"))
    edit = page.url
    page.goto(edit.replace("/edit/", "/view_draft/"))
    assert page.locator("h1").inner_text() == COURSE
    page.goto(edit)
    page.locator("[data-w-dropdown-target=toggle], .footer__container .w-dropdown__toggle").last.click()
    page.locator("[name=action-publish]").click()
    page.wait_for_load_state()
    page.goto("/basic/")
    page.locator("main a", has_text=COURSE).first.click()
    assert page.locator("h1").inner_text() == COURSE


def track_id(page) -> int:
    """The id of the basic track's page, from the explorer of the admin."""
    page.goto("/cms/")
    return page.evaluate(
        "fetch('/cms/api/main/pages/?type=courses.TrackPage&slug=basic').then(a => a.json()).then(a => a.items[0].id)"
    )


def open_class(page) -> int:
    """A class of the new course, in a room and online, with two sessions today; then opened for enrolment."""
    page.goto("/cms/classes/new/")
    page.select_option("[name=course]", label=COURSE)
    page.select_option("[name=mode]", "blended")
    trainer = page.locator("[name=trainer] option", has_text="向老师").first.get_attribute("value")
    page.select_option("[name=trainer]", trainer)
    day = today().isoformat()
    page.fill("[name=starts_on]", day)
    page.fill("[name=ends_on]", day)
    page.fill("[name=seats]", "20")
    for number, (start, end) in enumerate(material.hours_of_today()):
        row = f"sessions-{number}"
        page.fill(f"[name={row}-day]", day)
        page.fill(f"[name={row}-start]", start)
        page.fill(f"[name={row}-end]", end)
        page.select_option(f"[name={row}-venue]", index=1)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(re.compile(r"/cms/classes/.*\d+"))
    class_id = int(re.findall(r"\d+", page.url.split("/cms/classes/")[1])[0])
    page.goto(f"/cms/classes/{class_id}/")
    page.locator(f"form[action$='/classes/{class_id}/open/'] button").click()
    page.wait_for_selector(f"form[action$='/classes/{class_id}/open/']", state="detached")
    return class_id


def poor_household(site) -> tuple[str, str, str]:
    """Number, village and township of a poverty-registered household of the demo county."""
    return rows(
        site,
        "SELECT h.number, v.name, t.name FROM trainees_household h"
        " JOIN trainees_householdstatus s ON s.household_id = h.id AND s.kind = 'registered' AND s.valid_until IS NULL"
        " JOIN courses_region v ON v.code = h.region_id JOIN courses_region t ON t.code = v.parent_id"
        " ORDER BY h.number LIMIT 1",
    )[0]


def import_roster(page, class_id, folder, poor) -> None:
    """A dry run names the row that is wrong; the import brings in the one that is right."""
    household, village, township = poor
    people = [
        [LAN, LAN_ID, LAN_PHONE, township, village, household, "农村妇女"],
        ["李错号", material.wrong_id_number(303), "13900010009", township, village, "", ""],
    ]
    page.goto(f"/cms/classes/{class_id}/roster/")
    page.set_input_files("[name=file]", material.roster(folder, people))
    page.locator("main form[enctype] button").click()
    page.wait_for_selector("table.listing")
    assert page.locator("tr.desk-new").count() == 1
    assert id_number(303)[-1] in page.locator("tr.desk-refused td").last.inner_text()
    page.locator("form[action$='/import/'] button").click()
    page.wait_for_selector("form[action$='/import/']", state="detached")


# ---------------------------------------------------------------- trainees


def enrol_alone(page, site, class_id) -> None:
    """From the home page to a place in the class, for somebody nobody knew."""
    page.goto("/")
    assert page.locator("main a[href='/basic/'], main a[href='/practical/'], main a[href='/cadre/']").count() == 3
    page.locator("main a[href='/basic/']").first.click()
    page.locator("main a", has_text=COURSE).first.click()
    page.locator(f"main a[href='/classes/{class_id}/']").first.click()
    page.locator("main a[href*='login'], main a[href*='/accounts/']").first.click()
    sign_in_by_code(page, site, QIANG_PHONE)
    if "/me/join/" not in page.url:
        page.goto(f"/me/join/?next=/classes/{class_id}/")
    page.locator(".places a").first.click()
    page.fill("[name=name]", QIANG)
    page.fill("[name=id_number]", QIANG_ID)
    page.select_option("[name=village]", index=1)
    page.check("[name=consent]")
    page.locator("main form button").last.click()
    page.wait_for_url(f"**/classes/{class_id}/")
    page.locator(f"form[action$='/classes/{class_id}/enrol/'] button").first.click()
    page.wait_for_selector(".my-place")


def claim_place(page, site, class_id) -> None:
    """The roster knows her: four digits of her ID number make the place hers."""
    page.goto("/accounts/login/code/")
    sign_in_by_code(page, site, LAN_PHONE)
    page.goto(f"/me/join/?next=/classes/{class_id}/")
    page.fill("[name=proof]", LAN_ID[-4:])
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/classes/{class_id}/")
    assert page.locator(".my-place").is_visible()


def watch_lesson(page, class_id) -> None:
    """Watch at double speed, reload in between: what was seen stays and the lesson counts in the end."""
    page.locator(".my-place a.button-wide").click()
    lesson = page.url
    play(page, until=4)
    page.locator("video").evaluate("video => video.pause()")
    page.wait_for_selector("[data-seen-bar] rect", state="attached", timeout=15_000)
    page.goto(lesson)
    assert page.locator("[data-seen-bar] rect").count() >= 1
    begin = page.locator(".player-begin")
    assert "0:0" in begin.inner_text()
    play(page, until=11.5)
    page.wait_for_timeout(1500)
    deadline = time.monotonic() + 40
    while not page.locator(".seen .badge-good").is_visible():
        assert time.monotonic() < deadline, page.locator(".seen").inner_text()
        page.wait_for_timeout(2000)
        page.goto(lesson)


def play(page, *, until: float) -> None:
    page.locator(".player-begin").click()
    page.wait_for_function("until => document.querySelector('video').currentTime >= until", arg=until, timeout=60_000)


# ---------------------------------------------------------------- trainer


def sessions_of(site, class_id) -> list[int]:
    query = "SELECT id FROM courses_session WHERE training_class_id = ? ORDER BY starts_at"
    return [found for (found,) in rows(site, query, class_id)]


def hold_session(trainer, session: int, *, trainee=None) -> None:
    """The wall and a scan, else a mark; somebody by hand, somebody at the door, and the end."""
    trainer.goto("/teach/")
    assert trainer.locator(f"a[href='/teach/sessions/{session}/']").count() >= 1
    if trainee:
        trainer.goto(f"/teach/sessions/{session}/projector/")
        trainee.goto(address_in_qr(trainer, ".wall-code"))
        assert LAN in trainee.locator(".verdict-good h1").inner_text()

    trainer.goto(f"/teach/sessions/{session}/")
    if not trainee:
        trainer.locator(f".roll-line:has-text('{LAN}') button[value=present]").click()
    trainer.wait_for_selector(f".roll-line.is-present:has-text('{LAN}')")
    trainer.locator(f".roll-line:has-text('{QIANG}') button[value=late]").click()
    trainer.wait_for_selector(f".roll-line.is-present:has-text('{QIANG}')")
    if trainer.locator(f".roll-line:has-text('{DOOR}')").count() == 0:
        trainer.goto(f"/teach/sessions/{session}/walk-in/")
        trainer.fill("[name=name]", DOOR)
        trainer.fill("[name=phone]", DOOR_PHONE)
        trainer.select_option("[name=village]", index=1)
        trainer.check("[name=consent]")
        trainer.locator("main form button").last.click()
        trainer.wait_for_selector(f".roll-line.is-present:has-text('{DOOR}')")
    trainer.goto(f"/teach/sessions/{session}/close/")
    trainer.locator("main form button").first.click()
    trainer.wait_for_url(f"**/teach/sessions/{session}/")
    assert trainer.locator(".marks[hx-post]").count() == 0


def close_class(page, class_id) -> None:
    page.goto(f"/teach/classes/{class_id}/")
    page.locator("details.fold summary").last.click()
    page.locator(f"form[action$='/classes/{class_id}/close/'] button").click()
    page.wait_for_selector("details.fold", state="detached")
    for shown, who, other in (("complete", LAN, QIANG), ("short", QIANG, LAN)):
        page.goto(f"/teach/classes/{class_id}/?show={shown}")
        people = page.locator(".matrix").inner_text()
        assert who in people
        assert other not in people


# ---------------------------------------------------------------- follow-up, figures, papers


def log_visit(page, folder) -> str:
    """The first of the list is poverty-registered; the visit finds a shop. Returns the task's id."""
    page.goto("/follow-up/?overdue=1")
    page.goto("/follow-up/")
    first = page.locator(".due-row a.row-link").first
    assert first.locator(".badge-info").count() == 1
    task = first.get_attribute("href").strip("/").split("/")[-1]
    first.click()
    page.locator("label.pick:has([name=result][value=reached])").click()
    page.locator("details.fold summary").first.click()
    page.locator("label.pick:has([name=platform][value=pinduoduo])").click()
    page.fill("[name=shop_name]", "山里人腊肉铺")
    page.fill("[name=shop_address]", "https://shop.example/laruo")
    photo = folder / "shop.png"
    page.screenshot(path=photo)
    page.set_input_files("[name=photo]", photo)
    page.fill("[name=sales_yuan]", "1860.50")
    page.locator(".contact-save button").click()
    page.wait_for_url("**/follow-up/")
    assert page.locator(f".due-row a[href='/follow-up/{task}/']").count() == 0
    return task


def basic_person_times(page) -> int:
    page.goto("/figures/basic_person_times/")
    return int(page.locator("#equal").get_attribute("data-figure"))


def figures_equal_rows(page) -> None:
    """Every figure of the page opens to as many rows as it says."""
    page.goto("/figures/")
    codes = {
        address.split("/figures/")[1].split("/")[0]
        for address in page.eval_on_selector_all("main a[href*='/figures/']", "links => links.map(a => a.pathname)")
    } - {"", "export"}
    assert len(codes) >= 8, codes
    for code in sorted(codes):
        page.goto(f"/figures/{code}/")
        equal = page.locator("#equal")
        assert equal.get_attribute("data-figure") == equal.get_attribute("data-rows"), code


def issue_certificate(page, class_id, folder) -> str:
    """In bulk with progress; the PDF bears the exact name. Returns the code in its QR."""
    page.goto(f"/classes/{class_id}/certificates/")
    page.locator("form:has([name=kind][value=completion]) button").first.click()
    page.wait_for_selector("a[href$='/pdf/']", state="attached", timeout=60_000)
    address = page.locator("a[href$='/pdf/']").first.get_attribute("href")
    pdf = folder / "certificate.pdf"
    pdf.write_bytes(page.request.get(address).body())
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    assert LAN in text.split(), text
    fonts = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout
    assert all("yes yes yes" in font for font in fonts.splitlines()[2:]), fonts
    page.goto(f"/classes/{class_id}/certificates/")
    page.locator("form:has([name=kind][value=statement]) button").first.click()
    page.wait_for_selector("form:has([name=kind][value=statement])", state="detached")
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}", text)[0]


def verify(page, code) -> None:
    page.goto("/verify/")
    page.fill("[name=typed]", code.lower())
    page.locator("main form button").first.click()
    page.wait_for_selector(".notice-good")
    assert LAN in page.locator("main").inner_text()


def issue_outcome_certificate(page, site, task) -> None:
    """Who was found with a shop gets the recognition of online entrepreneurship, once no flag holds it back."""
    settle_what_holds_back(page, site, task)
    query = (
        "SELECT e.training_class_id FROM trainees_followuptask f JOIN trainees_enrolment e ON e.id = f.enrolment_id"
        " WHERE f.id = ?"
    )
    ((class_id,),) = rows(site, query, task.replace("-", ""))
    page.goto(f"/classes/{class_id}/certificates/")
    page.locator("form:has([name=kind][value=outcome]) button").first.click()
    page.wait_for_selector("main a[href$='/pdf/']", timeout=60_000)


# ---------------------------------------------------------------- bureau, public


def audit(page, name) -> None:
    """The bureau reads everything masked; one unmask with a reason shows the number and stands in the log."""
    sign_in_officer(page, "auditor")
    page.goto(f"/register/?q={name}")
    page.locator("main table a, main .row-link", has_text=name).first.click()
    assert LAN_ID not in page.content()
    page.goto(page.url.rstrip("/") + "/unmask/")
    page.check("[name=reason][value=sample]")
    page.fill("[name=note]", "抽样核对报名信息")
    page.locator("main form button").first.click()
    page.locator("main", has_text=LAN_ID).wait_for()
    page.goto("/office/events/")
    assert "抽样核对报名信息" in page.locator("main").inner_text()


def look_in_public(page) -> None:
    page.goto("/progress/")
    assert page.locator("main progress").count() >= 1
    assert LAN not in page.content()
