"""Sheets about villages: which place a row means, what it says, and why it is refused."""

import datetime as dt

import pytest

from courses.domain.place_tables import HeadingsMissing, Places, RowRefused, read_denominators, read_poor_villages
from lms.kit.spreadsheets import Table
from tests.factories import places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def table(*rows):
    return Table(list(enumerate(rows, start=1)))


@pytest.fixture
def county():
    for number, name in ((1, "首车镇"), (2, "灵溪镇")):
        places.region(f"43312710{number}000", name=name)
        for village, called in ((201, "卡木村"), (202, f"第{number}村")):
            places.region(f"43312710{number}{village}", name=called)
    return places.region()


def test_read_poor_villages_by_name_and_code(county):
    found = read_poor_villages(
        table(
            ["永顺县贫困村名单"],
            ["序号", "乡镇", "行政村", "类别", "认定年份", "出列年份"],
            [1, "灵溪镇", "卡木", "国家级贫困村", 2014.0, 2018],
            [2, "", "第1村民委员会", "省定", "2016-05-01", ""],
        ),
        county,
    )
    assert [finding.reason for finding in found] == ["", ""]
    assert [(finding.region.code, *finding.facts) for finding in found] == [
        ("433127102201", "national", dt.date(2014, 1, 1), dt.date(2019, 1, 1)),
        ("433127101202", "provincial", dt.date(2016, 5, 1), None),
    ]
    by_code = read_poor_villages(table(["代码", "认定年份"], ["433127101201", "2014"]), county)
    assert by_code[0].region.name == "卡木村"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", "卡木村", "", "2014", ""], "several"),
        (["灵溪镇", "没有村", "", "2014", ""], "没有村"),
        (["没有镇", "卡木村", "", "2014", ""], "没有镇"),
        (["灵溪镇", "", "", "2014", ""], "not a village"),
        (["", "", "", "2014", ""], "missing"),
        (["灵溪镇", "卡木村", "市定", "2014", ""], "市定"),
        (["灵溪镇", "卡木村", "", "", ""], "missing"),
        (["灵溪镇", "卡木村", "", "去年", ""], "去年"),
        (["灵溪镇", "卡木村", "", "2014-13-45", ""], "2014-13-45"),
        (["灵溪镇", "卡木村", "", "99999", ""], "99999"),
        (["灵溪镇", "卡木村", "", "2018", "2014"], "left"),
    ],
)
def test_read_poor_villages_refuses_a_row_with_a_sentence(county, row, sentence):
    head = ["乡镇", "村", "类别", "认定年份", "出列年份"]
    assert sentence in read_poor_villages(table(head, row), county)[0].reason


def test_read_denominators_of_county_township_and_village(county):
    county.name = "永顺县"
    county.save()
    found = read_denominators(
        table(
            ["乡镇", "村", "常住人口（人）", "贫困劳动力"],
            ["永顺县", "", "434,000", 12000.0],
            ["灵溪镇", "", 60000, ""],
            ["灵溪镇", "卡木村", 900, 40],
            ["灵溪镇", "卡木村", 901, 40],
            ["首车镇", "卡木村", -3, ""],
            ["首车镇", "第1村", "", ""],
            ["首车镇", "第1村", 10**11, ""],
        ),
        county,
    )
    assert [(finding.region.level, dict(finding.facts)) for finding in found if not finding.reason] == [
        ("county", {"residents": 434000, "poor_labour": 12000}),
        ("township", {"residents": 60000}),
        ("village", {"residents": 900, "poor_labour": 40}),
    ]
    assert [finding.row for finding in found if finding.reason] == [5, 6, 7, 8]
    assert "row 4" in found[3].reason


def test_a_sheet_without_its_headings_is_refused(county):
    for rows in (
        [["姓名", "电话"], ["向某", "1"]],
        [["村", "名称"], ["卡木村", "1"]],
        [["乡镇", "村", "类别"], ["a", "b", "c"]],
    ):
        with pytest.raises(HeadingsMissing, match="乡镇"):
            read_poor_villages(table(*rows), county)


def test_an_old_village_leads_to_the_one_in_its_place(county):
    old, new = places.region("433127102202"), places.region("433127102201")
    old.superseded_by, old.withdrawn_on = new, dt.date(2025, 1, 1)
    old.save()
    for code, township, village in ((old.code, "", ""), ("", "灵溪镇", "第2村")):
        assert Places(county).find(code, township, village) == new
    with pytest.raises(RowRefused, match="433128101201"):
        Places(county).find("433128101201", "", "")
