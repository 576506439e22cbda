"""What is printed, as plain data: frozen on issue, hashed, and never read from the register again.

`digest()` is SHA-256 over canonical JSON (sorted keys, no spaces, UTF-8): anyone with the payload can check it.
"""

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

VERSION = 1
DIGITS = "〇一二三四五六七八九"

# Drawn as nothing though Unicode calls some of them letters: fillers, variation selectors, tags, empty Braille.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_FIELD = re.compile(r"\{(\w+)\}")


class NameCannotBePrinted(Exception):
    """The name has no character one can see."""

    def __str__(self):
        return _("This name has no visible character. Correct it in the register and try again.")


def canonical(payload: dict) -> bytes:
    """The one way to write `payload` down."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(payload: dict) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal characters."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def printed_name(name: str) -> str:
    """`name` as it may stand on paper: NFC, spaces collapsed, control, zero-width and direction marks removed.

    Raises NameCannotBePrinted when no letter or digit is left.
    """
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", name))
    text = "".join(character for character in text if unicodedata.category(character) not in {"Cf", "Cc", "Cs", "Co"})
    text = " ".join(text.split())
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise NameCannotBePrinted
    return text


def fill(wording: str, **fields) -> str:
    """`wording` with each known {field} replaced once; what a value itself contains is not read again."""
    return _FIELD.sub(lambda match: str(fields.get(match[1], match[0])), wording)


def chinese_date(day: dt.date) -> str:
    """2019-09-25 → 二〇一九年九月二十五日."""
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def texts(value) -> Iterator[str]:
    """Every string inside a payload, keys left out."""
    if isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif value is not None:
        yield str(value)


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")
