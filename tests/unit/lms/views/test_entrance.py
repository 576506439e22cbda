"""The way in: type the number, type the code; every wrong turn has its sentence and keeps `next`."""

import re
import time

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from lms.kit import sms
from tests.factories import places

pytestmark = pytest.mark.django_db
ENTRANCE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
WANTED = "/s/some-token/?d=1"


class Outbox:
    """A gateway that keeps what it was given."""

    sent = []

    def send(self, phone, text):
        self.sent.append((phone, text))


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.SMS_GATEWAY = f"{__name__}.Outbox"
    settings.LANGUAGE_CODE = "en"
    Outbox.sent = []
    return Outbox.sent


def newest_code():
    return re.search(r"\d{6}", Outbox.sent[-1][1])[0]


def ask(client, phone="13812345678", wanted=WANTED):
    return client.post(ENTRANCE, {"phone": phone, "next": wanted})


def wrong_code():
    return "000000" if newest_code() != "000000" else "111111"


def test_signs_in_a_new_number_and_keeps_the_wanted_page(client):
    asked = ask(client)
    assert asked.status_code == 302
    assert asked["Location"].startswith(CONFIRM)
    assert "next=%2Fs%2Fsome-token" in asked["Location"]
    page = client.get(asked["Location"])
    assert f'name="next" value="{WANTED}"' in page.text
    answer = client.post(CONFIRM, {"code": newest_code(), "next": WANTED})
    assert answer["Location"] == WANTED
    user = get_user_model().objects.get()
    assert user.phone == "+8613812345678"
    assert user.phone_verified
    assert not user.has_usable_password()
    assert "138" not in user.username
    assert client.session["_auth_user_id"] == str(user.pk)


def test_leads_to_start_when_no_page_was_wanted(client):
    client.post(ENTRANCE, {"phone": "13812345678"})
    assert client.post(CONFIRM, {"code": newest_code()})["Location"] == reverse("start")


def test_ignores_a_wanted_page_on_another_host(client):
    ask(client, wanted="https://evil.example/")
    answer = client.post(CONFIRM, {"code": newest_code(), "next": "https://evil.example/"})
    assert answer["Location"] == reverse("start")


def test_finds_the_same_user_however_the_number_is_typed(client):
    for typed in ("138 1234 5678", "+86 138-1234-5678", "１３８１２３４５６７８"):
        assert ask(client, typed).status_code == 302
    assert get_user_model().objects.count() == 1
    assert {phone for phone, _ in Outbox.sent} == {"+8613812345678"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1381234567", "This is not a mobile number"),
        ("0743-5223344", "This is not a mobile number"),
        ("not a number", "This is not a phone number"),
        ("", "This field is required"),
        ("1" * 500, "This is not a phone number"),
        ("<script>", "This is not a phone number"),
    ],
)
def test_refuses_what_is_no_mobile_number(client, outbox, typed, sentence):
    answer = ask(client, typed)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert not outbox
    assert not get_user_model().objects.exists()


def test_shows_the_number_masked_only(client):
    page = client.get(ask(client)["Location"]).text
    assert "138****5678" in page
    assert "13812345678" not in page


def test_takes_a_code_with_spaces_and_full_width_digits(client):
    ask(client)
    wide = newest_code().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert client.post(CONFIRM, {"code": f" {wide[:3]} {wide[3:]} ", "next": WANTED})["Location"] == WANTED


def test_ends_after_five_wrong_codes_and_keeps_the_wanted_page(client):
    ask(client)
    good, wrong = newest_code(), wrong_code()
    for _ in range(4):
        answer = client.post(CONFIRM, {"code": wrong, "next": WANTED})
        assert answer.status_code == 200
        assert "This code is wrong" in answer.text
    answer = client.post(CONFIRM, {"code": wrong, "next": WANTED})
    assert answer["Location"].startswith(f"{ENTRANCE}?next=%2Fs%2F")
    assert "Too many wrong tries" in client.get(answer["Location"]).text
    late = client.post(CONFIRM, {"code": good, "next": WANTED})
    assert late["Location"].startswith(ENTRANCE)
    assert "_auth_user_id" not in client.session


def test_refuses_a_code_that_is_too_old(client, monkeypatch):
    ask(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    answer = client.post(CONFIRM, {"code": newest_code(), "next": WANTED})
    assert answer["Location"].startswith(f"{ENTRANCE}?next=%2Fs%2F")
    assert "no longer valid" in client.get(answer["Location"]).text


def test_explains_the_confirm_page_without_a_code(client):
    answer = client.get(CONFIRM)
    assert answer["Location"] == ENTRANCE
    assert "no longer valid" in client.get(ENTRANCE).text


def test_sends_another_code_and_only_the_newest_works(client):
    ask(client)
    first = newest_code()
    answer = client.post(CONFIRM, {"action": "resend", "next": WANTED})
    assert "next=" in answer["Location"]
    assert len(Outbox.sent) == 2
    if newest_code() != first:
        assert client.post(CONFIRM, {"code": first}).status_code == 200
    assert client.post(CONFIRM, {"code": newest_code(), "next": WANTED})["Location"] == WANTED


def test_offers_the_form_again_while_a_code_is_pending(client):
    ask(client)
    page = client.get(ENTRANCE, {"next": "/me/"})
    assert page.status_code == 200
    assert 'name="phone"' in page.text
    assert client.get("/accounts/login/").status_code == 200


def test_limits_codes_per_number_and_says_so(client, outbox):
    for _ in range(3):
        assert ask(client).status_code == 302
    answer = ask(client)
    assert "has just asked for several codes" in answer.text
    assert len(outbox) == 3
    assert ask(client, "13912345678").status_code == 302


def test_answers_429_with_a_page_when_one_address_asks_too_often(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    data = {"login": "someone", "password": "x"}
    assert client.post("/accounts/login/", data).status_code == 200
    refused = client.post("/accounts/login/", data)
    assert refused.status_code == 429
    assert "Wait a minute" in refused.text


def test_shows_the_code_on_the_page_in_the_demo_only(client, settings):
    page = client.get(ask(client)["Location"]).text
    assert newest_code() not in page
    settings.DEMO = True
    client.session.flush()
    page = client.get(ask(client)["Location"]).text
    assert newest_code() in page


def test_signs_staff_in_by_name_and_password(client):
    places.officer("trainer")
    page = client.get("/accounts/login/", {"next": "/me/"})
    assert "Staff password" in page.text
    wrong = client.post("/accounts/login/", {"login": "trainer", "password": "guess"})
    assert "User name or password is wrong" in wrong.text
    right = client.post("/accounts/login/", {"login": "trainer", "password": "a-long-password", "next": "/me/"})
    assert right["Location"] == "/me/"


def test_lets_nobody_in_whose_sign_in_is_closed(client):
    ask(client)
    get_user_model().objects.update(is_active=False)
    answer = client.post(CONFIRM, {"code": newest_code(), "next": WANTED}, follow=True)
    assert "_auth_user_id" not in client.session
    assert "closed" in answer.text


def test_sign_up_leads_to_the_one_entrance(client):
    assert client.get("/accounts/signup/?next=/me/")["Location"] == f"{ENTRANCE}?next=/me/"


def test_asks_before_signing_out(client):
    client.force_login(places.user())
    assert "Sign out?" in client.get("/accounts/logout/").text
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_console_gateway_prints_the_message(settings, capsys):
    settings.SMS_GATEWAY = "lms.sms.ConsoleGateway"
    sms.send("+8613812345678", "123456")
    assert capsys.readouterr().out == "[SMS] 138****5678: 123456\n"


def test_answers_alike_whether_the_number_is_known(client):
    known = ask(client)
    page = client.get(known["Location"]).text
    unknown = ask(client, "13912345678")
    other = client.get(unknown["Location"]).text
    assert get_user_model().objects.count() == 2
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])

    def plain(text):
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|data-wait="\d+"|13\d\*{4}5678', "", text)

    assert plain(page) == plain(other)


def test_answers_alike_whether_the_user_name_is_known(client):
    places.user("wang")
    said = [
        client.post("/accounts/login/", {"login": name, "password": "wrong"}).context["form"].non_field_errors()
        for name in ("wang", "nobody")
    ]
    assert said[0] == said[1]
    assert said[0]


def test_another_code_may_be_asked_for_after_a_minute(client, time_machine):
    time_machine.move_to("2026-03-01 08:00:00+08:00", tick=False)
    page = ask(client)["Location"]
    assert client.get(page).context["resend_in"] == 60
    time_machine.move_to("2026-03-01 08:00:45+08:00", tick=False)
    assert 'data-wait="15"' in client.get(page).text
    time_machine.move_to("2026-03-01 08:01:10+08:00", tick=False)
    assert "data-wait" not in client.get(page).text
