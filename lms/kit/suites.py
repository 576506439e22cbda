"""The ciphers a sealed value may use. A suite's name is stored with the value, so that suites can live side by side.

`aes` is AES-256-GCM; `sm4` is SM4-GCM (GB/T 32907), for places that must use the national algorithms.
"""

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE, TAG = 12, 16


class DoesNotOpen(Exception):
    """The key, the place or the bytes are not those that were sealed."""


_aes = functools.lru_cache(maxsize=16)(AESGCM)


def _aes_close(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _aes(key).encrypt(nonce, plain, place)


def _aes_open(key: bytes, raw: bytes, place: bytes) -> bytes:
    return _aes(key).decrypt(raw[:NONCE], raw[NONCE:], place)


def _sm4_close(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(place)
    return nonce + work.update(plain) + work.finalize() + work.tag


def _sm4_open(key: bytes, raw: bytes, place: bytes) -> bytes:
    nonce, body, tag = raw[:NONCE], raw[NONCE:-TAG], raw[-TAG:]
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    work.authenticate_additional_data(place)
    return work.update(body) + work.finalize()


@dataclass(frozen=True)
class Suite:
    """One cipher: how long its keys are, and how it closes and opens bytes bound to a place."""

    name: str
    key_bytes: int
    close: Callable[[bytes, bytes, bytes], bytes]
    _open: Callable[[bytes, bytes, bytes], bytes]

    def open(self, key: bytes, raw: bytes, place: bytes) -> bytes:
        """What `close()` was given. Raises DoesNotOpen."""
        if len(raw) < NONCE + TAG:
            raise DoesNotOpen
        try:
            return self._open(key, raw, place)
        except (InvalidTag, ValueError) as error:
            raise DoesNotOpen from error


AES = Suite("aes", 32, _aes_close, _aes_open)
SUITES = {suite.name: suite for suite in (AES, Suite("sm4", 16, _sm4_close, _sm4_open))}


class Key(NamedTuple):
    """A secret with the suite it serves: a key is never used by two."""

    secret: bytes
    suite: str = AES.name
