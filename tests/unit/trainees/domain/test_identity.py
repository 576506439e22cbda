"""ID numbers and names as people type them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.people import id_number
from trainees.domain import identity

GOOD = id_number(12)
numbers = st.builds(
    lambda serial, day: id_number(serial, birth=day.strftime("%Y%m%d")),
    st.integers(0, 999),
    st.dates(dt.date(1900, 1, 1), dt.date(2020, 12, 31)),
)


@given(numbers)
def test_a_right_number_stays_as_it_is(number):
    assert identity.normal_id_number(number) == number


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_refused(number, position, step):
    if not number[position].isdigit():
        return
    wrong = number[:position] + str((int(number[position]) + step) % 10) + number[position + 1 :]
    with pytest.raises(identity.IdentityRefused):
        identity.normal_id_number(wrong)


@given(numbers, st.integers(6, 15))
def test_two_neighbours_swapped_are_always_refused(number, position):
    if number[position] == number[position + 1]:
        return
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    with pytest.raises(identity.IdentityRefused):
        identity.normal_id_number(swapped)


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_sentence(text):
    try:
        answer = identity.normal_id_number(text)
    except identity.IdentityRefused as refusal:
        answer = str(refusal)
    assert answer


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "110105-19491231-002X",
    ],
)
def test_ways_of_typing_give_one_number(typed):
    assert identity.normal_id_number(typed) == "11010519491231002X"


def test_a_number_of_before_1999_gets_its_century_and_check_digit():
    assert identity.normal_id_number(GOOD[:6] + GOOD[8:17]) == GOOD


@pytest.mark.parametrize(
    ("typed", "refusal", "sentence"),
    [
        ("4.33127198506151E+17", identity.IdNumberIsRounded, ""),
        (GOOD[:-1], identity.IdNumberHasWrongLength, "17"),
        ("X" + GOOD[1:], identity.IdNumberHasWrongCharacters, ""),
        ("99" + GOOD[2:], identity.IdNumberHasWrongCheckDigit, ""),
        ("00" + GOOD[2:], identity.IdNumberHasNoProvince, "00"),
        (id_number(1, birth="19850230"), identity.IdNumberHasNoBirthDate, "19850230"),
        (id_number(1, birth="20990101"), identity.IdNumberHasNoBirthDate, "20990101"),
        (id_number(1, birth="18991231"), identity.IdNumberHasNoBirthDate, "18991231"),
        ("110105194912310021", identity.IdNumberHasWrongCheckDigit, r"X.*1"),
        ("", identity.IdNumberHasWrongLength, "0"),
    ],
)
def test_a_wrong_number_is_refused_for_its_own_reason(typed, refusal, sentence):
    with pytest.raises(refusal, match=sentence or "."):
        identity.normal_id_number(typed)


@pytest.mark.parametrize("area", ["330113", "320382", "460400", "810000", "830000", "512002"])
def test_counties_old_and_new_are_no_reason_to_refuse(area):
    number = id_number(7, area=area)
    assert identity.normal_id_number(number) == number


def test_birth_date_and_area_are_read_from_the_number():
    assert identity.birth_date(GOOD) == dt.date(1985, 6, 15)
    assert identity.area_code(GOOD) == "433127000000"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张 三", "张三"),
        ("　张三　", "张三"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 • 买买提", "阿卜杜拉·买买提"),
        ("John  Smith", "John Smith"),
        ("𠮷 𬱖", "𠮷𬱖"),
        ("〇 〇", "〇〇"),
        ("㛃 䶮", "㛃䶮"),
        ("\ue81e\ue864", "\u9fb4\u9fbb"),
        ("张\u200b三\u202e", "张三"),
        ("张\x00三", "张三"),
        ("张\n三", "张三"),
        ("尼加提⋅阿不都热依木", "尼加提·阿不都热依木"),
        ("龍\ufe00", "龍\ufe00"),
    ],
)
def test_a_name_loses_what_was_typed_for_looks(typed, name):
    assert identity.normal_name(typed) == name


@pytest.mark.parametrize("typed", ["", "  ", "——", "·"])
def test_a_name_of_no_letters_is_missing(typed):
    with pytest.raises(identity.NameIsMissing):
        identity.normal_name(typed)


def test_the_longest_names_people_have_are_taken_whole():
    name = "古丽巴哈尔" + "·阿卜杜热合曼" * 6 + "吐尔"
    assert len(name) == 49
    assert identity.normal_name(name) == name
    assert identity.normal_name("𠮷" * 50) == "𠮷" * 50


def test_a_name_that_fills_a_page_is_refused():
    with pytest.raises(identity.NameIsTooLong, match="50"):
        identity.normal_name("张" * 51)
