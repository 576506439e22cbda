"""What of a personal detail may stand on a page: domain.md section 7, "Masking defaults"."""

import re

COMPOUND_SURNAMES = frozenset(
    re.findall("..", "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒司空夏侯端木南宫长孙宇文鲜于闻人轩辕赫连呼延")
)


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
