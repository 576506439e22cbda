"""Han characters as they are read, without tones.

The dictionaries of pypinyin take half a second and 60 MB to load. Most names need none of them: `readings.txt` has its
reading of every character alone, and the two or three that are read otherwise when they stand together.
`manage.py write_readings` writes the file; a test holds the two equal.
"""

import functools
from pathlib import Path

FILE = Path(__file__).with_name("readings.txt")
FIRST, LAST = "\u4e00", "\u9fff"
LONGEST_LOOKED_UP = 3


def syllables(text: str) -> list[str]:
    """One small syllable a character, ü as v; what is not Han stays as it is."""
    alone, together = readings()
    if len(text) <= LONGEST_LOOKED_UP and not together.intersection((text, text[:2], text[1:])):
        found = [alone.get(character) for character in text]
        if None not in found:
            return found
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text)


@functools.cache
def readings() -> tuple[dict[str, str], frozenset[str]]:
    """Character → syllable, and the words that are read otherwise than their characters."""
    characters, words = FILE.read_text(encoding="utf-8").split("\n\n")
    lines = (line.split() for line in characters.split("\n"))
    return {one: syllable for syllable, alike in lines for one in alike}, frozenset(words.split())


def written() -> str:
    """What `readings.txt` has to say, by pypinyin's dictionaries."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    alone = {one: lazy_pinyin(one)[0] for one in map(chr, PINYIN_DICT) if FIRST <= one <= LAST}
    alike: dict[str, list[str]] = {}
    for one, syllable in sorted(alone.items()):
        alike.setdefault(syllable, []).append(one)
    words = [word for word in PHRASES_DICT if 2 <= len(word) <= LONGEST_LOOKED_UP]
    together = sorted(word for word in words if lazy_pinyin(word) != [alone.get(one) for one in word])
    lines = [f"{syllable} {''.join(found)}" for syllable, found in sorted(alike.items())]
    twenties = [" ".join(together[at : at + 20]) for at in range(0, len(together), 20)]
    return "\n".join([*lines, "", *twenties, ""])
