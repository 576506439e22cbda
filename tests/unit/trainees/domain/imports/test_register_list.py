"""Lists of people: in whatever form they give the same register; what can't be right stays out with its reason."""

import pytest

from lms.kit.models import AuditEvent
from lms.kit.sealed import blind_index
from tests.factories import people, places
from tests.factories.registers import HEADINGS, as_csv, as_xlsx, person
from trainees.domain import register
from trainees.domain.imports import batches, register_list
from trainees.domain.imports.reasons import sentence
from trainees.domain.imports.rows import ColumnsMissing
from trainees.models import Household, HouseholdMember, ImportedRow, Trainee, TraineeGroup

BACKWARDS = tuple(reversed(HEADINGS))


def test_bring_in_keeps_all_that_a_row_says(bring):
    batch = bring(person(3, 姓名="买买提・吐尔逊", 群体="农村妇女、合作社"))
    someone = Trainee.objects.get()
    assert (someone.name, someone.ethnicity, someone.education, someone.labour) == (
        "买买提·吐尔逊",
        "土家族",
        "middle",
        "normal",
    )
    assert (someone.away_place, someone.away_months, someone.had_shop, someone.sex) == ("beyond", 6, False, "m")
    assert someone.region.name == "第1镇第4村"
    assert set(TraineeGroup.objects.values_list("group", flat=True)) == {"woman", "cooperative"}
    assert HouseholdMember.objects.get().household.number == "43319900000000"
    assert batch.counts == {"rows": 1, "accepted": 1, "refused": 0, "new": 1, "known": 0, "filled": 0}


def test_bulk_rows_are_those_the_register_would_write(bring, county):
    bring(*[person(n) for n in range(30)])
    for someone in Trainee.objects.all():
        derived = register.derived(someone.name, someone.id_number, someone.phone, region_code=someone.region_id)
        assert {name: getattr(someone, name) for name in derived} == derived


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_every_encoding_and_order_gives_the_same(bring, encoding):
    rows = [person(n) for n in range(5)]
    batch = bring(data=as_csv(rows, encoding=encoding, headings=BACKWARDS), name="名单.csv")
    assert batch.counts["accepted"] == 5
    assert {t.id_number for t in Trainee.objects.all()} == {row["身份证号"] for row in rows}


def test_several_sheets_are_one_list(bring):
    batch = bring(data=as_xlsx([person(1), person(2)], [person(3), person(1)]))
    assert batch.counts["accepted"] == 3
    assert set(ImportedRow.objects.values_list("sheet", "row")) == {(0, 2), (0, 3), (1, 2)}
    assert batch.remarks.get(is_refusal=True).code == "repeated"


def test_usual_headings_in_another_order_are_understood(bring):
    names = {"姓名": "学员姓名", "身份证号": "公民身份号码", "村": "行政村(必填)", "手机号": "联系电话"}
    rows = [{names.get(key, key): value for key, value in person(1).items()}]
    headings = [names.get(key, key) for key in BACKWARDS]
    assert bring(data=as_xlsx(rows, headings=headings)).counts["new"] == 1


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"身份证号": "433199195006150012"}, "id_number", "id_check_digit"),
        ({"身份证号": "43319919500615001"}, "id_number", "id_length"),
        ({"身份证号": "003199195006150011"}, "id_number", "id_province"),
        ({"身份证号": "433199195013150011"}, "id_number", "id_birth_date"),
        ({"身份证号": "43319919500615O011"}, "id_number", "id_characters"),
        ({"身份证号": "433199********0011"}, "id_number", "id_masked"),
        ({"身份证号": 433199195006150011}, "id_number", "rounded"),
        ({"身份证号": "", "手机号": ""}, "id_number", "nothing_to_know_them_by"),
        ({"姓名": ""}, "name", "name_missing"),
        ({"姓名": "田?玉"}, "name", "name_unreadable"),
        ({"姓名": "田" * 51}, "name", "name_too_long"),
        ({"姓名": '=HYPERLINK("http://evil.example")'}, "name", "formula"),
        ({"性别": "女"}, "sex", "sex_differs"),
        ({"手机号": "1381234"}, "phone", "phone"),
        ({"手机号": "138****5678"}, "phone", "phone_masked"),
        ({"村": "没有这个村"}, "village", "village"),
    ],
)
def test_refuses_a_row_with_the_reason_at_its_cell(found, cells, column, code):
    remarks = found(person(1, **cells), person(2))
    assert remarks[0] == (2, column, code)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"民族": "火星族"}, "ethnicity", "unknown_word"),
        ({"文化程度": "433199195006150011"}, "education", "unknown_word"),
        ({"群体": "建档立卡贫困户"}, "groups", "group_is_poverty"),
        ({"群体": "宇航员"}, "groups", "group_unknown"),
        ({"务工时间(月)": "13"}, "away_months", "months_outside"),
        ({"是否外出务工": "是"}, "away_months", "work_without_months"),
        ({"是否外出务工": "", "务工时间(月)": "3"}, "away_place", "months_without_work"),
        ({"是否外出务工": "省外", "务工时间(月)": "3", "劳动能力": "丧失劳动力"}, "labour", "works_though_unfit"),
        ({"身份证号": ""}, "id_number", "weak"),
        ({"户编号": "9" * 31}, "household", "household_too_long"),
    ],
)
def test_warns_and_lets_the_row_in(bring, cells, column, code):
    batch = bring(person(1, **cells))
    assert batch.counts["accepted"] == 1
    remark = batch.remarks.get()
    assert (remark.column, remark.code) == (column, code)
    assert "433199" not in sentence(remark.code, remark.params)


def test_rare_and_private_characters(bring):
    batch = bring(person(1, 姓名="田𬭎"), person(2, 姓名="田\ue863"))
    assert batch.counts["accepted"] == 2
    assert batch.remarks.get().code == "name_private_character"


def test_same_number_twice_uses_the_first_and_two_names_none(found):
    number = person(5)["身份证号"]
    assert found(person(1), person(1), person(5, 姓名="甲一"), person(5, 姓名="乙二", 身份证号=number.lower())) == [
        (3, "id_number", "repeated"),
        (4, "id_number", "twins_of_two_names"),
        (5, "id_number", "twins_of_two_names"),
        (2, "id_number", "used_for_others"),
    ]


def test_importing_again_adds_nothing(bring):
    rows = [person(n) for n in range(40)] + [person(41, 身份证号="")]
    bring(*rows)
    before = list(Trainee.objects.order_by("pk").values())
    again = bring(*reversed(rows))
    assert again.counts["new"] == 0
    assert again.counts["known"] == 41
    assert list(Trainee.objects.order_by("pk").values()) == before
    assert Household.objects.count() == HouseholdMember.objects.values("household").distinct().count()
    assert TraineeGroup.objects.count() == 41


def test_known_people_gain_what_was_missing_and_keep_what_they_had(bring, county):
    row = person(1, 手机号="13900000001", 文化程度="高中")
    someone = people.trainee(number=row["身份证号"], name=row["姓名"], phone="+8613800000001", education="")
    Trainee.objects.filter(pk=someone.pk).update(sex="m", ethnicity="苗族")
    batch = bring(row)
    someone.refresh_from_db()
    assert (someone.education, someone.ethnicity, someone.phone) == ("high", "苗族", "+8613800000001")
    codes = set(batch.remarks.values_list("column", "code"))
    assert {("ethnicity", "differs"), ("phone", "differs")} <= codes
    assert batch.remarks.get(column="phone").params == {"ours": "138****0001", "theirs": "139****0001"}
    assert ImportedRow.objects.get().filled["education"] == "high"


def test_another_name_under_a_known_number_is_refused(found, county):
    people.trainee(number=person(1)["身份证号"], name="别的人")
    assert found(person(1)) == [(2, "name", "name_differs")]


def test_of_somebody_who_lives_elsewhere_nothing_is_told(found, county):
    afar = places.region("431229", "会同县", "county")
    people.trainee(number=person(1)["身份证号"], name="别的人", region=afar)
    people.trainee(number="", name=person(2)["姓名"], phone=f"+86{person(2)['手机号']}", region=afar)
    assert found(person(1), person(2)) == [(2, "id_number", "elsewhere")]


def test_who_was_known_without_a_number_is_only_pointed_at(bring, county):
    row = person(1)
    people.trainee(number="", name=row["姓名"], phone=f"+86{row['手机号']}")
    batch = bring(row)
    assert batch.counts["new"] == 1
    assert batch.remarks.get().code == "looks_like"


def test_a_row_finds_the_person_its_own_row_hangs_on(bring, county):
    first = people.trainee(number="", name="田老大")
    second = people.trainee(number=person(1)["身份证号"], name=person(1)["姓名"])
    Trainee.objects.filter(pk=second.pk).update(canonical=first)
    bring(person(1))
    assert ImportedRow.objects.get().trainee_id == first.pk
    assert Trainee.objects.count() == 2


def test_one_event_for_a_batch(bring, county):
    bring(*[person(n) for n in range(10)])
    event = AuditEvent.objects.get(action="trainees.import.import")
    assert event.details["new"] == 10


def test_nothing_readable_stands_in_the_database(bring):
    batch = bring(person(1), person(1), person(2, 文化程度="13812345678"))
    stored = str(list(batch.remarks.values())) + str(list(ImportedRow.objects.values()))
    assert person(1)["身份证号"] not in stored
    assert "13812345678" not in stored
    assert person(1)["姓名"].encode() not in batch.file.read()
    assert Trainee.objects.filter(id_index=blind_index("id", person(1)["身份证号"])).exists()


def test_a_list_without_needed_columns_is_refused(county):
    with pytest.raises(ColumnsMissing, match="身份证号、村"):
        register_list.check(as_xlsx([person(1)], headings=("姓名", "性别")), name="a.xlsx", region=county)


def test_a_file_too_large_is_refused(county, settings):
    settings.IMPORT_MAX_BYTES = 100
    with pytest.raises(batches.ListRefused):
        batches.receive(county, kind="register", data=b"x" * 101, name="a.csv", by=None)
