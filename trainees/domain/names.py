"""Names as people type them: pinyin with the readings surnames have, and the search over names.

`Trainee.name_pinyin` holds four spellings with spaces between, for 曾小乐 `zeng xiao le zxl zengxiaole xiaole`:
syllables (they come first, so lists sort by them), initials, all in one, the given name. What is searched must
stand at the start of one of these words, so `zxl`, `zeng`, `xiaole`, `zengx` and `zeng xiao` all find her.
"""

import re
import unicodedata

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, TextField, Value

from lms.kit.masking import COMPOUND_SURNAMES
from lms.kit.pinyin import syllables

# What stands for the name of who has had their identity erased.
ERASED_NAME = "（已删除）"

# Surnames that are read otherwise than the character mostly is.
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "翟": "zhai", "乐": "yue", "召": "shao", "折": "she", "隗": "wei", "员": "yun", "秘": "bi", "缪": "miao",
    "覃": "qin", "洗": "xian", "么": "yao", "繁": "po", "种": "chong", "黑": "he", "祭": "zhai", "卜": "bu",
    "佴": "nai", "阚": "kan", "粘": "nian", "角": "jue",
}  # fmt: skip
_not_typed = re.compile(r"[\s·•.'’\-|]+")
_name = re.compile(r"[\w·.\-]+")
LONGEST = 200
LONGEST_SEARCH = 60
# Shorter pinyin begins a word in too many names for an index of words.
SHORTEST_WORD = 3


def pinyin(name: str) -> str:
    """What `Trainee.name_pinyin` keeps for `name`, at most 200 letters: no tones, ü as v, what is not Han small."""
    text = _not_typed.sub("", unicodedata.normalize("NFKC", name)).lower()
    length = 2 if text[:2] in COMPOUND_SURNAMES and len(text) > 2 else 1
    surname, given = text[:length], text[length:]
    first = SURNAMES[surname].split() if surname in SURNAMES else syllables(surname)
    rest = syllables(given)
    if not surname.isascii():
        words = [*first, *rest]
        return " ".join([*words, "".join(w[0] for w in words), "".join(words), "".join(rest)]).strip()[:LONGEST]
    return "".join([*first, *rest])[:LONGEST]


class _Words(Func):
    """PostgreSQL: the spellings of a name, and the name from each of its first characters on, as searchable words.

    The same expression is indexed by `trainee_names_by_any_beginning` (migration 0007).
    """

    template = (
        "(to_tsvector('simple', %(name_pinyin)s || ' ' || %(name)s || ' ' || substr(%(name)s, 2) || ' ' || "
        "substr(%(name)s, 3) || ' ' || substr(%(name)s, 4)) @@ to_tsquery('simple', %(typed)s))"
    )
    output_field = BooleanField()

    def __init__(self, typed: str):
        super().__init__(F("name_pinyin"), F("name"), Value(f"'{typed}':*", output_field=TextField()))

    def as_sql(self, compiler, connection, **context):
        columns = [compiler.compile(one) for one in self.source_expressions]
        (pinyin_sql, _none), (name_sql, _nothing), (typed_sql, typed) = columns
        return self.template % {"name_pinyin": pinyin_sql, "name": name_sql, "typed": typed_sql}, list(typed)


def called(text: str) -> Q:
    """Trainees whose name contains `text`, or whose pinyin has a word that starts with it: quick where few are."""
    spelled = _spelled(text)
    if connection.vendor != "postgresql" or (len(spelled) < SHORTEST_WORD and spelled.isascii()):
        return spelt(text)
    # Both: the words find few among many through their index, the plain comparison looks through a village.
    return Q(_Words(spelled)) & spelt(text) if _name.fullmatch(spelled) else Q(pk__in=[])


def spelt(text: str) -> Q:
    """The same by looking at one name after the other: quick where many are."""
    text, spelled = text.replace("\0", "").strip()[:LONGEST_SEARCH], _spelled(text)
    if connection.vendor == "postgresql":
        if not _name.fullmatch(spelled):
            return Q(pk__in=[])
        if not re.search("[a-z0-9]", spelled):
            return Q(name__contains=spelled)
        text = spelled
    found = Q(name__icontains=text)
    for spelling in {" ".join(text.lower().replace("ü", "v").split()), spelled}:
        found |= Q(name_pinyin__startswith=spelling) | Q(name_pinyin__contains=f" {spelling}")
    return found


def _spelled(text: str) -> str:
    return "".join(text.replace("\0", "").strip()[:LONGEST_SEARCH].lower().replace("ü", "v").split())
