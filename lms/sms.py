"""Text messages. `settings.SMS_GATEWAY` names a class with `send(phone, text)`.

One that may send approved templates only, as the providers of the mainland demand, has
`send_template(phone, template, values)` instead.
"""

import os

from django.conf import settings
from django.utils.module_loading import import_string

from lms.kit.masking import mask_phone


class SmsFailed(Exception):
    """The gateway did not take the message; the text is for the log and names neither number nor code."""


class ConsoleGateway:
    """Prints the message where the server runs: for the demo and for development."""

    def send(self, phone: str, text: str) -> None:
        print(f"[SMS] {mask_phone(phone)}: {text}", flush=True)


class FileGateway:
    """Adds the message to `var/sms.log`, which only the server's account can read: for a trial without a provider."""

    def send(self, phone: str, text: str) -> None:
        path = settings.VAR / "sms.log"
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(f"{mask_phone(phone)}: {text}\n")


def send(phone: str, text: str, *, template: str = "", values: dict | None = None) -> None:
    """Send `text` to `phone` (E.164) through the gateway of this place. Raises SmsFailed.

    `template` and `values` say the same to a gateway that sends templates only.
    """
    gateway = import_string(settings.SMS_GATEWAY)()
    if hasattr(gateway, "send_template"):
        gateway.send_template(phone, template, values or {})
    else:
        gateway.send(phone, text)
