"""Personal data at rest: sealed fields and the keyed index that finds them.

A value is stored as `key id:base64(nonce + AES-256-GCM ciphertext)`, bound to its
table and column. `settings.FIELD_KEYS` maps key ids to 32-byte keys, newest first;
the first seals, all of them open. The keys live outside the database.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


class SealBroken(Exception):
    """A stored value opens with none of our keys, or belongs to another column."""


def seal(plain: str, *, place: str) -> str:
    """`plain` sealed for `place` ("table.column")."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(12)
    body = AESGCM(key).encrypt(nonce, plain.encode(), place.encode())
    return f"{key_id}:{base64.b64encode(nonce + body).decode()}"


def unseal(stored: str, *, place: str) -> str:
    """What `seal()` was given. Raises SealBroken."""
    key_id, _, body = stored.partition(":")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise SealBroken(f"{place}: no key named {key_id!r} is set.")
    try:
        raw = base64.b64decode(body, validate=True)
        return AESGCM(key).decrypt(raw[:12], raw[12:], place.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise SealBroken(f"{place}: a stored value does not open with key {key_id!r}.") from error


def blind_index(purpose: str, value: str) -> str:
    """64 hex digits that are equal exactly for equal values of one purpose; useless without INDEX_KEY."""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(settings.INDEX_KEY.encode(), message, hashlib.sha256).hexdigest()


class SealedField(models.TextField):
    """Text that is sealed in the database and plain in Python. It can't be searched: keep a blind index beside it."""

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return seal(value, place=self._place()) if value else value

    def from_db_value(self, value, expression, connection):
        return unseal(value, place=self._place()) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed and can't be searched; use its blind index.")
        return super().get_lookup(lookup_name)
