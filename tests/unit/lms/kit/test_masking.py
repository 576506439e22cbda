"""What of a personal detail may stand on a page."""

import pytest

from lms.kit.masking import has_whole_number, hide_numbers, mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三丰", "张**"),
        ("张三", "张*"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("司马相如", "司马**"),
        ("向", "向"),
        ("", ""),
    ],
)
def test_masks_a_name(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("+8613812345678", "138****5678"), ("13812345678", "138****5678"), ("12345", "*****"), ("", "")],
)
def test_masks_a_phone_number(phone, masked):
    assert mask_phone(phone) == masked


def test_masks_an_id_number():
    number = "433127198506150016"
    assert mask_id_number(number) == "*" * 14 + "0016"
    assert mask_id_number(number, area=True) == "433127" + "*" * 8 + "0016"
    assert mask_id_number("12345") == "*****"
    assert mask_id_number("") == ""
    assert len(mask_id_number(number)) == len(mask_id_number(number, area=True)) == len(number)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("电话 138 1234 5678", "电话 ****5678"),
        ("+8613812345678", "****5678"),
        ("身份证433127198506151234、", "身份证****1234、"),
        ("43312719850615123X", "****123X"),
        ("433127 19850615 1234", "****1234"),
        ("４３３１２７１９８５０６１５１２３４", "****1234"),
        ("433127850615123", "****5123"),
    ],
)
def test_whole_numbers_in_a_text_are_found_and_hidden(text, hidden):
    assert has_whole_number(text)
    assert hide_numbers(text) == hidden


@pytest.mark.parametrize(
    "text", ["2026-11-22 08:00", "共 13800 元（含税）", "户编号 43312710012", "2026-11-22 – 2026-11-23", ""]
)
def test_days_amounts_and_household_numbers_stay(text):
    assert hide_numbers(text) == text
