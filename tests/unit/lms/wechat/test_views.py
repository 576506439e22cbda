"""WeChat opens what somebody linked, and makes neither a sign-in nor a trainee; against a stand-in of its endpoints."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model

from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.models import Trainee

pytestmark = pytest.mark.django_db
ENTRANCE = "/accounts/login/code/"
LOGIN, BACK, UNLINK = "/accounts/wechat/login/", "/accounts/wechat/login/callback/", "/accounts/wechat/unlink/"


class StandIn(BaseHTTPRequestHandler):
    """Gives a token for a code as WeChat does: 200 always, with an errcode for what it does not know."""

    def do_GET(self):
        asked = {name: held[0] for name, held in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(asked)
        keys = (asked.get("appid"), asked.get("secret"))
        known = keys == ("wx123", "geheim") and asked["code"].startswith("openid-")
        told = {"access_token": "t", "expires_in": 7200, "openid": asked["code"], "nickname": "小花"}
        body = json.dumps(told if known else {"errcode": 40029, "errmsg": "invalid code"}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def wechat(settings):
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.LANGUAGE_CODE = "en"
    settings.WECHAT_APP_ID = "wx123"
    settings.WECHAT_TOKEN_URL = f"http://127.0.0.1:{server.server_port}/sns/oauth2/access_token"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "weixin": {
            "APPS": [{"client_id": "wx123", "secret": "geheim", "key": ""}],
            "AUTHORIZE_URL": "https://wechat.example/connect/qrconnect",
            "SCOPE": ["snsapi_login"],
        }
    }
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def holder():
    user = places.user("m-1")
    user.set_phone("+8613812345678", verified=True)
    user.save()
    people.trainee(name="田小花", user=user)
    return user


def through_wechat(client, code="openid-1", **form):
    """To WeChat with the form of a page, and back with its code."""
    sent = client.post(LOGIN, form)
    assert sent.status_code == 302
    asked = parse_qs(urlsplit(sent.url).query)
    assert asked["redirect_uri"] == ["http://testserver" + BACK]
    return client.get(BACK, {"code": code, "state": asked["state"][0]})


def link(client, holder, **more):
    client.force_login(holder)
    return through_wechat(client, process="connect", **more)


def test_without_an_account_there_is_no_button_and_no_address(client, holder, settings):
    assert not settings.WECHAT_APP_ID
    assert LOGIN not in client.get(ENTRANCE).text
    client.force_login(holder)
    assert LOGIN not in client.get("/accounts/").text
    assert [client.post(LOGIN).status_code, client.get(BACK).status_code, client.post(UNLINK).status_code] == [404] * 3


def test_the_way_to_wechat_names_the_place_and_asks_for_the_identity_alone(client, wechat):
    assert LOGIN in client.get(ENTRANCE).text
    sent = urlsplit(client.post(LOGIN).url)
    asked = parse_qs(sent.query)
    assert (sent.netloc, sent.path, sent.fragment) == ("wechat.example", "/connect/qrconnect", "wechat_redirect")
    assert (asked["appid"], asked["scope"], asked["response_type"]) == (["wx123"], ["snsapi_login"], ["code"])
    assert client.get(LOGIN).status_code == 405


def test_an_unknown_wechat_makes_nobody_and_leads_to_the_mobile_number(client, wechat, holder):
    answer = through_wechat(client)
    assert answer.url == f"{ENTRANCE}?next=/accounts/"
    assert "not linked" in client.get(answer.url).text
    assert (get_user_model().objects.count(), Trainee.objects.count(), SocialAccount.objects.count()) == (1, 1, 0)
    assert "_auth_user_id" not in client.session


def test_linked_by_who_is_signed_in_it_opens_that_sign_in(client, wechat, holder):
    assert link(client, holder).url == "/accounts/"
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (holder, "openid-1", {})
    assert UNLINK in client.get("/accounts/").text
    client.logout()
    through_wechat(client)
    assert client.session["_auth_user_id"] == str(holder.pk)
    assert (get_user_model().objects.count(), Trainee.objects.count()) == (1, 1)
    actions = AuditEvent.objects.filter(action__startswith="lms.user.").values_list("action", flat=True)
    assert {"lms.user.link", "lms.user.sign_in"} <= set(actions)


def test_a_wechat_belongs_to_one_sign_in(client, wechat, holder):
    link(client, holder)
    other = places.user("m-2")
    answer = link(client, other)
    assert "another mobile number" in client.get(answer.url).text
    assert SocialAccount.objects.get().user == holder


def test_taken_off_it_opens_nothing_any_more(client, wechat, holder):
    link(client, holder)
    link(client, places.user("m-2"), code="openid-2")
    client.force_login(holder)
    client.post(UNLINK)
    assert SocialAccount.objects.get().user != holder
    client.logout()
    through_wechat(client)
    assert "_auth_user_id" not in client.session
    assert AuditEvent.objects.filter(action="lms.user.unlink", actor=holder).count() == 1


def test_what_wechat_refuses_and_what_it_never_sent_is_said(client, wechat, holder, caplog):
    refused = through_wechat(client, code="forged")
    assert "did not let you in" in client.get(refused.url).text
    never_sent = client.get(BACK, {"code": "openid-1", "state": "forged"})
    assert "did not let you in" in client.get(never_sent.url).text
    client.post(LOGIN)
    assert client.get(BACK, {"error": "access_denied"}).status_code == 302
    assert "_auth_user_id" not in client.session
    assert "geheim" not in caplog.text
    assert wechat.asked[0]["secret"] == "geheim"


def test_a_closed_sign_in_stays_closed(client, wechat, holder):
    link(client, holder)
    client.logout()
    holder.is_active = False
    holder.save()
    through_wechat(client)
    assert "_auth_user_id" not in client.session
