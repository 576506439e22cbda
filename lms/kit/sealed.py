"""Personal data at rest: sealed fields and files, and the keyed index that finds them.

A value is stored as `key id:suite:base64(nonce + ciphertext)`, bound to its table and column; without a suite's name
it is AES-256-GCM. `settings.FIELD_KEYS` maps key ids to keys, newest first; the first seals, all of them open. The keys
live outside the database; `manage.py rotate_keys` moves everything to the first, and every index to the first of
`settings.INDEX_KEYS`.
"""

import base64
from binascii import b2a_base64
from collections.abc import Iterable

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
    return seal_all((plain,), place=place)[0]


def seal_all(plains: Iterable[str], *, place: str) -> list[str]:
    """The same of a whole column."""
    key_id, key = newest_key()
    head = f"{key_id}:" if key.suite == AES.name else f"{key_id}:{key.suite}:"
    close, secret, bound = SUITES[key.suite].close, key.secret, place.encode()
    raws = [close(secret, plain.encode(), bound) for plain in plains]
    return [head + b2a_base64(raw, newline=False).decode() for raw in raws]


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
    return _keyed(settings.INDEX_KEYS[0], purpose, [value])[0]


def blind_indexes(purpose: str, value: str) -> list[str]:
    """Every index a row may carry for `value`, the newest first: more than one while INDEX_KEY is being changed."""
    return [_keyed(key, purpose, [value])[0] for key in settings.INDEX_KEYS]


def index_columns(purpose: str, values: Iterable[str]) -> list[list[str]]:
    """The same of a whole column: a column under each key, the newest first. Empty values stay empty."""
    values = list(values)
    columns = (iter(_keyed(key, purpose, filter(None, values))) for key in settings.INDEX_KEYS)
    return [[next(column) if value else "" for value in values] for column in columns]


def _keyed(key: str, purpose: str, values: Iterable[str]) -> list[str]:
    begun = HMAC(key.encode(), hashes.SM3() if settings.INDEX_HASH == "sm3" else hashes.SHA256())
    begun.update(f"{purpose}\0".encode())
    copy, found = begun.copy, []
    for value in values:
        work = copy()
        work.update(value.encode())
        found.append(work.finalize().hex())
    return found


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
