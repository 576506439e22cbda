"""A passkey in a real browser: set up, signing in by it alone, as the second factor; and a recovery code, once."""

import pytest

from lms.demo.accounts import PASSWORD

from .conftest import DESK

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(visitor, site):
    """A browser with a key of its own. Keys belong to a name, and an address by numbers has none."""
    page = visitor(DESK)
    page.home = site.url.replace("127.0.0.1", "localhost")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def send_password(page):
    page.goto(f"{page.home}/accounts/login/")
    page.fill("[name=login]", "township")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/accounts/login" not in address)


def sign_out(page):
    page.goto(f"{page.home}/accounts/logout/")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/accounts/logout" not in address)


def set_up_a_key(page) -> list[str]:
    """Add a passkey; the recovery codes that are shown once."""
    page.goto(f"{page.home}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.locator("main button[type=submit]").first.click()
    page.fill("main [name=name]", "办公室电脑")
    page.check("main [name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    return page.locator(".factor-codes li").all_inner_texts()


def test_a_passkey_and_a_recovery_code_let_their_owner_in(page):
    send_password(page)
    codes = set_up_a_key(page)
    assert len(codes) == 10
    page.goto(f"{page.home}/accounts/2fa/webauthn/")
    assert "办公室电脑" in page.inner_text("main")

    sign_out(page)
    page.goto(f"{page.home}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/office/")

    sign_out(page)
    send_password(page)
    assert "/2fa/authenticate/" in page.url
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/office/")

    for attempt, wanted in ((codes[0], "/office/"), (codes[0], "/2fa/authenticate/")):
        sign_out(page)
        send_password(page)
        page.fill("main [name=code]", attempt)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        assert page.url.endswith(wanted)
