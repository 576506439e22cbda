"""Personal data at rest: sealed fields and files, and the keyed index that finds them.

A value is stored as `key id:suite:base64(nonce + ciphertext)`, bound to its table and column; without a suite's name
it is AES-256-GCM. `settings.FIELD_KEYS` maps key ids to keys, newest first; the first seals, all of them open. The keys
live outside the database; `manage.py rotate_keys` moves everything to the first, and every index to the first of
`settings.INDEX_KEYS`.
"""

import base64
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.db import models

from .suites import AES, SUITES, DoesNotOpen, Key


class SealBroken(Exception):
    """A stored value opens with none of our keys, or belongs to another column."""


def newest_key() -> tuple[str, Key]:
    """The key that seals, and its id."""
    return next(iter(settings.FIELD_KEYS.items()))


def key_of(stored: str) -> str:
    """The id of the key a sealed value was closed with."""
    return stored.partition(":")[0]


def seal(plain: str, *, place: str) -> str:
    """`plain` sealed for `place` ("table.column")."""
    key_id, key = newest_key()
    raw = SUITES[key.suite].close(key.secret, plain.encode(), place.encode())
    name = "" if key.suite == AES.name else f"{key.suite}:"
    return f"{key_id}:{name}{base64.b64encode(raw).decode()}"


def unseal(stored: str, *, place: str) -> str:
    """What `seal()` was given. Raises SealBroken."""
    key_id, _, rest = stored.partition(":")
    suite, _, body = rest.rpartition(":")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise SealBroken(f"{place}: no key named {key_id!r} is set.")
    if key.suite != (suite or AES.name):
        raise SealBroken(f"{place}: a stored value and key {key_id!r} are of different suites.")
    try:
        raw = base64.b64decode(body, validate=True)
        return SUITES[key.suite].open(key.secret, raw, place.encode()).decode()
    except (ValueError, DoesNotOpen) as error:
        raise SealBroken(f"{place}: a stored value does not open with key {key_id!r}.") from error


def blind_index(purpose: str, value: str) -> str:
    """64 hex digits that are equal exactly for equal values of one purpose; useless without INDEX_KEY.

    This is what is written, under the newest key. What is looked for is `blind_indexes()`.
    """
    return _keyed(settings.INDEX_KEYS[0], f"{purpose}\0{value}".encode())


def blind_indexes(purpose: str, value: str) -> list[str]:
    """Every index a row may carry for `value`, the newest first: more than one while INDEX_KEY is being changed."""
    message = f"{purpose}\0{value}".encode()
    return [_keyed(key, message) for key in settings.INDEX_KEYS]


def _keyed(key: str, message: bytes) -> str:
    if settings.INDEX_HASH == "sm3":
        work = HMAC(key.encode(), hashes.SM3())
        work.update(message)
        return work.finalize().hex()
    return hmac.digest(key.encode(), message, "sha256").hex()


class SealedField(models.TextField):
    """Text that is sealed in the database and plain in Python. It can't be searched: keep a blind index beside it."""

    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return seal(value, place=self.place()) if value else value

    def from_db_value(self, value, expression, connection):
        return unseal(value, place=self.place()) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed and can't be searched; use its blind index.")
        return super().get_lookup(lookup_name)


class SealedFileField(models.FileField):
    """A file full of personal data: kept as `seal(base64 of it, place="table.column")` and rotated with the fields.

    To the database it is a plain file.
    """

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs

    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"
