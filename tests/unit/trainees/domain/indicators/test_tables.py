"""Tables group the same parts: by track, one region level down, by month."""

import datetime as dt

import pytest

from courses.domain.regions import import_regions
from courses.models import Region
from tests.factories import people, places
from tests.factories.county import completed_on_track, little_county
from trainees.domain import indicators
from trainees.domain.indicators import Cut

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return places.programme(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))


def numbers(table):
    return {row.title: [cell.numerator for cell in row.cells] for row in table.rows}


def test_by_region_goes_one_level_down_and_keeps_empty_regions(programme):
    here, there = places.village(1, township=1), places.village(1, township=2)
    person = people.trainee(region=here)
    for day in (1, 2):
        completed_on_track("basic", person, programme=programme, ends_on=dt.date(2026, 3, day), snapshot_poor=True)
    table = indicators.by_region(Cut(programme, None))
    assert numbers(table) == {here.parent.name: [2, 1, 2, 1, 0], there.parent.name: [0, 0, 0, 0, 0]}
    assert numbers(indicators.by_region(Cut(programme, None, region=here.parent)))[here.name][0] == 2
    assert indicators.by_region(Cut(programme, None, region=here)) is None


def test_by_region_gives_people_from_elsewhere_a_row(programme):
    stranger = people.trainee(region=places.region("433130101201"))
    completed_on_track("basic", stranger, programme=programme, ends_on=dt.date(2026, 3, 1))
    table = indicators.by_region(Cut(programme, None))
    assert [(row.key, row.cells[0].numerator) for row in table.rows if row.cells[0].numerator] == [("433130101000", 1)]


def test_sort_by_a_column_largest_first_without_value_last(programme):
    for township, times in ((1, 1), (2, 3)):
        for _ in range(times):
            person = people.trainee(region=places.village(1, township=township))
            completed_on_track("practical", person, programme=programme, ends_on=dt.date(2026, 1, 10))
    places.village(1, township=3)
    cut = Cut(programme, None, on=dt.date(2026, 11, 1))
    table = indicators.by_region(cut)
    by_times = table.sorted_by("training_person_times")
    assert [row.cells[0].numerator for row in by_times.rows] == [3, 1, 0]
    assert [row.cells[-1].value for row in table.sorted_by("entrepreneurship_conversion_rate").rows] == [0.0, 0.0, None]
    assert table.sorted_by("nonsense; DROP TABLE") is table


def test_by_track_adds_up_to_the_person_times(programme, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC))
    cut = Cut(little_county(7, today=dt.date(2026, 6, 15)), None)
    times = [row.cells[0].numerator for row in indicators.by_track(cut).rows]
    assert sum(times) == indicators.compute("training_person_times", cut).value > 0
    for row in indicators.by_track(cut).rows:
        alone = indicators.compute("trained_persons", Cut(cut.programme, None, track=row.key))
        assert row.cells[1].numerator == alone.value


def test_by_month_fills_gaps_and_adds_up(programme):
    for day in (dt.date(2026, 1, 31), dt.date(2026, 3, 1), dt.date(2026, 3, 31)):
        completed_on_track("basic", programme=programme, ends_on=day)
    found = [(month.first_day, month.person_times, month.so_far) for month in indicators.by_month(Cut(programme, None))]
    assert found == [(dt.date(2026, 1, 1), 1, 1), (dt.date(2026, 2, 1), 0, 1), (dt.date(2026, 3, 1), 2, 3)]
    assert indicators.by_month(Cut(programme, None, end=dt.date(2026, 1, 30))) == []


def test_by_region_shows_what_a_superseded_region_had_in_its_successors_row(programme):
    here, there, split = (places.village(1, township=number) for number in (1, 2, 3))
    for village in (here, there, split):
        completed_on_track("basic", people.trainee(region=village), programme=programme, ends_on=dt.date(2026, 3, 1))
    listed = [region for region in Region.objects.order_by("code") if region not in {here, split}]
    new = [("433127103202", "一村"), ("433127103203", "二村")]
    lines = [f"{region.code},{region.name},{region.level},{region.parent_id or ''}" for region in listed]
    lines += [f"{code},{name},village,433127103000" for code, name in new]
    import_regions(
        "\n".join(["code,name,level,parent_code", *lines, ""]).encode(),
        successors={here.code: (there.code,), split.code: tuple(code for code, _name in new)},
    )
    # As a new request would read them.
    programme = programme.__class__.objects.get()
    first, second, third = Region.objects.filter(level="township").order_by("code")

    def times(region=None):
        table = indicators.by_region(Cut(programme, None, region=region))
        return {row.title: row.cells[0].numerator for row in table.rows}

    assert times() == {first.name: 0, second.name: 2, third.name: 1}
    assert times(first) == {}
    assert times(second) == {there.name: 2}
    assert times(third) == {Region.objects.get(pk=split.pk).title: 1, "一村": 0, "二村": 0}
    for region in (first, second, third, *Region.objects.filter(level="village")):
        cut = Cut(programme, None, region=region)
        assert indicators.compute("trained_persons", cut).value == indicators.rows("trained_persons", cut).count()
