"""What the people of the browser tests do again and again: sign in, scan, open a page of the admin."""

import io
import sqlite3

import zxingcpp
from PIL import Image

from lms.demo.accounts import PASSWORD


def sign_in_officer(page, username: str) -> None:
    """By name and password, as officers do."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/accounts/login" not in address)


def sign_in_by_code(page, site, phone: str) -> None:
    """By the code of a text message, from wherever the entrance is shown.

    A number gets three codes a minute: who comes fourth, in another test, waits as a person would.
    """
    for _try in range(4):
        page.fill("[name=phone]", phone)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        if page.locator("[name=code]").count():
            break
        page.wait_for_timeout(20_000)
    page.fill("[name=code]", site.sms_code(phone))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("[name=code]", state="detached")


def address_in_qr(page, selector: str) -> str:
    """The address in the QR code shown at `selector`, read from its picture."""
    page.wait_for_selector(f"{selector} svg")
    picture = Image.open(io.BytesIO(page.locator(selector).screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert found, "no QR code can be read from the picture"
    return found[0].text


def rows(site, query: str, *values) -> list[tuple]:
    """Rows of the site's database, read only."""
    with sqlite3.connect(f"file:{site.var / 'xiangxue.sqlite3'}?mode=ro", uri=True) as database:
        return database.execute(query, values).fetchall()


def settle_what_holds_back(page, site, task) -> None:
    """A word of the organiser on every open critical flag on the person visited, or on their class."""
    query = """
        SELECT DISTINCT flag.id FROM trainees_anomalyflag flag
        LEFT JOIN trainees_flagsubject subject ON subject.flag_id = flag.id
        JOIN trainees_followuptask task ON task.id = ?
        JOIN trainees_enrolment place ON place.id = task.enrolment_id
        WHERE flag.state = 'open' AND flag.severity = 'critical' AND (subject.enrolment_id = place.id
            OR subject.trainee_id = place.trainee_id OR flag.training_class_id = place.training_class_id)
    """
    for (flag,) in rows(site, query, task.replace("-", "")):
        page.goto(f"/flags/{flag}/")
        page.fill("[name=text]", "已电话核实，情况属实")
        page.locator("button[name=act][value=explain]").click()
        page.wait_for_load_state()
        assert page.locator(".timeline-item", has_text="已电话核实").count() == 1
