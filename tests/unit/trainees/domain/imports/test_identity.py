"""Whatever a list says: taken away and brought in again it changes nothing, and neither does bringing it in twice."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.models import Region
from tests.factories import places, registers
from trainees.domain import exports
from trainees.domain.imports import batches
from trainees.domain.imports.register_columns import COLUMNS
from trainees.domain.imports.words import AWAY, EDUCATION, GROUPS, LABOUR
from trainees.models import HouseholdMember, ImportedRow, RegisterExport, Trainee, TraineeGroup
from trainees.models.facts import ETHNICITIES

WISH = {"reason": "correct", "note": "核对名单后再导入"}
# Where people live when the list is taken away: their village, one withdrawn since, or nothing but a township is known.
LIVES = ("village", "gone", "township")
OWN = tuple(own for own, _others in COLUMNS.values())


def one_of(words) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *words])


@st.composite
def lists(draw) -> list[dict]:
    """People whose cells are right, but for what nobody needs to give."""
    rows = []
    for serial in draw(st.lists(st.integers(0, 999), min_size=1, max_size=8, unique=True)):
        cells = {
            "民族": draw(one_of(ETHNICITIES)),
            "文化程度": draw(one_of(EDUCATION.values())),
            "劳动能力": draw(one_of(LABOUR.values())),
            "群体": "、".join(draw(st.lists(st.sampled_from(sorted(GROUPS.values())), max_size=3))),
            "务工地点": draw(one_of(AWAY.values())),
            "务工时间(月)": draw(one_of(map(str, range(13)))),
            "是否外出务工": draw(one_of(["是", "否", "省外"])),
            "是否开过网店": draw(one_of(["是", "否"])),
            "户编号": draw(one_of(["4331990001", "4331990002", "户=3"])),
        }
        if draw(st.booleans()):
            cells["手机号"] = draw(st.sampled_from(["", "13800000001", "+85291234567"]))
        elif draw(st.integers(0, 3)) == 0:
            cells["身份证号"] = ""
        rows.append(registers.person(serial, **cells))
    return rows


def register() -> dict:
    """All that is kept of everybody but when and by whom it was written."""
    left_out = {"id", "registered_at"}
    columns = [field.attname for field in Trainee._meta.concrete_fields if field.name not in left_out]
    people = {row["id_index"] or (row["name"], row["phone"]): row for row in Trainee.objects.values(*columns)}
    return {
        "people": people,
        "groups": sorted(TraineeGroup.objects.values_list("trainee__name", "trainee__id_index", "group"), key=repr),
        "households": sorted(
            HouseholdMember.objects.values_list(
                "trainee__name", "household__number", "household__region", "valid_until"
            ),
            key=repr,
        ),
    }


class Identity(TestCase):
    def setup_example(self):
        super().setup_example()
        for number in range(1, 21):
            places.village(number)
        self.county = places.region()
        self.organiser = places.officer("organiser")

    def bring_in(self, data: bytes, name="名单.xlsx"):
        return batches.import_now(self.county, kind="register", data=data, name=name)

    def taken_away(self, kind: str) -> bytes:
        return exports.take_away({}, region=self.county, numbers="whole", kind=kind, by=self.organiser, **WISH)

    @settings(max_examples=25)
    @given(lists(), st.sampled_from(RegisterExport.Kind.values), st.sampled_from(LIVES))
    def test_import_export_import_is_identity(self, rows, kind, lives):
        self.bring_in(registers.as_csv(rows, headings=OWN), "名单.csv")
        if lives == "gone":
            Region.objects.filter(pk__in=Trainee.objects.values("region")).update(withdrawn_on="2020-01-01")
        elif lives == "township":
            Trainee.objects.update(region=places.village(1).parent)
        before = register()
        again = self.bring_in(self.taken_away(kind), f"导出.{kind}")

        assert (again.counts["new"], again.counts["filled"], again.counts["refused"]) == (0, 0, 0)
        assert again.counts["known"] == len(before["people"])
        assert register() == before

    @settings(max_examples=15)
    @given(lists(), st.randoms(use_true_random=False))
    def test_replaying_adds_nothing_whatever_the_order(self, rows, chance: random.Random):
        first = self.bring_in(registers.as_xlsx(rows, headings=OWN))
        before = register()
        columns, others = list(OWN), list(rows)
        chance.shuffle(columns)
        chance.shuffle(others)
        for data, name in (
            (registers.as_xlsx(rows, headings=OWN), "一.xlsx"),
            (registers.as_xlsx(others, headings=columns), "二.xlsx"),
            (registers.as_csv(others, headings=columns, encoding="gb18030"), "三.csv"),
        ):
            again = self.bring_in(data, name)
            assert (again.counts["new"], again.counts["filled"]) == (0, 0)
            assert again.counts["known"] == first.counts["accepted"]
            assert register() == before
        assert ImportedRow.objects.filter(is_new=True).count() == len(before["people"])


@pytest.mark.django_db
def test_what_was_taken_away_is_known_word_by_word(bring, county):
    bring(*[registers.person(n) for n in range(40)])
    data = exports.take_away({}, region=county, numbers="whole", kind="xlsx", by=places.officer("organiser"), **WISH)
    again = bring(data=data)
    assert set(again.remarks.values_list("code", flat=True)) == {"known"}
    assert [note["code"] for note in again.notes] == ["sheet_without_headings"]
