"""Citizen ID numbers (GB 11643) and names as people type them: what they say, and why one can't be right.

Pure functions of text. A number's first six digits are where its holder was first registered: an unknown
county is a warning for a person to look at, never an error, for counties come and go and numbers stay.
"""

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _
from stdnum.iso7064 import mod_11_2

from lms.kit.clock import today
from trainees.models.facts import Sex

# GB/T 2260; 81-83 are residence permits of Hong Kong, Macau and Taiwan people.
PROVINCES = frozenset(re.findall("..", "1112131415212223313233343536374142434445465051525354616263646571818283"))
FOREIGN_RESIDENT = "9"
LONGEST_NAME = 50
# Han characters wherever Unicode has them: 〇, extensions A to I, and what came from other tables.
HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# GB 18030 kept these in the private area until 2022; ID systems and old files still write them so.
PRIVATE_SIGNS = dict(
    zip(
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
        strict=True,
    )
)
_not_a_digit = re.compile(r"[\s'’‘`\-]")


class IdentityRefused(Exception):
    """A number or a name can't be right; the text says why and what to do."""


class IdNumberIsRounded(IdentityRefused):
    pass


class IdNumberHasWrongLength(IdentityRefused):
    pass


class IdNumberHasWrongCharacters(IdentityRefused):
    pass


class IdNumberHasNoProvince(IdentityRefused):
    pass


class IdNumberHasNoBirthDate(IdentityRefused):
    pass


class IdNumberHasWrongCheckDigit(IdentityRefused):
    pass


class NameIsMissing(IdentityRefused):
    pass


class NameIsTooLong(IdentityRefused):
    pass


def normal_id_number(text: str) -> str:
    """The 18 characters of an ID number as people type it: full width, small x, spaces, 15 digits of before 1999.

    Raises an IdentityRefused named for what is wrong.
    """
    number = _not_a_digit.sub("", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", number):
        raise IdNumberIsRounded(rounded(_("ID number")))
    if len(number) not in {15, 18}:
        raise IdNumberHasWrongLength(
            _("The ID number has %(found)d characters instead of 18. Compare it with the card.")
            % {"found": len(number)}
        )
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        raise IdNumberHasWrongCharacters(
            _("An ID number has only digits, and perhaps an X at the end. Compare it with the card.")
        )
    if number[:2] not in PROVINCES and number[0] != FOREIGN_RESIDENT:
        raise IdNumberHasNoProvince(
            _("No province begins with %(digits)s. Compare the first digits with the card.") % {"digits": number[:2]}
        )
    if len(number) == 15:
        number = f"{number[:6]}19{number[6:]}"
        number += mod_11_2.calc_check_digit(number)
    _check_birth_date(number)
    expected = mod_11_2.calc_check_digit(number[:17])
    if number[17] != expected:
        raise IdNumberHasWrongCheckDigit(
            _("The last digit should be %(expected)s, not %(found)s: one digit is mistyped. Compare it with the card.")
            % {"expected": expected, "found": number[17]}
        )
    return number


def birth_date(id_number: str) -> dt.date:
    """The birth date in a normalised number."""
    return dt.datetime.strptime(id_number[6:14], "%Y%m%d").date()  # noqa: DTZ007


def sex(id_number: str) -> str:
    """What the last digit but one of a normalised number says: odd for men (GB 11643)."""
    return Sex.MALE if int(id_number[16]) % 2 else Sex.FEMALE


def area_code(id_number: str) -> str:
    """The county of first registration as a region code; it may have ceased to exist."""
    return id_number[:6].ljust(12, "0")


def rounded(column: str) -> str:
    """The sentence for a number that a spreadsheet has kept as a figure, with its last digits lost."""
    return _(
        "%(column)s: the spreadsheet has kept it as a figure and lost its last digits. "
        "Set the column to text and type it again."
    ) % {"column": column}


def normal_name(text: str) -> str:
    """A name without the spaces people put for looks (张 三) and signs nobody sees, with one kind of dot.

    Characters beyond the first plane and those an older table kept in its private area are names as any other.

    Raises NameIsMissing, NameIsTooLong.
    """
    name = "".join(map(_one_sign, text))
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    name = re.sub(r"\s*[·•‧∙⋅・.．]\s*", "·", name)
    if HAN.search(name):
        name = name.replace(" ", "")
    if not re.search(r"\w", name):
        raise NameIsMissing(_("The name is missing."))
    if len(name) > LONGEST_NAME:
        raise NameIsTooLong(_("The name is longer than %(most)d characters.") % {"most": LONGEST_NAME})
    return name


def _one_sign(sign: str) -> str:
    if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} and not sign.isspace():
        return ""
    return PRIVATE_SIGNS.get(sign, sign)


def _check_birth_date(number: str) -> None:
    try:
        born = birth_date(number)
    except ValueError:
        born = None
    if born is None or not dt.date(1900, 1, 1) <= born <= today():
        raise IdNumberHasNoBirthDate(
            _("Digits 7 to 14 (%(digits)s) are no birth date. Compare them with the card.") % {"digits": number[6:14]}
        )
