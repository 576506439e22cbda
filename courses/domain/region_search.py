"""Finding a division by what people type: a part of its name, its pinyin, the initials of it, or digits of its code.

`Region.spelling` holds two words, for 卡木村 `kamucun kmc`; what is typed must stand at the start of one of them.
"""

import re
import unicodedata

from django.db.models import Q, QuerySet

from courses.models import Region
from lms.kit.pinyin import syllables

LONGEST = 120
LONGEST_SEARCH = 40


def spell(name: str) -> str:
    """What `Region.spelling` keeps for `name`: small letters without tones, ü as v."""
    words = [word for word in (re.sub(r"[^a-z0-9]", "", text.lower()) for text in syllables(name)) if word]
    return f"{''.join(words)} {''.join(word[0] for word in words)}"[:LONGEST] if words else ""


def found_by(regions: QuerySet[Region], text: str) -> QuerySet[Region]:
    """Those of `regions` that stand today and that `text` means, by code; nothing for an empty text."""
    typed = re.sub(r"[\s\0]", "", unicodedata.normalize("NFKC", text)).lower()[:LONGEST_SEARCH]
    if not typed:
        return regions.none()
    found = Q(name__contains=typed)
    if typed.isdigit():
        found |= Q(code__startswith=typed)
    if typed.isascii():
        spelled = typed.replace("'", "")
        found |= Q(spelling__startswith=spelled) | Q(spelling__contains=f" {spelled}")
    return regions.current().filter(found).order_by("code")
