"""Numbers and verification codes: how a paper is named so that people can type it and machines can't guess it.

A number says where it comes from (domain.md 3.6): county 6 + year of the class's last day 4 + one letter + class
number, three digits or more + sequence 4. The letter is the track of a completion certificate (P, S, G), C for
a recognition of online entrepreneurship, T for a class statement; none looks like a digit. `4331272019P0120001`

A code is 80 random bits in Crockford's base 32 and a check character: `7K3M-9QXA-B2CD-EFGHJ`.
"""

import re

from lms.kit import codes

CODE_LENGTH = 17
TRACK_LETTERS = {"basic": "P", "practical": "S", "cadre": "G"}
KIND_LETTERS = {"outcome": "C", "statement": "T"}
LAST_SEQUENCE = 9999

_NUMBER = re.compile(r"\d{10}[PSGCT]\d{7,}")


def prefix(*, county: str, year: int, kind: str, track: str, class_number: int) -> str:
    """The number without its sequence; `county` is a region code of which the first six digits count."""
    letter = KIND_LETTERS.get(kind) or TRACK_LETTERS[track]
    return f"{county[:6]}{year:04d}{letter}{class_number:03d}"


def number(start: str, sequence: int) -> str:
    """The whole number: `start` as `prefix()` gives it, `sequence` from 1 to 9999."""
    return f"{start}{sequence:04d}"


def sequence_of(value: str) -> int:
    """The sequence at the end of a whole number."""
    return int(value[-4:])


def new_code() -> str:
    """A fresh code, 17 characters without separators."""
    return codes.new(CODE_LENGTH)


def is_code(value: str) -> bool:
    """Whether a normalised `value` has the form of a code and its check character is right."""
    return codes.is_code(value, CODE_LENGTH)


def is_number(value: str) -> bool:
    """Whether a normalised `value` has the form of a number."""
    return _NUMBER.fullmatch(value) is not None


def is_statement(value: str) -> bool:
    """Whether a normalised number is that of a class statement, which has no holder."""
    return value[10:11] == KIND_LETTERS["statement"]


def normalise(typed: str) -> str:
    """What a person meant: full-width and small letters, spaces, dashes, O for 0 and I or L for 1 are forgiven."""
    return codes.normalise(typed)


def grouped(code: str) -> str:
    """A code as printed: groups of four, the check character at the end of the last."""
    return "-".join([code[0:4], code[4:8], code[8:12], code[12:]])
