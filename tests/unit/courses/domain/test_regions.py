"""Lists of administrative divisions come in whole or not at all, and a new year's list deletes nothing."""

import datetime as dt
from pathlib import Path

import pytest

from courses.domain import region_lists, regions
from courses.models import Region
from courses.models.places import within
from lms.kit.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
YONGSHUN = Path("courses/data/433127.csv").read_bytes()
HEAD = "code,name,level,parent_code"
ABOVE = [
    "430000000000,湖南省,province,",
    "433100000000,湘西土家族苗族自治州,prefecture,430000000000",
    "433127000000,永顺县,county,433100000000",
]
OLD = [
    "433127101000,首车镇,township,433127000000",
    "433127101201,卡木村,village,433127101000",
    "433127101202,龙珠村,village,433127101000",
    "433127102000,永茂镇,township,433127000000",
    "433127102201,新民村,village,433127102000",
]
NEW_YEAR = dt.date(2025, 1, 1)


def listed(*lines) -> bytes:
    return "\n".join([HEAD, *ABOVE, *lines, ""]).encode()


def old_county():
    regions.import_regions(listed(*OLD), on=dt.date(2020, 1, 1))


def changes(plan):
    return {
        change.code: (change.kind.value, *(code for code, _name in change.successors))
        for change in plan.changes
        if change.kind != "added"
    }


def apply(*lines, on=NEW_YEAR, **options):
    return regions.import_regions(listed(*lines), on=on, **options)


def region(code):
    return Region.objects.get(code=code)


def test_import_regions_of_the_demo_county():
    done = regions.import_regions(YONGSHUN)
    county = Region.objects.get(code="433127000000")
    assert (done.counts["added"], len(done.changes), done.unchanged) == (329, 329, 0)
    assert str(county) == "永顺县"
    assert county.valid_from is None
    assert Region.objects.inside(county).filter(level="village").exists()
    assert Region.objects.exclude(parent=None).count() == 328


def test_import_regions_twice_changes_and_logs_nothing():
    regions.import_regions(YONGSHUN)
    before = AuditEvent.objects.count()
    done = regions.import_regions(YONGSHUN)
    assert (done.changes, done.unchanged) == ((), 329)
    assert AuditEvent.objects.count() == before


def test_import_regions_takes_a_new_name():
    regions.import_regions(f"{HEAD}\n430000000000,湖南,province,\n".encode())
    done = regions.import_regions(f"\ufeff{HEAD}\n430000000000,湖南省,province,\n".encode())
    assert done.counts["renamed"] == 1
    assert Region.objects.get().name == "湖南省"


def test_import_regions_with_an_unknown_parent_is_refused_whole():
    with pytest.raises(region_lists.RegionsRefused, match="433100000000"):
        regions.import_regions(f"{HEAD}\n433127000000,永顺县,county,433100000000\n".encode())
    assert not Region.objects.exists()


def test_plan_of_a_new_year_changes_nothing_yet():
    old_county()
    before = list(Region.objects.values())
    plan = regions.plan_regions(
        listed(
            "433127101000,首车镇,township,433127000000",
            "433127101205,卡木社区,village,433127101000",  # 卡木村 under a new code
            "433127103000,永茂镇,township,433127000000",  # the township under a new code, its village with it
            "433127103201,新民村,village,433127103000",
            "433127103202,高坪村,village,433127103000",
        )
    )
    assert changes(plan) == {
        "433127101201": ("recoded", "433127101205"),
        "433127101202": ("gone",),
        "433127102000": ("recoded", "433127103000"),
        "433127102201": ("recoded", "433127103201"),
    }
    assert all(change.guessed for change in plan.of("recoded"))
    assert plan.counts["added"] == 4
    assert list(Region.objects.values()) == before


def test_apply_recodes_dates_and_moves_but_deletes_nothing():
    old_county()
    lines = [*OLD[:3], OLD[3], "433127101203,新民村,village,433127101000"]
    plan = apply(*lines)
    moved, new = region("433127102201"), region("433127101203")
    assert changes(plan) == {moved.code: ("recoded", new.code)}
    assert (moved.superseded_by, moved.withdrawn_on, moved.today) == (new, NEW_YEAR, new)
    assert (new.valid_from, region("433127101201").valid_from) == (NEW_YEAR, None)
    assert region("433127101000").moved_in == new.moved_in == [moved.code]
    assert region("433127102000").moved_out == [moved.code]
    assert region("433127000000").moved_in == region("433127000000").moved_out == []
    assert moved not in Region.objects.current()
    assert not apply(*lines).changes
    told = AuditEvent.objects.filter(action="courses.regions.import").first()
    assert (told.region_code, told.details["recoded"]) == ("433127000000", [[moved.code, new.code]])


def test_apply_a_merge_and_a_split_named_by_a_person():
    old_county()
    named = {
        "433127101202": ("433127101201",),
        "433127102201": ("433127102202", "433127102203"),
    }
    lines = [OLD[0], OLD[1], OLD[3]]
    lines += ["433127102202,新一村,village,433127102000", "433127102203,新二村,village,433127102000"]
    plan = apply(*lines, successors=named)
    merged, split = region("433127101202"), region("433127102201")
    assert changes(plan) == {
        merged.code: ("merged", "433127101201"),
        split.code: ("split", "433127102202", "433127102203"),
    }
    assert merged.today == region("433127101201")
    assert split.superseded_by is None
    assert [part.name for part in split.split_into.all()] == ["新一村", "新二村"]
    assert "withdrawn" in split.title
    assert not apply(*lines, successors=named).changes
    late = apply(*lines, successors=named | {split.code: ("433127102202",)}, on=NEW_YEAR)
    assert changes(late) == {split.code: ("merged", "433127102202")}
    assert not region(split.code).split_into.exists()


def test_the_extra_column_names_successors_too():
    old_county()
    lines = [f"{line}," for line in [*ABOVE, OLD[0], OLD[1], OLD[3]]]
    data = "\n".join(
        [f"{HEAD},replaces", *lines, "433127102202,合兴村,village,433127102000,433127101202 433127102201", ""]
    )
    plan = regions.plan_regions(data.encode())
    assert changes(plan) == {
        "433127101202": ("merged", "433127102202"),
        "433127102201": ("merged", "433127102202"),
    }


def test_two_of_one_name_are_not_guessed_into_one():
    regions.import_regions(listed(*OLD, "433127101203,新民村,village,433127101000"), on=dt.date(2020, 1, 1))
    plan = regions.plan_regions(
        listed(*OLD[:4], "433127105000,石堤镇,township,433127000000", "433127105201,新民村,village,433127105000")
    )
    assert changes(plan) == {"433127101203": ("gone",), "433127102201": ("gone",)}


def test_a_chain_of_lists_points_to_the_division_of_today():
    old_county()
    apply(*OLD[:4], "433127102202,新民村,village,433127102000")
    apply(*OLD[:4], "433127101209,新民村,village,433127101000", on=dt.date(2026, 1, 1))
    assert {region(code).superseded_by_id for code in ("433127102201", "433127102202")} == {"433127101209"}
    assert region("433127101000").moved_in == ["433127102201", "433127102202"]
    assert region("433127102202").moved_in == []


def test_a_whole_county_under_a_new_code():
    old_county()
    above = [*ABOVE[:2], "433102000000,永顺市,county,433100000000"]
    data = "\n".join([HEAD, *above, *(line.replace("433127", "433102") for line in OLD), ""]).encode()
    assert not regions.plan_regions(data).withdrawn
    regions.import_regions(data, on=NEW_YEAR, successors={"433127000000": ("433102000000",)})
    assert set(Region.objects.filter(code__startswith="433127").values_list("withdrawn_on", flat=True)) == {NEW_YEAR}
    assert region("433127101202").today == region("433102101202")
    assert len(region("433102000000").moved_in) == 6


def test_a_division_that_is_listed_again_stands_again():
    old_county()
    apply(*OLD[:4], "433127102202,新民村,village,433127102000")
    plan = apply(*OLD, on=dt.date(2026, 1, 1))
    assert changes(plan) == {"433127102201": ("returned",), "433127102202": ("gone",)}
    assert region("433127102201").withdrawn_on is None
    assert region("433127102202").moved_in == region("433127102201").moved_out == []


@pytest.mark.parametrize(
    ("successors", "sentence"),
    [
        ({"433127999999": ("433127101201",)}, "433127999999"),  # nobody knows it
        ({"433127101201": ("433127101202",)}, "still stands"),
        ({"433127102201": ("433127101000",)}, "level"),  # a village by a township
        ({"433127102201": ("433127109999",)}, "not in the list"),
        ({"433127102201": ("433127102201",)}, "not in the list"),  # by itself
    ],
)
def test_a_succession_that_can_not_be_is_refused_whole(successors, sentence):
    old_county()
    with pytest.raises(regions.RegionsRefused, match=sentence):
        apply(*OLD[:4], successors=successors)
    assert not Region.objects.exclude(withdrawn_on=None).exists()


def test_a_village_whose_township_is_no_longer_listed_is_refused():
    old_county()
    with pytest.raises(regions.RegionsRefused, match="433127102000"):
        apply(*OLD[:3], OLD[4])


def test_an_older_list_and_one_of_tomorrow_are_refused():
    old_county()
    apply(*OLD[:4])
    with pytest.raises(regions.RegionsRefused, match="2025-01-01"):
        apply(*OLD, on=dt.date(2024, 1, 1))
    with pytest.raises(regions.RegionsRefused, match="to come"):
        apply(*OLD, on=dt.date(2999, 1, 1))


def test_a_plan_somebody_else_overtook_is_not_applied():
    old_county()
    shown = regions.plan_regions(listed(*OLD[:4]))
    apply(*OLD[:4], "433127102202,新民村,village,433127102000")
    with pytest.raises(regions.PlanOutdated):
        apply(*OLD[:4], expected=shown.fingerprint)


def test_within_follows_a_village_to_its_new_township():
    old_county()
    apply(*OLD[:4], "433127101203,新民村,village,433127101000")

    def inside(code):
        return set(Region.objects.filter(within(region(code), "parent")).values_list("code", flat=True))

    # `parent` stands for any foreign key: rows that point to the withdrawn village count in its new township.
    Region.objects.create(code="433127199201", name="旧村的一行", level="village", parent=region("433127102201"))
    assert "433127199201" in inside("433127101000") & inside("433127101203") & inside("433127000000")
    assert "433127199201" not in inside("433127102000") | inside("433127102201")


def test_planning_a_county_costs_the_same_queries_for_any_number_of_villages(django_assert_num_queries):
    for lines in (OLD[:2], OLD):
        regions.import_regions(listed(*lines))
        with django_assert_num_queries(2):
            regions.plan_regions(listed(OLD[0]))
