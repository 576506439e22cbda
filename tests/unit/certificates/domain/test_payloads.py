import datetime as dt
import hashlib

import pytest

from certificates.domain import payloads


def test_canonical_is_sorted_compact_utf8():
    assert payloads.canonical({"b": 1, "a": "芳"}) == '{"a":"芳","b":1}'.encode()


def test_digest_is_sha256_of_the_canonical_form():
    assert payloads.digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


def test_digest_changes_with_any_value():
    assert payloads.digest({"name": "张三", "hours": 8}) != payloads.digest({"name": "张三", "hours": 80})


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("向小芳", "向小芳"),
        ("\u3000向 \u3000小芳 ", "向 小芳"),
        ("张\u202e三李四", "张三李四"),
        ("王\u200b\u200d伟\ufeff", "王伟"),
        ("𠮷野䶮㛃", "𠮷野䶮㛃"),
        ("买买提·吐尔逊", "买买提·吐尔逊"),
        ("葛\U000e0100洪", "葛洪"),
        ("<b>张三</b>", "<b>张三</b>"),
        ("e\u0301", "é"),
        ("A\x00B\x1bC", "ABC"),
    ],
)
def test_printed_name_keeps_what_is_seen(name, printed):
    assert payloads.printed_name(name) == printed


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b\u200b\u200d", "\u202e\u202c", "\u3164", "\u2800\u2800", "···", "\ufe0f"]
)
def test_printed_name_refuses_what_nobody_sees(name):
    with pytest.raises(payloads.NameCannotBePrinted):
        payloads.printed_name(name)


def test_fill_does_not_read_values_again():
    filled = payloads.fill("{name}学习{course}，{unknown}", name="{course}", course="{0.__class__}")
    assert filled == "{course}学习{0.__class__}，{unknown}"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2019, 9, 25), "二〇一九年九月二十五日"),
        (dt.date(2020, 10, 10), "二〇二〇年十月十日"),
        (dt.date(2026, 12, 1), "二〇二六年十二月一日"),
        (dt.date(2026, 11, 30), "二〇二六年十一月三十日"),
        (dt.date(2026, 1, 19), "二〇二六年一月十九日"),
    ],
)
def test_chinese_date_reads_as_written(day, text):
    assert payloads.chinese_date(day) == text


def test_texts_finds_every_value_at_any_depth():
    assert list(payloads.texts({"a": "x", "b": [{"c": 3, "d": None}]})) == ["x", "3"]
