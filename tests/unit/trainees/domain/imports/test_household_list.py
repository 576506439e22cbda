"""Household lists: what they bring in, what they supersede, and that only what may be kept is kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lms.kit.clock import today
from lms.kit.models import AuditEvent
from lms.kit.spreadsheets import UnreadableTable
from tests.factories import people, places
from tests.factories.household_lists import HEADINGS, household, member, workbook
from tests.factories.registers import as_csv, as_xlsx
from trainees.domain import snapshots
from trainees.domain.imports import batches, household_list
from trainees.domain.imports.rows import ColumnsMissing, ListUnfit
from trainees.domain.sealed_files import opened
from trainees.models import Household, HouseholdMember, HouseholdStatus, ImportedRow, ListChange, Trainee

DAY = dt.date(2020, 12, 31)
NEXT = {"数据日期": "2021-12-31"}


def kinds(batch) -> dict[str, int]:
    return {kind: batch.counts[kind] for kind in ListChange.Kind.values if batch.counts[kind]}


def said_of(number: str) -> list[tuple]:
    statuses = HouseholdStatus.objects.filter(household__number=number).order_by("kind", "valid_from")
    return [(status.kind, str(status.valid_from), str(status.valid_until or "")) for status in statuses]


def test_brings_in_households_people_and_what_they_are(bring_households):
    batch = bring_households(*household(1), *household(2, 户类型="未脱贫户"))
    assert kinds(batch) == {"new_household": 2, "new_person": 8, "status": 2}
    head = Trainee.objects.get(id_number__isnull=False, memberships__person_number="43319900000100")
    assert (head.region.name, head.labour, head.away_months, head.ethnicity) == ("第1镇第2村", "normal", 6, "土家族")
    lives = head.memberships.get()
    assert (lives.is_head, lives.relation, lives.valid_from, lives.listed_by) == (True, "head", DAY, batch)
    assert said_of("433199000001") == [("lifted", "2020-12-31", "")]
    assert said_of("433199000002") == [("registered", "2020-12-31", "")]
    status = HouseholdStatus.objects.get(household__number="433199000002")
    assert (status.source, status.listed_by, batch.dated_on) == ("县乡村振兴局 2020-12-31", batch, DAY)
    assert ImportedRow.objects.get(trainee=head).said == {
        "labour": "normal", "away_months": 6, "school": "no", "education": "middle",
    }  # fmt: skip
    assert AuditEvent.objects.get(action="trainees.import.import").details["new_household"] == 2


def test_keeps_nothing_but_what_may_be_kept(bring_households):
    batch = bring_households(*household(1))
    kept = opened(batch.file)
    text = str(household_list.tables(kept, name="x"))
    assert "长期慢性病" not in text
    assert "13899990000" not in text
    assert "9876.54" not in text
    assert "健康状况" in batch.notes[0]["params"]["columns"]
    assert not Trainee.objects.exclude(phone_index="").exists()
    stored = [str(list(model.objects.values())) for model in (ListChange, ImportedRow, HouseholdMember, Trainee)]
    assert not [one for one in stored if "慢性病" in one or "9876" in one]


def test_any_order_of_columns_and_usual_headings(bring_households):
    names = {
        "证件号码": "身份证号",
        "易返贫致贫户(监测对象)类型": "监测对象类型",
        "风险识别时间": "识别时间",
        "户编号": "户编号(AAC001)",
    }
    rows = [{names.get(key, key): value for key, value in row.items()} for row in household(1)]
    headings = [names.get(name, name) for name in reversed(HEADINGS)]
    assert bring_households(data=as_xlsx(rows, headings=headings)).counts["accepted"] == 4
    again = bring_households(data=as_csv(rows, encoding="gb18030", headings=headings), name="名册.csv")
    assert kinds(again) == {"unchanged": 1}


def test_codes_alone_mean_nothing(county):
    headings = ("AAC001", "AAB001", "AAC003", "AAC002", "AAC006")
    rows = [dict(zip(headings, ("433199000001", "第1镇第2村", "田大英", member(4)["证件号码"], "低保户"), strict=True))]
    with pytest.raises(ColumnsMissing, match="户编号"):
        household_list.kept(as_xlsx(rows, headings=headings), name="名册.xlsx")


def test_a_newer_list_supersedes_and_writes_nothing_over(bring_households):
    bring_households(*household(1, 户类型="未脱贫户"), *household(2))
    monitored = {"易返贫致贫户(监测对象)类型": "脱贫不稳定户", "风险是否消除": "未消除"}
    batch = bring_households(*household(1, **NEXT), *household(2, **NEXT, **monitored))
    assert kinds(batch) == {"status": 2}
    assert said_of("433199000001") == [
        ("lifted", "2021-12-31", ""),
        ("registered", "2020-12-31", "2021-12-30"),
    ]
    assert said_of("433199000002") == [("lifted", "2020-12-31", ""), ("monitored", "2021-12-31", "")]
    change = ListChange.objects.get(batch=batch, household_number="433199000001")
    assert change.params["before"] == [{"kind": "registered"}]
    assert change.params["after"] == [{"kind": "lifted", "exit_status": "lifted"}]


def test_who_is_not_named_has_left_and_who_moved_is_followed(bring_households):
    bring_households(*household(1), *household(2))
    moved = member(7, **NEXT, 户编号="433199000002", 人数="5", 与户主关系="其他")
    stay = [member(4 + place, 人数="2", **NEXT) for place in range(2)]
    batch = bring_households(*stay, *[row | {"人数": "5"} for row in household(2, **NEXT)], moved)
    assert (batch.counts["joined"], batch.counts["left"], batch.counts["refused"]) == (1, 1, 0)
    son = Trainee.objects.get(memberships__person_number="43319900000102")
    assert son.household_on(dt.date(2021, 12, 30)).number == "433199000001"
    assert son.household_on(dt.date(2021, 12, 31)) is None
    daughter = Trainee.objects.filter(memberships__person_number="43319900000103").distinct().get()
    assert daughter.household_on(dt.date(2021, 12, 31)).number == "433199000002"


def test_nobody_has_left_a_household_that_is_not_whole(bring_households):
    bring_households(*household(1))
    batch = bring_households(*[member(4 + place, **NEXT) for place in range(3)])
    assert batch.counts["left"] == 0
    assert batch.remarks.get().code == "size_differs"
    spoilt = member(7, 证件号码="433199195006150012", **NEXT)
    again = bring_households(
        *[member(4 + place, 人数="3", 数据日期="2022-12-31") for place in range(3)], spoilt | {"数据日期": "2022-12-31"}
    )
    assert again.counts["left"] == 0


def test_households_not_in_the_list_are_shown_and_stay(bring_households):
    bring_households(*household(1), *household(21))
    batch = bring_households(*household(1, **NEXT))
    assert batch.changes.get(kind="absent").household_number == "433199000021"
    assert said_of("433199000021") == [("lifted", "2020-12-31", "")]


def test_villages_the_list_does_not_name_have_nobody_absent(bring_households):
    bring_households(*household(1), *household(2))
    assert bring_households(*household(1, **NEXT)).counts["absent"] == 0


def test_work_and_labour_follow_the_newest_list(bring_households):
    bring_households(*household(1))
    batch = bring_households(*household(1, **NEXT, 劳动技能="弱劳动力或半劳动力"))
    assert set(Trainee.objects.values_list("labour", flat=True)) == {"weak"}
    assert batch.counts["facts"] == 4
    assert batch.changes.filter(kind="facts").first().params == {
        "before": {"labour": "normal"},
        "after": {"labour": "weak"},
    }


def test_an_older_list_says_nothing_where_a_newer_one_has(bring_households):
    bring_households(*household(1, **NEXT))
    late = bring_households(*household(1, 户类型="未脱贫户"), *household(2))
    assert late.counts["refused"] == 4
    assert {remark.code for remark in late.remarks.filter(is_refusal=True)} == {"newer_list"}
    assert said_of("433199000002") == [("lifted", "2020-12-31", "")]


def test_another_word_of_the_same_day_is_refused(bring_households):
    bring_households(*household(1))
    assert kinds(bring_households(*household(1))) == {"unchanged": 1}
    batch = bring_households(*household(1, 户类型="未脱贫户"))
    assert {remark.code for remark in batch.remarks.filter(is_refusal=True)} == {"another_word_that_day"}


def test_who_was_known_joins_without_losing_what_was_known(bring_households):
    row = member(4)
    known = people.trainee(name=row["姓名"], number=row["证件号码"], region=places.village(2), phone="+8613800000007")
    people.household(known, number="433199000001", since=dt.date(2021, 3, 1))
    batch = bring_households(*household(1))
    assert batch.counts["new_person"] == 3
    assert Household.objects.count() == 1
    known.refresh_from_db()
    assert (known.phone, known.education) == ("+8613800000007", "middle")
    assert known.household_on(DAY).number == "433199000001"
    spans = known.memberships.order_by("valid_from").values_list("valid_from", "valid_until")
    assert list(spans) == [(DAY, dt.date(2021, 2, 28)), (dt.date(2021, 3, 1), None)]


def test_people_and_households_of_another_county_are_refused_unnamed(bring_households):
    away = places.region("433126101201", name="别县村")
    row = member(4)
    people.trainee(name="别的人", number=row["证件号码"], region=away)
    people.household(people.trainee(region=away), number="433199000002")
    batch = bring_households(*household(1), *household(2))
    refusals = batch.remarks.filter(is_refusal=True)
    assert set(refusals.values_list("code", "trainee")) == {("elsewhere", None)}
    assert all(remark.params == {} for remark in refusals)
    assert batch.counts["refused"] == 5


def test_a_person_without_number_is_found_again_in_their_household(bring_households):
    bring_households(*household(1, 证件号码=""))
    again = bring_households(*household(1, 证件号码="", **NEXT))
    assert kinds(again) == {"unchanged": 1}
    assert Trainee.objects.count() == 4


@pytest.mark.parametrize("by_hand", [{"dated_on": DAY}, {}])
def test_the_day_comes_from_the_officer_or_the_list(bring_households, by_hand):
    rows = household(1) if not by_hand else household(1, 数据日期="")
    assert bring_households(*rows, **by_hand).dated_on == DAY


@pytest.mark.parametrize(
    ("day", "about", "told"),
    [
        ("", {}, "which day"),
        ("2099-01-01", {}, "to come"),
        ("2020-12-31", {"dated_on": dt.date(2019, 1, 1)}, "you say"),
    ],
)
def test_a_list_of_no_day_is_refused(bring_households, day, about, told, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(batches.ListRefused):
        bring_households(*household(1, 数据日期=day), **about)


def test_a_list_that_does_not_say_what_households_are(county):
    data = as_xlsx(household(1), headings=[name for name in HEADINGS if name[:3] not in {"户类型", "易返贫"}])
    with pytest.raises(ListUnfit, match="户类型"):
        household_list.check(household_list.kept(data, name="a.xlsx"), name="a.xlsx", region=county)


def test_the_snapshot_of_a_place_reads_the_word_of_its_day(bring_households):
    bring_households(*household(1, 户类型="未脱贫户"))
    head = Trainee.objects.get(memberships__person_number="43319900000100")
    for day, poor in ((dt.date(2020, 12, 30), False), (DAY, True)):
        assert snapshots.taken([head], day)[head.pk]["snapshot_poor"] is poor


def test_a_late_list_changes_no_snapshot(bring_households):
    row = member(4)
    head = people.trainee(name=row["姓名"], number=row["证件号码"], region=places.village(2))
    place = people.enrolment(head)
    bring_households(*household(1, 户类型="未脱贫户"))
    place.refresh_from_db()
    assert place.snapshot_poor is False
    assert snapshots.taken([head], today())[head.pk]["snapshot_poor"] is True


def test_a_status_that_no_list_gave_needs_a_reason(db):
    home = people.household(people.trainee())
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdStatus.objects.create(household=home, kind="registered", valid_from=DAY, source="我说的")


def test_a_household_list_has_its_day_and_source(bring_households):
    with pytest.raises(IntegrityError), transaction.atomic():
        bring_households(*household(1), source="")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("名册.xlsx", b"no workbook"),
        ("名册.pdf", workbook(*household(1))),
        ("名册.csv", b'"' + b"x" * 200_000),
        ("名册.csv", b"," * 100_000 + b"\n"),
        ("名册.xlsx", as_xlsx([])[:200]),
        ("名册.xls", b"\xd0\xcf\x11\xe0" + bytes(5000)),
    ],
)
def test_hostile_files_are_a_sentence(name, data):
    with pytest.raises(UnreadableTable):
        household_list.kept(data, name=name)


def test_formulas_stand_at_their_column_after_the_cut(judged):
    rows = household(1)
    rows[1]["姓名"] = '=HYPERLINK("http://evil.example")'
    assert (3, "name", "formula") in judged(*rows)
