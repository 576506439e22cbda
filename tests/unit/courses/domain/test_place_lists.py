"""Lists about places are kept as they came, count whole or not at all, and count once."""

import datetime as dt
import hashlib

import pytest

from courses.domain import place_lists
from courses.models import Denominator, PlaceList, PoorVillage, Region
from lms.kit.models import AuditEvent
from tests.factories import lists, places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HEAD = "code,name,level,parent_code"


@pytest.fixture
def by():
    return places.user("desk")


def kept(*args, by, **fields):
    return place_lists.receive(lists.place_list(*args, **fields), by=by)


def regions_csv(*without, more=()):
    rows = [
        f"{region.code},{region.name},{region.level},{region.parent_id or ''}"
        for region in Region.objects.current().exclude(code__in=without)
    ]
    return "\n".join([HEAD, *rows, *more, ""]).encode()


def test_denominators_keep_name_day_source_and_hash_of_their_list(by):
    village = places.village(1)
    made = kept("denominators", ["代码", "常住人口"], [village.code, 900], by=by)
    assert not Denominator.objects.exists()
    for _ in range(2):
        place_lists.apply(made, by=by)
    number = Denominator.objects.get()
    assert (number.region, number.kind, number.value, number.as_of) == (village, "residents", 900, lists.DAY)
    assert number.place_list.sha256 == hashlib.sha256(bytes(made.data)).hexdigest()
    assert AuditEvent.objects.get(action="courses.denominators.import").details["rows"] == 1


def test_denominator_in_force_is_the_latest_day_of_the_newest_list(by):
    county = places.region()
    for day, value in ((dt.date(2018, 12, 31), 1), (lists.DAY, 2), (lists.DAY, 3), (dt.date(2020, 12, 31), 4)):
        place_lists.apply(kept("denominators", ["代码", "常住人口"], [county.code, value], dated_on=day, by=by), by=by)
    assert Denominator.objects.of(county.code, "residents", until=lists.DAY).get().value == 3
    assert not Denominator.objects.of(county.code, "residents", until=dt.date(2017, 1, 1)).exists()
    assert not Denominator.objects.of(county.code, "poor", until=lists.DAY).exists()


def test_poor_villages_are_dated_and_a_newer_list_says_when_one_left(by):
    village = places.village(1)
    head = ["代码", "类别", "认定年份", "出列年份"]
    place_lists.apply(kept("poor_villages", head, [village.code, "国家", 2014, ""], by=by), by=by)
    place_lists.apply(kept("poor_villages", head, [village.code, "国家", 2014, 2018], name="出列", by=by), by=by)
    status = PoorVillage.objects.get()
    assert (status.valid_from, status.valid_until) == (dt.date(2014, 1, 1), dt.date(2019, 1, 1))
    assert status.place_list.name == "出列"


def test_a_list_with_a_wrong_row_is_not_applied_at_all(by):
    village = places.village(1)
    made = kept("denominators", ["代码", "常住人口"], [village.code, 900], ["433127999999", 1], by=by)
    assert len(place_lists.look_through(made).refused) == 1
    with pytest.raises(place_lists.ListRefused, match="Mend"):
        place_lists.apply(made, by=by)
    assert not Denominator.objects.exists()


def test_divisions_are_applied_as_the_plan_was_shown(by):
    gone, stays = places.village(1), places.village(2)
    made = kept(
        "regions",
        data=regions_csv(gone.code),
        successors=f"code,successor\n{gone.code},{stays.code}\n".encode(),
        file_name="list.csv",
        by=by,
    )
    plan = place_lists.look_through(made)
    with pytest.raises(place_lists.ListRefused, match="changed"):
        place_lists.apply(made, expected="something else", by=by)
    place_lists.apply(made, expected=plan.fingerprint, by=by)
    gone.refresh_from_db()
    assert (gone.superseded_by, gone.withdrawn_on) == (stays, lists.DAY)
    assert AuditEvent.objects.get(action="courses.regions.import").actor == by


def test_a_county_list_never_touches_another_county(by):
    places.village(1)
    places.region("433125101201", name="邻村")
    for data in (
        regions_csv("433125101201"),
        regions_csv(more=["433125102000,新镇,township,433125000000"]),
        regions_csv().replace(b"prefecture-4331", "改名州".encode()),
    ):
        with pytest.raises(place_lists.ListRefused, match="outside"):
            kept("regions", data=data, file_name="list.csv", by=by)
    assert not PlaceList.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"data": b"\x00\x01", "file_name": "list.xlsx"}, "workbook"),
        ({"data": b"PK\x03\x04 no zip", "file_name": "list.xlsx"}, "workbook"),
        ({"data": b"a,b\n1,2\n", "file_name": "list.csv"}, "headings"),
        ({"data": b"", "file_name": "list.csv"}, "empty"),
        ({"data": b"x", "file_name": "list.exe"}, "not a table"),
        ({"data": b"x" * (place_lists.MAX_BYTES + 1)}, "MB"),
        ({"dated_on": dt.date(2999, 1, 1)}, "to come"),
        ({"kind": "regions", "data": b"\xff\xfe\x00"}, "CSV"),
    ],
)
def test_what_is_no_list_is_not_kept(by, fields, sentence):
    with pytest.raises(place_lists.ListRefused, match=sentence):
        kept(**fields, by=by)
    assert not PlaceList.objects.exists()
