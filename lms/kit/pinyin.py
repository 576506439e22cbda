"""Han characters as they are read, without tones."""


def syllables(text: str) -> list[str]:
    """One small syllable a character, ü as v; what is not Han stays as it is."""
    # Its dictionaries take half a second to load: only a process that spells pays for it.
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text)
