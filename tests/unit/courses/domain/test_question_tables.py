"""Questions as people write them: every wrong cell is named."""

import pytest

from courses.domain import question_tables
from lms.kit.spreadsheets import read_table, write_workbook

HEAD = ["题型", "题目", "答案", "选项A", "选项B", "选项C", "选项D"]


def table(*rows, head=HEAD):
    return read_table(write_workbook([("题库", [head, *rows])]), name="题库.xlsx")


def drafts(*rows, head=HEAD):
    return [question_tables.draft(cells) for cells in question_tables.read_rows(table(*rows, head=head))]


def faults(*row):
    (draft,) = drafts(row)
    return [fault.heading for fault in draft.faults]


def test_each_kind_is_read_as_it_is_written():
    single, several, judged, order = drafts(
        ["单选题", "先做什么？", "b", "退款", "查单号", "", ""],
        ["多选", "要用哪些？", "D, A", "网套", "石头", "水", "纸箱"],
        ["判断题", "验证码谁要都给。", "×", "", "", "", ""],
        ["排序", "按先后", "C→A→B", "打包", "发货", "下单", ""],
    )
    assert (single.kind, single.options, single.right, single.faults) == ("single", ["退款", "查单号"], [1], ())
    assert (several.kind, several.right) == ("multiple", [0, 3])
    assert (judged.kind, judged.options, judged.right) == ("true_false", [], [1])
    assert (order.kind, order.options, order.right) == ("order", ["下单", "打包", "发货"], [0, 1, 2])


def test_headings_are_found_in_any_order_below_a_title():
    head = ["答案", "A", "B", "题目（必填）", "类型"]
    found = read_table(
        write_workbook([("x", [["某县题库"], head, ["A", "是", "不是", "问什么？", "单选"]])]), name="a.xlsx"
    )
    (cells,) = question_tables.read_rows(found)
    assert cells["row"] == 3
    assert question_tables.draft(cells).right == [0]


def test_headings_that_are_missing_are_named():
    with pytest.raises(question_tables.HeadingsMissing, match="答案"):
        question_tables.read_rows(table(["单选", "x"], head=["题型", "题目"]))


@pytest.mark.parametrize(
    ("row", "headings"),
    [
        (["简答", "x", "A", "1", "2", "", ""], ["题型"]),
        (["", "", "", "甲", "乙", "", ""], ["题型", "题目"]),
        (["单选", "x" * 301, "A", "1", "2", "", ""], ["题目"]),
        (["单选", "x", "A", "1", "", "", ""], ["选项B"]),
        (["单选", "x", "C", "1", "2", "", ""], ["答案"]),
        (["单选", "x", "AB", "1", "2", "", ""], ["答案"]),
        (["单选", "x", "", "1", "2", "", ""], ["答案"]),
        (["多选", "x", "A", "1", "2", "", ""], ["答案"]),
        (["多选", "x", "AA", "1", "2", "", ""], ["答案"]),
        (["判断", "x", "也许", "", "", "", ""], ["答案"]),
        (["排序", "x", "AB", "1", "2", "", ""], ["选项C"]),
        (["排序", "x", "AB", "1", "2", "3", ""], ["答案"]),
        (["单选", "x", "A", "1", "", "3", ""], ["选项B"]),
        (["单选", "x", "A", "同", "同", "", ""], ["选项B"]),
        (["单选", "x", "A", "1" * 101, "2", "", ""], ["选项A"]),
    ],
)
def test_wrong_cells_are_named_by_their_column(row, headings):
    assert faults(*row) == headings


def test_the_right_answer_comes_back_as_it_is_written():
    for row in (["单选", "x", "B", "1", "2", "", ""], ["判断", "x", "对", "", "", "", ""]):
        (draft,) = drafts(row)
        assert question_tables.letters(draft.question) == row[2]
