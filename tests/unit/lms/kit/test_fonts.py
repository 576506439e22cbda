import io

import pytest
from fontTools.ttLib import TTFont

from lms.kit import fonts


def covered(font: bytes) -> set[str]:
    return {chr(code) for code in TTFont(io.BytesIO(font)).getBestCmap()}


def test_cut_holds_exactly_the_characters_of_the_text():
    faces = fonts.cut("向小芳")
    assert [(family, weight) for family, weight, _font in faces] == [("Paper", 400), ("Paper", 700)]
    assert all(covered(font) == set("向小芳") for _family, _weight, font in faces)
    assert all(len(font) < 5000 for _family, _weight, font in faces)


def test_cut_of_the_same_text_is_the_same_bytes():
    assert fonts.cut("永顺县") == fonts.cut("永顺县")


def test_cut_takes_what_the_main_face_lacks_from_another():
    families = {family: covered(font) for family, weight, font in fonts.cut("向ئ") if weight == 400}
    assert families["Other scripts"] == {"ئ"}
    assert "ئ" not in families["Paper"]


def test_require_accepts_rare_characters_of_the_main_face():
    fonts.require("𠮷䶮㛃·")


def test_require_names_the_character_no_font_has():
    with pytest.raises(fonts.CharacterHasNoFont) as refusal:
        fonts.require("张\U0003134f")
    assert "U+3134F" in str(refusal.value)
