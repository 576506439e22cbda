"""What of a personal detail may stand on a page."""

import pytest

from lms.kit.masking import mask_id_number, mask_name, mask_phone


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
