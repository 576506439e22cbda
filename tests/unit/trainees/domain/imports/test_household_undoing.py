"""A household list taken back, household by household; and that reading a list again adds nothing."""

import datetime as dt
from itertools import groupby, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.kit.clock import now
from tests.factories import people, places
from tests.factories.household_lists import household, member, workbook
from trainees.domain.imports import batches
from trainees.models import Household, HouseholdMember, HouseholdStatus, ImportBatch, ImportedRow, Trainee

NEXT = {"数据日期": "2021-12-31"}


def register() -> list:
    """All that lists write about people and households, without keys of what is made anew."""
    people_now = [
        {name: value for name, value in row.items() if name not in {"id", "registered_at"}}
        for row in Trainee.objects.order_by("id_index", "name").values()
    ]
    members = HouseholdMember.objects.values_list(
        "household__number", "trainee__id_index", "relation", "person_number", "is_head", "valid_from", "valid_until"
    )
    statuses = HouseholdStatus.objects.values_list(
        "household__number", "kind", "category", "monitoring", "risk", "valid_from", "valid_until", "ended_because"
    )
    return [
        people_now,
        sorted(map(repr, members)),
        sorted(map(repr, statuses)),
        set(Household.objects.values_list("number")),
    ]


def test_undo_leaves_the_register_as_it_was(bring_households):
    known = people.trainee(name=member(8)["姓名"], number=member(8)["证件号码"], region=places.village(3))
    people.household(known, number="433199000002")
    bring_households(*household(1, 户类型="未脱贫户"), *household(2))
    before = register()
    moved = member(7, **NEXT, 户编号="433199000002", 人数="5", 与户主关系="其他")
    rows = [member(4, 人数="1", 劳动技能="无劳动力", **NEXT), moved]
    rows += [row | {"人数": "5"} for row in household(2, **NEXT)] + household(3, **NEXT)
    batch = bring_households(*rows)
    assert batch.counts["left"] == 2
    assert register() != before
    undone = batches.undo(batch, by=None)
    assert (undone.state, undone.counts["removed"], undone.counts["households_kept"]) == ("undone", 4, 0)
    assert register() == before
    assert batches.undo(batch, by=None).counts == undone.counts


def test_a_household_somebody_enrolled_from_stays_with_those_who_moved_to_it(bring_households):
    bring_households(*household(1), *household(2), *household(3))
    moved = member(7, **NEXT, 户编号="433199000002", 人数="5", 与户主关系="其他")
    stay = [row | {"人数": "3"} for row in household(1, **NEXT)[:3]]
    rows = [*stay, moved, *[row | {"人数": "5"} for row in household(2, **NEXT)]]
    batch = bring_households(*rows, *household(3, **NEXT, 户类型="未脱贫户"))
    head = Trainee.objects.get(memberships__person_number=member(8)["人编号"])
    home = head.household_on(dt.date(2021, 12, 31))
    people.enrolment(head, snapshot_household=home, confirmed_at=now())
    undone = batches.undo(batch, by=None)
    assert undone.counts["households_kept"] == 2
    daughter = Trainee.objects.filter(memberships__person_number=member(7)["人编号"]).distinct().get()
    assert daughter.household_on(dt.date(2022, 1, 1)) == home
    kinds = HouseholdStatus.objects.filter(household__number="433199000003", valid_until=None).values_list(
        "kind", flat=True
    )
    assert list(kinds) == ["lifted"]


def test_what_a_later_list_confirms_stays(bring_households):
    first = bring_households(*household(1), *household(2))
    bring_households(*household(1, **NEXT))
    undone = batches.undo(first, by=None)
    assert undone.counts["removed"] == 4
    assert set(Household.objects.values_list("number", flat=True)) == {"433199000001"}


def test_a_person_met_since_stays_with_their_household(bring_households):
    batch = bring_households(*household(1), *household(2))
    people.enrolment(Trainee.objects.get(memberships__person_number=member(4)["人编号"]))
    assert batches.leaving(batch) == 4
    batches.undo(batch, by=None)
    assert Trainee.objects.count() == 4
    assert HouseholdStatus.objects.get().household.number == "433199000001"


families = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["脱贫户", "未脱贫户", "低保户", "一般农户", ""]),
        st.sampled_from(["", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"]),
        st.sampled_from(["", "无劳动力", "普通劳动力"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def rows_of(found, **cells) -> list[dict]:
    rows = []
    for number, (size, kind, monitored, labour, has_numbers) in enumerate(found, 1):
        said = {"户类型": kind, "易返贫致贫户(监测对象)类型": monitored, "劳动技能": labour} | cells
        rows += household(number, size=size, **said, **({} if has_numbers else {"证件号码": ""}))
    return rows


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(found=families, then=families)
def test_reading_again_adds_nothing_and_undoing_brings_back(bring_households, found, then):
    empty = register()
    first = bring_households(*rows_of(found))
    once = register()
    again = bring_households(*reversed(rows_of(found)))
    assert register() == once
    assert again.counts["unchanged"] == again.counts["households"]
    batches.undo(again, by=None)
    assert register() == once
    second = bring_households(*rows_of(then, **NEXT))
    words = HouseholdStatus.objects.order_by("household", "kind", "valid_from")
    for _home, said in groupby(words, key=lambda word: (word.household_id, word.kind == "monitored")):
        spans = sorted((word.valid_from, word.valid_until or dt.date.max) for word in said)
        assert all(one[1] < other[0] for one, other in pairwise(spans))
    batches.undo(second, by=None)
    assert register() == once
    batches.undo(first, by=None)
    assert register() == empty
    ImportedRow.objects.all().delete()
    ImportBatch.objects.all().delete()


def test_a_list_is_checked_first_and_writes_nothing(county, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        batch = batches.receive(
            county, kind="poverty", data=workbook(*household(1)), name="名册.xlsx", by=None, source="县乡村振兴局"
        )
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new_household"]) == ("checked", 1)
    assert not Trainee.objects.exists()
    assert batches.bring_in(batch, by=None).state == "imported"
    assert Trainee.objects.count() == 4
    assert batches.bring_in(batch, by=None).state == "imported"


@pytest.mark.parametrize("name", ["名册.txt", "名册.xlsx"])
def test_a_file_that_cannot_be_read_is_refused_at_once(county, name):
    with pytest.raises(batches.ListRefused):
        batches.receive(county, kind="poverty", data=b"nothing", name=name, by=None, source="县乡村振兴局")
    assert not ImportBatch.objects.exists()
