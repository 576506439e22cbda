"""Every cleaning rule of household lists as a reason at its cell (domain.md 6.3); and the words of the code lists."""

import datetime as dt

import pytest

from tests.factories import people, places
from tests.factories.household_lists import household, member
from trainees.domain.imports import household_words as words
from trainees.domain.imports.reasons import HOUSEHOLDS, sentence
from trainees.models import HouseholdStatus

DAY = dt.date(2020, 12, 31)
MONITORED = "易返贫致贫户(监测对象)类型"


def family(**cells):
    """A household whose second row says `cells`."""
    rows = household(1)
    return [rows[0], rows[1] | cells, *rows[2:]]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"证件号码": "433199500615001"}, "id_number", "id_of_15_digits"),
        ({"证件号码": "4331991950061500"}, "id_number", "id_length"),
        ({"证件号码": member(5)["证件号码"] + "8"}, "id_number", "id_length"),
        ({"证件号码": member(5)["证件号码"] + "84"}, "id_number", "id_length"),
        ({"证件号码": member(5)["证件号码"][:17] + "5"}, "id_number", "id_check_digit"),
        ({"证件号码": "433199********0011"}, "id_number", "id_masked"),
        ({"证件号码": 433199195006150011}, "id_number", "rounded"),
        ({"姓名": ""}, "name", "name_missing"),
        ({"户编号": ""}, "household", "household_missing"),
        ({"户编号": member(5)["证件号码"]}, "household", "household_is_id"),
        ({"户编号": "433199****01"}, "household", "household_masked"),
        ({"行政村": "没有这个村"}, "village", "village"),
        ({"县": "保靖县"}, "county", "other_county"),
        ({"数据日期": "2019-12-31"}, "dated", "another_day"),
        ({"户类型": "富裕户"}, "household_type", "status_word"),
        ({"户类型": "未脱贫户"}, "household_type", "household_says_two_things"),
        ({"姓名": "=1+1"}, "name", "formula"),
    ],
)
def test_refuses_a_row_with_the_reason_at_its_cell(judged, cells, column, code):
    places.region(places.COUNTY, name="永顺县")
    assert (3, column, code) in judged(*family(**cells))


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"证件号码": member(5)["证件号码"] + "43"}, "id_number", "id_of_a_disability_card"),
        ({"证件号码": member(5)["证件号码"] + "4301"}, "id_number", "id_of_a_disability_card"),
        ({"证件号码": ""}, "id_number", "without_number"),
        ({"民族": ""}, "ethnicity", "empty"),
        ({"文化程度": ""}, "education", "empty"),
        ({"劳动技能": ""}, "labour", "empty"),
        ({"务工时间(月)": "13"}, "away_months", "months_outside"),
        ({"劳动技能": "无劳动力", "务工时间(月)": "5"}, "labour", "works_though_unfit"),
        ({"与户主关系": "户主"}, "relation", "two_heads"),
        ({"与户主关系": "之子"}, "relation", "relation_and_sex"),
        ({"证件号码": member(104)["证件号码"]}, "relation", "couple_of_one_sex"),
        ({"与户主关系": "邻居"}, "relation", "unknown_word"),
        ({"人数": "很多"}, "size", "size_unread"),
        ({"人编号": member(5)["证件号码"]}, "person_number", "person_number_is_id"),
        ({"人编号": "9" * 31}, "person_number", "person_number_too_long"),
        ({"人编号": member(4)["人编号"]}, "person_number", "person_number_twice"),
    ],
)
def test_warns_and_lets_the_row_in(bring_households, cells, column, code):
    batch = bring_households(*family(**cells))
    remark = batch.remarks.get(column=column, code=code)
    assert batch.counts["accepted"] == 4
    assert not batch.remarks.filter(is_refusal=True).exists()
    assert "433199195" not in sentence(remark.code, remark.params)


def test_the_nineteenth_digit_of_a_disability_card_is_one_to_seven(judged):
    assert (3, "id_number", "id_length") in judged(*family(证件号码=member(5)["证件号码"] + "83"))


def test_a_household_without_head_and_of_another_size(judged):
    found = judged(*[row | {"与户主关系": "其他", "人数": "7"} for row in household(1)])
    assert found == [(2, "relation", "no_head"), (2, "size", "size_differs")]


def test_place_of_work_without_months_and_the_reverse(county, bring_households):
    from tests.factories.household_lists import HEADINGS
    from tests.factories.registers import as_xlsx

    rows = [row | {"务工地点": ""} for row in household(1)]
    rows[1] |= {"务工地点": "省外", "务工时间(月)": ""}
    batch = bring_households(data=as_xlsx(rows, headings=(*HEADINGS, "务工地点")))
    assert set(batch.remarks.values_list("row", "code")) == {(2, "months_without_work"), (3, "work_without_months")}


def test_one_person_twice(judged):
    twice = member(4) | {"户编号": "433199000002", "行政村": "第1镇第3村"}
    assert (2, "id_number", "in_two_households") in judged(*household(1), twice)
    assert (6, "id_number", "in_two_households") in judged(*household(1), twice)
    assert (6, "id_number", "repeated") in judged(*household(1), member(4))
    assert (6, "id_number", "twins_of_two_names") in judged(*household(1), member(4) | {"姓名": "别的名"})


def test_a_person_of_another_village_of_the_county_is_shown(judged):
    row = member(4)
    people.trainee(name=row["姓名"], number=row["证件号码"], region=places.village(9))
    assert (2, "village", "lives_in_another_village") in judged(*household(1))
    people.household(people.trainee(region=places.village(9)), number="433199000002")
    assert (2, "village", "household_of_another_village") in judged(*household(2))


def test_another_name_under_a_known_number(judged, county):
    people.trainee(name="别的人", number=member(4)["证件号码"], region=places.village(2))
    assert judged(*household(1))[0] == (2, "name", "name_differs")


def test_a_person_number_that_is_somebody_elses(judged, bring_households):
    bring_households(*household(1))
    found = judged(
        *[row | {"人编号": row["人编号"].replace("43319900000200", "43319900000100")} for row in household(2)]
    )
    assert found == [(2, "person_number", "person_number_of_another")]


def test_nothing_said_of_the_household(judged):
    found = judged(*household(1, 户类型=""))
    assert found == [(row, "household_type", "status_unknown") for row in range(2, 6)]


def test_one_row_may_speak_for_the_household(bring_households):
    rows = household(1, 户类型="")
    rows[0]["户类型"] = "脱贫户"
    assert bring_households(*rows).counts["accepted"] == 4


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"household_type": "脱贫户"}, ("lifted", "", "lifted")),
        ({"household_type": "未脱贫户", "category": "低保贫困户"}, ("registered", "poor_allowance", "")),
        ({"household_type": "低保户", "exit_status": "脱贫"}, ("lifted", "allowance", "lifted")),
        ({"exit_status": "返贫"}, ("registered", "", "fell_back")),
        ({"exit_status": "预脱贫", "category": "五保户"}, ("registered", "five", "about_to_be")),
        ({"category": "一般贫困户"}, ("registered", "ordinary", "")),
        ({"household_type": "一般农户"}, ("", "", "")),
    ],
)
def test_words_of_the_register(cells, said):
    word = words.read(cells, on=DAY).standing
    assert (word.kind, word.category, word.exit_status) == said


def test_words_of_monitoring():
    cells = {
        "household_type": "",
        "monitoring": "边缘易致贫户",
        "risk": "已消除",
        "identified_on": "20200315",
        "cleared_on": "2020年9月",
    }
    said = words.read(cells, on=DAY)
    assert said.standing is None
    days = {"identified_on": dt.date(2020, 3, 15), "cleared_on": dt.date(2020, 9, 1)}
    assert said.monitored == words.Word("monitored", monitoring="edge", risk="cleared", **days)
    assert words.read({"monitoring": "脱贫不稳定户"}, on=DAY).standing == words.LIFTED
    assert words.read({"monitoring": ""}, on=DAY).monitored == words.UNMONITORED
    assert words.read({"household_type": "脱贫户"}, on=DAY).monitored is None


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"household_type": "脱贫户", "monitoring": "边缘易致贫户"}, "monitoring_contradicts"),
        ({"household_type": "一般农户", "monitoring": "脱贫不稳定户"}, "monitoring_contradicts"),
        ({"household_type": "未脱贫户", "exit_status": "脱贫"}, "status_contradicts"),
        ({"monitoring": "边缘户", "risk": "已消除"}, "cleared_without_day"),
        ({"monitoring": "边缘户", "identified_on": "2020-05-01", "cleared_on": "2020-01-01"}, "cleared_before_seen"),
        ({"monitoring": "边缘户", "risk": "未消除", "cleared_on": "2020-01-01"}, "cleared_and_standing"),
        ({"monitoring": "边缘户", "identified_on": "2021-05-01"}, "after_the_list"),
        ({"monitoring": "边缘户", "identified_on": "去年"}, "no_date"),
        ({"monitoring": "边缘户", "risk": "也许"}, "unknown_word"),
        ({"monitoring": "", "risk": "未消除"}, "risk_without_monitoring"),
        ({"monitoring": "穷户"}, "status_word"),
    ],
)
def test_words_that_contradict(cells, code):
    assert code in [problem[1] for problem in words.read(cells, on=DAY).problems]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-15", dt.date(2021, 3, 15)),
        ("2021/3/5", dt.date(2021, 3, 5)),
        ("20210315", dt.date(2021, 3, 15)),
        ("202103", dt.date(2021, 3, 1)),
        ("2021年3月15日", dt.date(2021, 3, 15)),
        ("2021-03-15 00:00:00", dt.date(2021, 3, 15)),
        ("2021-13-15", None),
        ("三月", None),
    ],
)
def test_days_as_lists_write_them(text, day):
    assert words.day(text) == day


def test_every_code_list_is_whole():
    assert {str(value) for value in words.MONITORINGS.values()} == {*HouseholdStatus.Monitoring.values, ""}
    assert set(words.CATEGORIES.values()) == set(HouseholdStatus.Category)
    assert set(words.EXITS.values()) == set(HouseholdStatus.Exit)
    assert len(set(words.RELATIONS.values())) == 21
    assert all(
        sentence(code, dict.fromkeys(("day", "rows", "word"), "x") | {"said": 1, "counted": 2}) for code in HOUSEHOLDS
    )
