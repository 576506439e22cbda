"""What of a personal detail may stand on a page: domain.md section 7, "Masking defaults"."""

import re
import unicodedata

COMPOUND_SURNAMES = frozenset(
    re.findall("..", "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒司空夏侯端木南宫长孙宇文鲜于闻人轩辕赫连呼延")
)


# What stands between the digits of a number somebody typed.
_BETWEEN = r"[\s\-.·]?"
# An ID number of 18 signs or 15, or a mobile number of the mainland; not part of a longer row of digits.
_SHAPES = (
    rf"\d(?:{_BETWEEN}\d){{16}}{_BETWEEN}[\dXx]",
    rf"[1-8]\d(?:{_BETWEEN}\d){{13}}",
    rf"(?:\+?86{_BETWEEN})?1{_BETWEEN}[3-9](?:{_BETWEEN}\d){{9}}",
)
_WHOLE_NUMBER = re.compile(rf"(?<!\d)(?:{'|'.join(_SHAPES)})(?!\d)")


def has_whole_number(text: str) -> bool:
    """Whether somebody wrote an ID number or a mobile number into `text`, in whatever digits and spacing."""
    return _WHOLE_NUMBER.search(unicodedata.normalize("NFKC", text)) is not None


def hide_numbers(text: str) -> str:
    """`text` with such numbers cut down to their last four signs; unchanged, to the letter, when there are none."""
    if not has_whole_number(text):
        return text
    return _WHOLE_NUMBER.sub(lambda found: f"****{found[0][-4:]}", unicodedata.normalize("NFKC", text))


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳修 → 欧阳*."""
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * (len(name) - kept)


def mask_phone(phone: str) -> str:
    """+8613812345678 → 138****5678; the country code of the mainland is left out."""
    local = phone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}" if len(local) >= 8 else "*" * len(local)


def mask_id_number(id_number: str, *, area: bool = False) -> str:
    """Last four digits; with `area` (the bureau) the first six, the place of first registration, too."""
    if len(id_number) < 10:
        return "*" * len(id_number)
    head = id_number[:6] if area else ""
    return f"{head}{'*' * (len(id_number) - len(head) - 4)}{id_number[-4:]}"
