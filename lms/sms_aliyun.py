"""Text messages by Alibaba Cloud (阿里云短信服务, SendSms): one signed request, HMAC-SHA1 over the sorted parameters.

The provider sends approved templates only: `SMS_TEMPLATES` maps our names to its numbers, `code=SMS_123456789`.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import logging
import uuid
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from django.conf import settings

from lms.kit.clock import now
from lms.kit.sms import SmsFailed

logger = logging.getLogger(__name__)
SECONDS = 5


def signature(parameters: dict[str, str], *, secret: str) -> str:
    """The provider's signature of a GET request with `parameters`."""
    joined = urlencode(sorted(parameters.items()), quote_via=quote, safe="~")
    signed = f"GET&{quote('/', safe='')}&{quote(joined, safe='~')}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), signed.encode(), hashlib.sha1).digest()).decode()


class AliyunGateway:
    """Sends by template; what the provider answers is logged by its code, never with the number."""

    def send_template(self, phone: str, template: str, values: dict[str, str]) -> None:
        number = settings.SMS_TEMPLATES.get(template)
        if number is None:
            raise SmsFailed(f"SMS_TEMPLATES names no template {template!r}.")
        answer = self._ask(self._parameters(phone, number, values))
        if answer.get("Code") != "OK":
            logger.error("text message refused by the provider: %s", answer.get("Code"))
            raise SmsFailed(f"The provider answered {answer.get('Code')}.")

    def _parameters(self, phone: str, number: str, values: dict[str, str]) -> dict[str, str]:
        return {
            "AccessKeyId": settings.SMS_ACCESS_KEY,
            "Action": "SendSms",
            "Format": "JSON",
            "PhoneNumbers": phone.removeprefix("+86"),
            "RegionId": "cn-hangzhou",
            "SignName": settings.SMS_SIGN_NAME,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": str(uuid.uuid4()),
            "SignatureVersion": "1.0",
            "TemplateCode": number,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "Timestamp": f"{now().astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "Version": "2017-05-25",
        }

    def _ask(self, parameters: dict[str, str]) -> dict:
        signed = parameters | {"Signature": signature(parameters, secret=settings.SMS_ACCESS_SECRET)}
        address = f"{settings.SMS_ENDPOINT.rstrip('/')}/?{urlencode(signed, quote_via=quote)}"
        try:
            with urlopen(address, timeout=SECONDS) as response:  # noqa: S310 - the address is a setting
                return json.loads(response.read(100_000))
        except (URLError, TimeoutError, ValueError) as error:
            logger.warning("text message not sent: %s", type(error).__name__)
            raise SmsFailed("The provider could not be reached.") from error
