"""Text messages. A gateway is a class with `send(phone, text)`; `settings.SMS_GATEWAY` names it."""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class ConsoleGateway:
    """Prints the message where the server runs: for the demo and for development."""

    def send(self, phone: str, text: str) -> None:
        print(f"[SMS] {phone}: {text}", flush=True)


def send(phone: str, text: str) -> None:
    """Send `text` to `phone` (E.164) through the gateway of this place."""
    import_string(settings.SMS_GATEWAY)().send(phone, text)
