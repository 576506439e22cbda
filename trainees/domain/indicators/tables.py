"""Tables of figures: the same parts, grouped by track, by region one level down, and by month.

Distinct people are counted anew in every group: a column of persons may add up to more than its total.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import F

from courses.models import Region, Track

from .declaring import REGISTRY, Cut, Indicator, Part, count_by, count_by_region

CHILDREN = {"county": "township", "township": "village"}
TRACK_COLUMNS = ("training_person_times", "trained_persons", "poor_person_times", "completion_rate")
REGION_COLUMNS = (
    "training_person_times",
    "trained_persons",
    "poor_person_times",
    "poor_trained_persons",
    "entrepreneurship_conversion_rate",
)


@dataclass(frozen=True)
class Cell:
    """One number of a table and the indicator it belongs to."""

    indicator: Indicator
    numerator: int
    denominator: int | None = None

    @property
    def value(self) -> int | float | None:
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Row:
    """A group: what the address calls it (`key`), what it is called, and its cells in the order of the columns."""

    key: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    columns: tuple[Indicator, ...]
    rows: tuple[Row, ...]

    def sorted_by(self, column: str) -> "Table":
        """By a column's code, largest first; groups without a value last. Anything else leaves the order."""
        codes = [indicator.code for indicator in self.columns]
        if column not in codes:
            return self
        at = codes.index(column)

        def order(row):
            value = row.cells[at].value
            return (value is None, -(value or 0), row.key)

        return Table(self.columns, tuple(sorted(self.rows, key=order)))


def _parts(codes) -> list[Part]:
    return [part for code in codes for part in REGISTRY[code].parts.values()]


def _table(codes, titles: dict[str, str], numbers: dict[Part, dict[str, int]]) -> Table:
    """Rows `titles` (key → title) and columns `codes`, filled with the `numbers` of each part per key."""
    columns = tuple(REGISTRY[code] for code in codes)
    rows = []
    for key, title in titles.items():
        cells = (
            Cell(column, **{name: numbers[part].get(key, 0) for name, part in column.parts.items()})
            for column in columns
        )
        rows.append(Row(key, title, tuple(cells)))
    return Table(columns, tuple(rows))


def by_track(cut: Cut) -> Table:
    titles = {track.value: track.label for track in Track}
    numbers = count_by(_parts(TRACK_COLUMNS), cut, lambda _part: F("training_class__track"))
    return _table(TRACK_COLUMNS, titles, numbers)


def by_region(cut: Cut) -> Table | None:
    """One level below the region of the cut, empty regions too; people from elsewhere in a row of their own place.

    None below a village. What a superseded region had stands in its successor's row; one that was withdrawn without
    a single successor keeps its own, marked, as long as anything is in it.
    """
    base = (cut.region or cut.programme.region).today
    level = CHILDREN.get(base.level)
    if level is None:
        return None
    children = Region.objects.filter(parent=base)
    if cut.user is not None:
        children = children.visible_to(cut.user)
    numbers = count_by_region(_parts(REGION_COLUMNS), cut, level, children)
    filled = {code for found in numbers.values() for code in found}
    titles = {child.code: child.title for child in children if not child.withdrawn_on or child.code in filled}
    strangers = filled - titles.keys()
    if strangers:
        titles |= {region.code: region.title for region in Region.objects.filter(code__in=strangers)}
    return _table(REGION_COLUMNS, titles, numbers)


@dataclass(frozen=True)
class Month:
    first_day: dt.date
    last_day: dt.date
    person_times: int
    so_far: int


def by_month(cut: Cut) -> list[Month]:
    """Person-times per month of completion, months without any too, and their running sum."""
    part = REGISTRY["training_person_times"].numerator
    found = Counter()
    # Days, which are few, are put together here: a month cut from a date is slow in SQLite.
    for day, number in count_by([part], cut, lambda _part: F("completed_on"))[part].items():
        found[day.replace(day=1)] += number
    if not found:
        return []
    months, day, last, so_far = [], min(found), max(found), 0
    while day <= last:
        following = (day + dt.timedelta(days=32)).replace(day=1)
        so_far += found[day]
        months.append(Month(day, following - dt.timedelta(days=1), found[day], so_far))
        day = following
    return months
