"""Who a row is about: names, ID numbers and phone numbers of a whole column, and why one can't be right.

The same rules as `identity` and `phones`, which decide whatever does not look as usual.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import mul

from django.core.exceptions import ValidationError

from lms.kit.clock import today
from lms.kit.phones import normal_phone
from trainees.domain import identity
from trainees.models import Trainee

from .rows import Rows, shown

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SIGNS = "10X98765432"
ZEROS = sum(WEIGHTS) * ord("0")
CODES = {
    identity.IdNumberIsRounded: "rounded",
    identity.IdNumberHasWrongLength: "id_length",
    identity.IdNumberHasWrongCharacters: "id_characters",
    identity.IdNumberHasNoProvince: "id_province",
    identity.IdNumberHasNoBirthDate: "id_birth_date",
    identity.IdNumberHasWrongCheckDigit: "id_check_digit",
    identity.NameIsMissing: "name_missing",
    identity.NameIsTooLong: "name_too_long",
}
SEXES = dict.fromkeys(("男", "男性", "M", "m"), Trainee.Sex.MALE) | dict.fromkeys(
    ("女", "女性", "F", "f"), Trainee.Sex.FEMALE
)
CARD_LENGTHS = (20, 22)  # a disability certificate: the ID number, kind, degree and, when lost, how often
KINDS_OF_DISABILITY = 7
PREFIX = 7  # all that decides whether a mainland number can be a mobile one
_usual_name = re.compile("[\u4e00-\u9fff]{2,4}")
_usual_number = re.compile("[0-9]{17}[0-9X]")
_usual_phone = re.compile("1[0-9]{10}")
_lost = re.compile("[\ufffd?？□■*＊]")
_private = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_control = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass
class People:
    """Who each row is about. `number`, `birth_on`, `sex` and `phone` may be empty (None)."""

    name: list[str] = field(default_factory=list)
    number: list[str] = field(default_factory=list)
    birth_on: list[dt.date | None] = field(default_factory=list)
    sex: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)


def read_people(rows: Rows, *, accept_short_numbers: bool = True, must_be_reached: bool = True) -> People:
    """Names, numbers and phones of all rows. With `must_be_reached` a row needs an ID number or a phone number."""
    people = People(name=_names(rows), phone=_phones(rows))
    people.number, people.birth_on = _numbers(rows, accept_short_numbers)
    people.sex = _sexes(rows, people.number)
    if must_be_reached:
        for n in rows.fit():
            if not people.number[n] and not people.phone[n]:
                rows.refuse(n, "id_number", "nothing_to_know_them_by")
            elif not people.number[n]:
                rows.warn(n, "id_number", "weak")
    return people


def _names(rows: Rows) -> list[str]:
    texts, usual = rows.column("name"), _usual_name.fullmatch
    names = list(texts)
    for n, text in enumerate(texts):
        if usual(text):
            continue
        names[n] = ""
        if _lost.search(text):
            rows.refuse(n, "name", "name_unreadable")
            continue
        try:
            names[n] = identity.normal_name(_control.sub(" ", text))
        except identity.IdentityRefused as refusal:
            rows.refuse(n, "name", CODES[type(refusal)])
        if _private.search(text):
            rows.warn(n, "name", "name_private_character")
    return names


def _numbers(rows: Rows, accept_short: bool) -> tuple[list[str], list]:
    texts = rows.column("id_number")
    numbers, births = [""] * len(texts), [None] * len(texts)
    day, known, usual, provinces = today(), {}, _usual_number.fullmatch, identity.PROVINCES
    for n, text in enumerate(texts):
        if not text:
            continue
        if usual(text) and text[:2] in provinces:
            born = text[6:14]
            if born not in known:
                known[born] = _day(born, day)
            if known[born] and SIGNS[(sum(map(mul, text.encode(), WEIGHTS)) - ZEROS) % 11] == text[17]:
                numbers[n], births[n] = text, known[born]
                continue
        if (n, "id_number") not in rows.spoilt:
            numbers[n] = _unusual_number(rows, n, text, accept_short)
            births[n] = identity.birth_date(numbers[n]) if numbers[n] else None
    return numbers, births


def _day(text: str, latest: dt.date) -> dt.date | None:
    try:
        born = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return born if dt.date(1900, 1, 1) <= born <= latest else None


def _unusual_number(rows: Rows, n: int, text: str, accept_short: bool) -> str:
    """The normalised number; empty, with the reason against the row, when it can't be one."""
    plain = re.sub(r"[\s'’‘`\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if "*" in plain:
        rows.refuse(n, "id_number", "id_masked")
        return ""
    if len(plain) in CARD_LENGTHS and plain[18:].isdigit() and 1 <= int(plain[18]) <= KINDS_OF_DISABILITY:
        rows.warn(n, "id_number", "id_of_a_disability_card")
        plain = plain[:18]
    if len(plain) == 15 and not accept_short:
        rows.refuse(n, "id_number", "id_of_15_digits")
        return ""
    try:
        return identity.normal_id_number(plain)
    except identity.IdentityRefused as refusal:
        rows.refuse(n, "id_number", CODES[type(refusal)])
        return ""


def _sexes(rows: Rows, numbers: list[str]) -> list[str]:
    """What the number says, else the column; a contradiction refuses the row."""
    male, female = str(Trainee.Sex.MALE), str(Trainee.Sex.FEMALE)
    said = choices(rows, "sex", SEXES.get)
    sexes = [(male if number[16] in "13579" else female) if number else "" for number in numbers]
    for n, sex in enumerate(sexes):
        if said[n] and sex and said[n] != sex:
            rows.refuse(n, "sex", "sex_differs")
        elif said[n]:
            sexes[n] = str(said[n])
    return sexes


def _phones(rows: Rows) -> list[str]:
    texts, known, usual = rows.column("phone"), {}, _usual_phone.fullmatch
    phones = [""] * len(texts)
    for n, text in enumerate(texts):
        if not text:
            continue
        prefix = text[:PREFIX]
        if usual(text):
            if prefix not in known:
                known[prefix] = bool(_phone(text))
            phones[n] = f"+86{text}" if known[prefix] else ""
        else:
            phones[n] = _phone(text)
        if not phones[n]:
            rows.refuse(n, "phone", "phone_masked" if "*" in text else "phone")
    return phones


def _phone(text: str) -> str:
    try:
        return normal_phone(text)
    except ValidationError:
        return ""


def choices(rows: Rows, column: str, meaning: Callable[[str], object], *, code: str = "unknown_word") -> list:
    """What each cell of `column` means; "" where it is empty or, with a warning, where nobody knows."""
    texts = rows.column(column)
    meanings = {text: meaning(unicodedata.normalize("NFKC", text).replace(" ", "")) for text in set(texts) if text}
    meanings[""] = ""
    values = [meanings[text] for text in texts]
    if None in meanings.values():
        for n, value in enumerate(values):
            if value is None:
                rows.warn(n, column, code, word=shown(texts[n]))
                values[n] = ""
    return values
