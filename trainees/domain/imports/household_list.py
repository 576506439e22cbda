"""A household list (建档立卡): cut to what may be kept, checked as a whole, shown as changes, written as a whole."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from courses.models import Region
from trainees.models import ImportBatch, ListChange

from . import cutting, household_writing
from .facts import Facts, read_facts
from .household_columns import COLUMNS, NEEDED
from .household_plan import Plan, absent, make_plan
from .household_register import Register, find_register
from .household_rows import Homes, day_of_list, read_homes
from .household_undoing import leaving, undo
from .matching import Known
from .people import People, read_people
from .rows import Rows, read_rows, unheard

__all__ = ["COLUMNS", "NEEDED", "bring_in", "check", "kept", "leaving", "tables", "undo"]
MAX_ROWS = 120_000
Kind = ListChange.Kind


@dataclass
class Checked:
    """All that is known of a list before anything is written. `changes` as in `household_plan.Plan`."""

    dated_on: dt.date
    rows: Rows
    people: People | None  # until they are written
    facts: Facts
    homes: Homes
    known: Known
    register: Register
    plan: Plan
    changes: list[tuple] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Rows by what became, or would become, of them; households and people by what changes."""
        fit = list(self.rows.fit())
        new = sum(self.known.person[n] is None for n in fit)
        kinds = Counter(str(change[0]) for change in self.changes)
        return {
            "rows": len(self.rows),
            "accepted": len(fit),
            "refused": len(self.rows) - len(fit),
            "new": new,
            "known": len(fit) - new,
            "households": len(self.homes.rows),
            **{str(kind): kinds[str(kind)] for kind in Kind},
        }


def kept(data: bytes, *, name: str) -> bytes:
    """The file cut to the columns that may be kept. Raises UnreadableTable, ColumnsMissing."""
    return cutting.cut(data, name=name, columns=COLUMNS, needed=NEEDED, max_rows=MAX_ROWS)


def tables(data: bytes, *, name: str):
    """The tables of what `kept()` gave."""
    return cutting.restored(data)


def check(
    data: bytes, *, name: str, region: Region, report: Callable = unheard, dated_on: dt.date | None = None
) -> Checked:
    """Judge what `kept()` gave as a list of the day `dated_on` (None: as its column says). Raises ListUnfit."""
    rows = read_rows(tables(data, name=name), COLUMNS, NEEDED, left_out="columns_not_kept")
    day = day_of_list(rows, dated_on)
    report(20)
    people = read_people(rows, accept_short_numbers=False, must_be_reached=False)
    facts = read_facts(rows, region)
    homes = read_homes(rows, people, facts, region, on=day)
    report(50)
    known, register = find_register(rows, people, facts, homes, region, on=day)
    plan = make_plan(rows, facts, homes, known, register, on=day)
    report(70)
    plan.changes += absent(rows, facts, homes, region, on=day)
    return Checked(day, rows, people, facts, homes, known, register, plan, plan.changes)


def bring_in(batch: ImportBatch, checked: Checked, *, by) -> None:
    """Write what was checked. Call inside a transaction."""
    household_writing.write(batch, checked, by=by)
