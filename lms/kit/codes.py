"""Codes that people may have to type and machines can't guess: Crockford's base 32, the last sign checks the others."""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new(length: int) -> str:
    """A fresh code of `length` signs: five random bits in each but the last, which checks."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + check(body)


def is_code(value: str, length: int) -> bool:
    """Whether a normalised `value` has the form of a code and its check sign is right."""
    return len(value) == length and set(value) <= set(ALPHABET) and check(value[:-1]) == value[-1]


def check(body: str) -> str:
    """Horner's rule over GF(32): one wrong sign or two swapped neighbours always change the result."""
    remainder = 0
    for sign in body:
        remainder ^= ALPHABET.index(sign)
        remainder = (remainder << 1) ^ (0b100101 if remainder & 16 else 0)
    return ALPHABET[remainder]


def normalise(typed: str, most: int = 60) -> str:
    """What a person meant: full-width and small letters, spaces, dashes, O for 0 and I or L for 1 are forgiven."""
    text = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(sign for sign in text if sign.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))[:most]


def number(value: int, length: int) -> str:
    """A whole number in `length` signs or, where it needs them, more."""
    found = ""
    while value or len(found) < length:
        value, sign = divmod(value, 32)
        found = ALPHABET[sign] + found
    return found


def value_of(signs: str) -> int:
    """The number `number()` wrote. Raises ValueError."""
    found = 0
    for sign in signs:
        found = found * 32 + ALPHABET.index(sign)
    return found
