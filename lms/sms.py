"""Gateways of text messages that need no provider; `lms.kit.sms` sends through the one `settings.SMS_GATEWAY` names."""

import os

from django.conf import settings

from lms.kit.masking import mask_phone


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
