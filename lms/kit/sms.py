"""Text messages. `settings.SMS_GATEWAY` names a class with `send(phone, text)`.

One that may send approved templates only, as the providers of the mainland demand, has
`send_template(phone, template, values)` instead. The gateways themselves stand in `lms.sms` and `lms.sms_aliyun`.
"""

from django.conf import settings
from django.utils.module_loading import import_string


class SmsFailed(Exception):
    """The gateway did not take the message; the text is for the log and names neither number nor code."""


def send(phone: str, text: str, *, template: str = "", values: dict | None = None) -> None:
    """Send `text` to `phone` (E.164) through the gateway of this place. Raises SmsFailed.

    `template` and `values` say the same to a gateway that sends templates only.
    """
    gateway = import_string(settings.SMS_GATEWAY)()
    if hasattr(gateway, "send_template"):
        gateway.send_template(phone, template, values or {})
    else:
        gateway.send(phone, text)
