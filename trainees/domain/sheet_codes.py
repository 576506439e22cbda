"""The codes on a printed sign-in sheet: of a page, in a square, and of each row, to be typed. Pure but for the keys.

A page's code is session, page and a seal: nobody makes one up, and it says nothing to anybody else. A row's code is the
place in the class with a check sign: whoever copies the sheet finds the person by it.
"""

from django.utils.crypto import constant_time_compare

from lms.kit import codes
from lms.kit.sealed import blind_indexes

# Tells a sheet from any other code in a photo.
PREFIX = "XXQ"
_SESSION, _PAGE, _SEAL = 6, 2, 8
LENGTH = _SESSION + _PAGE + _SEAL
LEAST_ROW = 3


def of_page(session_pk: int, page: int) -> str:
    """What the square of a page says."""
    body = codes.number(session_pk, _SESSION) + codes.number(page, _PAGE)
    return PREFIX + body + _seals(body)[0]


def read_page(text: str) -> tuple[int, int] | None:
    """Session and page of a code of ours; None for anything else."""
    code = text.removeprefix(PREFIX)
    if not text.startswith(PREFIX) or len(code) != LENGTH or set(code) - set(codes.ALPHABET):
        return None
    body, seal = code[: _SESSION + _PAGE], code[_SESSION + _PAGE :]
    if not any(constant_time_compare(seal, ours) for ours in _seals(body)):
        return None
    return codes.value_of(body[:_SESSION]), codes.value_of(body[_SESSION:])


def of_row(enrolment_pk: int) -> str:
    """The code of a row: short, and no slip of one sign makes it another's."""
    body = codes.number(enrolment_pk, LEAST_ROW)
    return body + codes.check(body)


def _seals(body: str) -> list[str]:
    """Under every key of today, the newest first."""
    return [codes.number(int(index[:10], 16), _SEAL) for index in blind_indexes("sheet", body)]
