"""Columns in any order, under any usual heading, below a title; what Excel did to a number is noticed."""

import pytest

from lms.kit.spreadsheets import Table
from trainees.domain.roster_columns import ColumnsMissing, read_entries


def table(*rows, formulas=()):
    return Table(list(enumerate(rows, start=1)), frozenset(formulas))


def test_read_entries_finds_columns_by_usual_headings_below_a_title():
    at, entries = read_entries(
        table(
            ["永顺县电商培训学员花名册"],
            ["序号", "联系电话", "姓 名*", "行政村", "身份证号码（必填）", "人员类别", "户号", "乡（镇）"],
            [1.0, 13800138000.0, "张三", "司城村", "43312719850615001X", "青年", 1234.0, "灵溪镇"],
        )
    )
    assert at == 2
    entry = entries[0]
    assert (entry.row, entry.name, entry.phone, entry.village) == (3, "张三", "13800138000", "司城村")
    assert (entry.id_number, entry.groups, entry.household) == ("43312719850615001X", "青年", "1234")
    assert entry.township == "灵溪镇"


def test_read_entries_names_the_missing_columns():
    with pytest.raises(ColumnsMissing, match="身份证号、村"):
        read_entries(table(["姓名", "手机号"], ["张三", "13800138000"]))


def test_read_entries_without_any_heading_is_refused():
    with pytest.raises(ColumnsMissing):
        read_entries(table(["张三", "43312719850615001X", "司城村"]))


def test_read_entries_notes_rounded_figures_and_formulas():
    _at, entries = read_entries(
        table(
            ["姓名", "身份证号", "村"],
            ["张三", 4.33127198506151e17, "司城村"],
            ["李四", "43312719850615001X", "=A1"],
            ["王五", 433127850615001.0, "司城村"],
            formulas=[(3, 2)],
        )
    )
    assert entries[0].rounded == {"id_number"}
    assert entries[1].computed == {"id_number", "village"}
    assert (entries[2].rounded, entries[2].id_number) == (frozenset(), "433127850615001")


def test_read_entries_takes_short_rows():
    _at, entries = read_entries(table(["姓名", "身份证号", "村", "手机号"], ["张三"]))
    assert (entries[0].name, entries[0].village, entries[0].phone) == ("张三", "", "")
