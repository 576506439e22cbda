"""Who was there: by the code on the wall, by a card before the camera, by a photo of the signed sheet."""

import subprocess

import pytest

from tests.browser.conftest import PHONE, is_error
from tests.browser.people import address_in_qr, sign_in_by_code, sign_in_officer
from tests.browser.sessions import PHONE_NUMBER, hold_now

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def held(site):
    return hold_now(site)


def printed(page, address: str, folder, name: str):
    """The first page of a PDF as a picture."""
    answer = page.request.get(address)
    assert answer.status == 200
    (folder / f"{name}.pdf").write_bytes(answer.body())
    drawn = folder / name
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", folder / f"{name}.pdf", drawn], check=True)
    return drawn.with_suffix(".png")


def test_scan_of_the_wall_survives_the_sign_in(site, visitor, held):
    trainer, phone = visitor(PHONE), visitor(PHONE)
    sign_in_officer(trainer, "trainer")
    trainer.goto(f"/teach/sessions/{held.session}/projector/")

    phone.goto(address_in_qr(trainer, ".wall-code"))
    sign_in_by_code(phone, site, PHONE_NUMBER)

    phone.wait_for_selector(".verdict-good")
    assert held.family in phone.locator(".verdict-good h1").inner_text()
    trainer.goto(f"/teach/sessions/{held.session}/")
    assert trainer.locator(f".roll-line.is-present:has-text('{held.family}')").count() == 1


def film(picture, folder):
    """What a camera would film that looks at the card: the lower corner of a sheet of eight, a little turned."""
    path = folder / "card.mjpeg"
    looks = "crop=760:560:50:60,rotate=0.06:fillcolor=gray,scale=640:480:force_original_aspect_ratio=decrease"
    frame = f"{looks},pad=640:480:(ow-iw)/2:(oh-ih)/2:gray"
    command = ["ffmpeg", "-v", "error", "-loop", "1", "-i", picture, "-t", "2", "-r", "10", "-vf", frame]
    subprocess.run([*command, "-pix_fmt", "yuvj420p", "-q:v", "3", path], check=True)
    return path


@pytest.fixture
def with_camera(browser_type, browser_type_launch_args, site):
    """`with_camera(film)` gives a page whose camera shows a film. Console errors fail the test."""
    opened, errors = [], []

    def open_page(path):
        look = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        args = [*browser_type_launch_args["args"], *look, f"--use-file-for-fake-video-capture={path}"]
        browser = browser_type.launch(**browser_type_launch_args | {"args": args})
        opened.append(browser)
        context = browser.new_context(base_url=site.url, viewport=PHONE, locale="zh-CN", permissions=["camera"])
        page = context.new_page()
        page.on("console", lambda message: is_error(message) and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for browser in opened:
        browser.close()
    assert errors == []


def test_camera_reads_a_printed_card(visitor, with_camera, held, tmp_path):
    desk = visitor(PHONE)
    sign_in_officer(desk, "trainer")
    sheet = printed(desk, f"/teach/classes/{held.training_class}/cards.pdf", tmp_path, "cards")

    phone = with_camera(film(sheet, tmp_path))
    sign_in_officer(phone, "trainer")
    phone.goto(f"/teach/sessions/{held.session}/cards/")
    phone.locator("[data-start]").click()
    phone.wait_for_selector("[data-said] .card-new.notice-good", timeout=60_000)

    name = phone.locator("[data-said] .card-new.notice-good span").first.inner_text().partition("：")[0]
    desk.goto(f"/teach/sessions/{held.session}/")
    line = desk.locator(f".roll-line.is-present:has-text('{name}')")
    assert "学员卡" in line.inner_text()
    phone.locator("[data-stop]").click()
    phone.locator("[data-said] .card-undo button").first.click()
    phone.wait_for_load_state()
    desk.reload()
    assert desk.locator(f".roll-line.is-present:has-text('{name}')").count() == 0


def test_camera_reads_a_card_without_network(visitor, with_camera, held, tmp_path):
    desk = visitor(PHONE)
    sign_in_officer(desk, "trainer")
    sheet = printed(desk, f"/teach/classes/{held.training_class}/cards.pdf", tmp_path, "cards")

    phone = with_camera(film(sheet, tmp_path))
    sign_in_officer(phone, "trainer")
    phone.goto("/teach/offline/")
    phone.wait_for_selector("#status [data-when=arrived]:not([hidden])", timeout=60_000)
    phone.goto(f"/teach/offline/#s{held.session}-cards")
    phone.wait_for_function("navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    phone.wait_for_timeout(3000)  # the worker keeps the reader of codes, too
    phone.context.set_offline(True)
    phone.locator("[data-act=camera]").click()
    phone.wait_for_selector("[data-said] .notice-good", timeout=60_000)
    name = phone.locator("[data-said] .notice-good strong").first.inner_text()
    phone.goto("/teach/offline/#")
    phone.context.set_offline(False)
    phone.wait_for_selector("#status [data-when=arrived]:not([hidden])", timeout=60_000)

    desk.goto(f"/teach/sessions/{held.session}/")
    assert "学员卡" in desk.locator(f".roll-line.is-present:has-text('{name}')").inner_text()


def test_photo_of_the_signed_sheet_is_filed_by_its_code(visitor, held, tmp_path):
    page = visitor(PHONE)
    sign_in_officer(page, "trainer")
    sheet = printed(page, f"/teach/sessions/{held.session}/sheet.pdf", tmp_path, "sheet")
    photo, blank = tmp_path / "IMG_2.jpg", tmp_path / "IMG_3.jpg"
    shot = ["-vf", "rotate=0.05:fillcolor=gray", "-q:v", "4"]
    subprocess.run(["ffmpeg", "-v", "error", "-i", sheet, *shot, photo], check=True)
    cut = ["-vf", "crop=iw:ih/2:0:ih/2", "-q:v", "4"]
    subprocess.run(["ffmpeg", "-v", "error", "-i", sheet, *cut, blank], check=True)

    page.goto("/teach/sheets/")
    page.set_input_files("#files", [photo, blank])
    page.locator("form[data-upload] button.button").last.click()
    page.wait_for_selector(".sheet-waiting img")

    assert "第 1 页" in page.locator(".notice-good").inner_text()
    page.select_option(".sheet-waiting select", str(held.session))
    page.locator(".sheet-waiting button:not([name=drop])").click()
    page.wait_for_selector(".sheet-waiting", state="detached")
    assert page.locator("a.row-link[href^='/evidence/']").count() >= 2
