"""The real provider, stood in for by a server of ours that checks the signature by its own reading of the rules."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from lms.kit import sms
from lms.kit.masking import mask_phone
from lms.sms_aliyun import signature

SECRET, PHONE = "testsecret", "+8613812345678"


class StandIn(BaseHTTPRequestHandler):
    """Answers as the provider does: OK for a right signature of a new nonce, its error codes otherwise."""

    seen, nonces, answer = [], set(), None

    def do_GET(self):
        given = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        StandIn.seen.append(given)
        body = json.dumps({"Code": self.answer or self._judge(given), "Message": "…"}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def _judge(self, given):
        claimed = given.pop("Signature", "")
        pairs = [f"{quote(key, safe='-_.~')}={quote(given[key], safe='-_.~')}" for key in sorted(given)]
        text = "GET&%2F&" + quote("&".join(pairs), safe="-_.~")
        right = base64.b64encode(hmac.new(f"{SECRET}&".encode(), text.encode(), hashlib.sha1).digest()).decode()
        if claimed != right:
            return "SignatureDoesNotMatch"
        if given["SignatureNonce"] in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(given["SignatureNonce"])
        return "OK"

    def log_message(self, *arguments):
        pass


@pytest.fixture
def provider(settings):
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    StandIn.seen, StandIn.nonces, StandIn.answer = [], set(), None
    settings.SMS_GATEWAY = "lms.sms_aliyun.AliyunGateway"
    settings.SMS_ENDPOINT = f"http://127.0.0.1:{server.server_port}"
    settings.SMS_ACCESS_KEY, settings.SMS_ACCESS_SECRET = "testid", SECRET
    settings.SMS_SIGN_NAME, settings.SMS_TEMPLATES = "乡学 培训", {"code": "SMS_1"}
    yield StandIn
    server.shutdown()
    server.server_close()


def send():
    sms.send(PHONE, "…", template="code", values={"code": "123456"})


def test_sends_by_template_with_a_signature_the_provider_accepts(provider):
    send()
    send()
    [first, _second] = provider.seen
    assert first["PhoneNumbers"] == "13812345678"
    assert (first["TemplateCode"], json.loads(first["TemplateParam"])) == ("SMS_1", {"code": "123456"})
    assert first["SignName"] == "乡学 培训"


def test_the_stand_in_refuses_a_wrong_secret(provider, settings, caplog):
    settings.SMS_ACCESS_SECRET = "another"
    with pytest.raises(sms.SmsFailed, match="SignatureDoesNotMatch"):
        send()
    assert "13812345678" not in caplog.text
    assert "123456" not in caplog.text


def test_signs_as_the_example_of_the_rules():
    """Worked out by hand from the rules: sorted, percent-encoded twice, keyed with the secret and an ampersand."""
    text = "GET&%2F&A%3D1%2520%252B%26B%3D%25E4%25B9%25A1"
    right = base64.b64encode(hmac.new(b"s&", text.encode(), hashlib.sha1).digest()).decode()
    assert signature({"B": "乡", "A": "1 +"}, secret="s") == right


@pytest.mark.parametrize("code", ["isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH"])
def test_says_when_the_provider_refuses(provider, code):
    provider.answer = code
    with pytest.raises(sms.SmsFailed, match=code):
        send()


def test_says_when_nobody_answers(provider, settings):
    settings.SMS_ENDPOINT = "http://127.0.0.1:1"
    with pytest.raises(sms.SmsFailed, match="could not be reached"):
        send()


@pytest.mark.django_db
def test_the_entrance_says_that_the_message_did_not_go(client, provider, settings):
    settings.LANGUAGE_CODE = "en"
    provider.answer = "isv.AMOUNT_NOT_ENOUGH"
    page = client.post("/accounts/login/code/", {"phone": "13812345678"}, follow=True)
    assert page.status_code == 200
    assert "could not be sent" in page.text


def test_the_file_is_for_the_server_alone(settings, tmp_path):
    settings.VAR, settings.SMS_GATEWAY = tmp_path, "lms.sms.FileGateway"
    sms.send(PHONE, "你好")
    assert (tmp_path / "sms.log").read_text() == f"{mask_phone(PHONE)}: 你好\n"
    assert (tmp_path / "sms.log").stat().st_mode & 0o777 == 0o600
