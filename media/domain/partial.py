"""A file that grows over many connections, whatever the protocol. What lies on disk is the truth.

Whoever writes holds a claim, a random word in a file beside the data. A newcomer takes the claim away and need not
wait: a phone that changed its network leaves a connection behind that may stay silent for an hour. Each piece is
written under a lock of the system's and only while the claim still holds, so no byte is ever written twice.
"""

import contextlib
import fcntl
import os
import uuid
from collections.abc import Iterable
from pathlib import Path


class Taken(Exception):
    """Another connection goes on with this file."""


class Misplaced(Exception):
    """The bytes offered don't follow those on disk."""


class Partial:
    """The growing file at `path`."""

    def __init__(self, path: Path):
        self.path, self._claim = path, path.with_suffix(".claim")

    @property
    def arrived(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def claim(self) -> str:
        """Become the only writer: whoever wrote so far stops at their next piece."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        word = uuid.uuid4().hex
        draft = self._claim.with_suffix(f".{word}")
        draft.write_text(word)
        draft.replace(self._claim)
        return word

    def extend(self, pieces: Iterable[bytes], *, at: int, word: str) -> int:
        """Write `pieces` from `at` on and return how much the file holds then.

        All that came is kept when `pieces` breaks off. Raises Misplaced when the file ends elsewhere, Taken when the
        claim is gone.
        """
        with self.path.open("ab") as file:
            try:
                for piece in pieces:
                    with self._held(file, word, at):
                        file.write(piece)
                        file.flush()
                    at += len(piece)
                with self._held(file, word, at):
                    pass
            finally:
                os.fsync(file.fileno())
        return at

    @contextlib.contextmanager
    def _held(self, file, word: str, at: int):
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            if self._holder() != word:
                raise Taken
            if os.fstat(file.fileno()).st_size != at:
                raise Misplaced
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def _holder(self) -> str:
        try:
            return self._claim.read_text()
        except FileNotFoundError:
            return ""

    def remove(self) -> None:
        """Give the file up; a writer stops at their next piece."""
        self._claim.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
