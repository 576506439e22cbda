"""Readings from our table: those of pypinyin to the letter, without its dictionaries."""

import random
import subprocess
import sys

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from lms.kit import pinyin


def test_the_table_is_what_the_dictionaries_say():
    assert pinyin.FILE.read_text(encoding="utf-8") == pinyin.written()


def test_short_texts_are_read_as_the_dictionaries_read_them():
    chance = random.Random(3)
    characters = [one for word in PHRASES_DICT for one in word]
    texts = ["".join(chance.choices(characters, k=1 + n % 3)) for n in range(5000)]
    texts += [word[:3] for word in PHRASES_DICT] + ["", "a", "Rose", "王a", "𠮷", "㐂", "ü", "曾 乐", "〇"]
    assert [text for text in texts if pinyin.syllables(text) != lazy_pinyin(text)] == []


def test_words_are_read_otherwise_than_their_characters():
    assert pinyin.syllables("音乐") == ["yin", "yue"]
    assert pinyin.syllables("快乐") == ["kuai", "le"]
    assert pinyin.syllables("电子商务") == ["dian", "zi", "shang", "wu"]


def test_a_usual_name_loads_no_dictionary():
    code = "import sys; from lms.kit.pinyin import syllables; print(syllables('大山'), 'pypinyin' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "['da', 'shan'] False\n"
