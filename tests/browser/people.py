"""What the people of the browser tests do again and again: sign in, scan, open a page of the admin."""

import io

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
    """By the code of a text message, from wherever the entrance is shown."""
    page.fill("[name=phone]", phone)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("[name=code]")
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
