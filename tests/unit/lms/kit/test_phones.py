"""Mobile numbers as people type them."""

import pytest
from django.core.exceptions import ValidationError

from lms.kit.phones import PhoneField, normal_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "+86 138 1234 5678",
        "+8613812345678",
        "008613812345678",
        "１３８１２３４５６７８",
        "＋８６ 138 1234 5678",
    ],
)
def test_reads_a_number_however_it_is_typed(typed):
    assert normal_phone(typed) == "+8613812345678"


@pytest.mark.parametrize(
    "typed",
    ["1381234567", "138123456789", "0743-5223344", "12345", "110", "abc", "", "--", "13812345678; drop", "٣" * 400],
)
def test_refuses_what_is_no_mobile_number(typed):
    with pytest.raises(ValidationError):
        normal_phone(typed)


def test_field_may_be_left_empty_when_not_required():
    assert PhoneField(required=False).clean("") == ""
    assert PhoneField().clean("138 1234 5678") == "+8613812345678"
