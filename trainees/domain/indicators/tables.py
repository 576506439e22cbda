"""Tables of figures: the same parts, grouped by track, by region one level down, and by month.

Distinct people are counted anew in every group: a column of persons may add up to more than its total.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import TruncMonth

from courses.models import Region, Track

from .declaring import REGISTRY, Cut, Indicator

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


def _table(codes, titles: dict[str, str], counts) -> Table:
    """Rows `titles` (key → title) and columns `codes`; `counts(part)` gives a part's numbers per key."""
    columns = tuple(REGISTRY[code] for code in codes)
    found = [{name: counts(part) for name, part in indicator.parts.items()} for indicator in columns]
    rows = []
    for key, title in titles.items():
        numbers = [{name: per_key.get(key, 0) for name, per_key in parts.items()} for parts in found]
        cells = (Cell(indicator, **number) for indicator, number in zip(columns, numbers, strict=True))
        rows.append(Row(key, title, tuple(cells)))
    return Table(columns, tuple(rows))


def by_track(cut: Cut) -> Table:
    titles = {track.value: track.label for track in Track}
    return _table(TRACK_COLUMNS, titles, lambda part: part.by(cut, track=F("training_class__track")))


def by_region(cut: Cut) -> Table | None:
    """One level below the region of the cut, empty regions too; people from elsewhere in a row of their own place.

    None below a village.
    """
    base = cut.region or cut.programme.region
    level = CHILDREN.get(base.level)
    if level is None:
        return None
    seen = {}

    def counts(part):
        seen[part] = part.by_region(cut, level)
        return seen[part]

    children = Region.objects.filter(parent=base)
    if cut.user is not None:
        children = children.visible_to(cut.user)
    titles = {child.code: child.name for child in children}
    table = _table(REGION_COLUMNS, titles, counts)
    strangers = {code for found in seen.values() for code in found} - titles.keys()
    if not strangers:
        return table
    titles |= {region.code: region.name for region in Region.objects.filter(code__in=strangers)}
    return _table(REGION_COLUMNS, titles, seen.get)


@dataclass(frozen=True)
class Month:
    first_day: dt.date
    last_day: dt.date
    person_times: int
    so_far: int


def by_month(cut: Cut) -> list[Month]:
    """Person-times per month of completion, months without any too, and their running sum."""
    found = REGISTRY["training_person_times"].numerator.by(cut, month=TruncMonth("completed_on"))
    if not found:
        return []
    months, day, so_far = [], min(found), 0
    while day <= max(found):
        following = (day + dt.timedelta(days=32)).replace(day=1)
        so_far += found.get(day, 0)
        months.append(Month(day, following - dt.timedelta(days=1), found.get(day, 0), so_far))
        day = following
    return months
