"""A list of people: checked as a whole, then written as a whole."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit.spreadsheets import Book, UnreadableTable, read_book
from trainees.models import ImportBatch

from .facts import Facts, read_facts
from .matching import Known, find_known, find_twins
from .people import People, read_people
from .register_columns import COLUMNS, NEEDED
from .rows import Rows, read_rows, unheard
from .undoing import leaving, undo
from .writing import write

__all__ = ["COLUMNS", "NEEDED", "bring_in", "check", "kept", "leaving", "tables", "undo"]
MAX_ROWS = 100_000


@dataclass
class Checked:
    """All that is known of a list before anything is written."""

    rows: Rows
    people: People
    facts: Facts
    known: Known
    dated_on = None
    changes = ()

    def counts(self) -> dict[str, int]:
        """Rows by what became, or would become, of them."""
        fit = list(self.rows.fit())
        new = sum(self.known.person[n] is None for n in fit)
        return {
            "rows": len(self.rows),
            "accepted": len(fit),
            "refused": len(self.rows) - len(fit),
            "new": new,
            "known": len(fit) - new,
            "filled": sum(n in self.known.fills for n in fit),
        }


def kept(data: bytes, *, name: str) -> bytes:
    """The file as it is kept: whole."""
    return data


def tables(data: bytes, *, name: str) -> Book:
    """The tables of a kept file. Raises UnreadableTable."""
    return read_book(data, name=name, max_rows=MAX_ROWS)


def check(data: bytes, *, name: str, region: Region, report: Callable = unheard, dated_on=None) -> Checked:
    """Read and judge every row; a list of people is of no day. Raises UnreadableTable, ColumnsMissing."""
    rows = read_rows(tables(data, name=name), COLUMNS, NEEDED)
    _refuse_masked(rows)
    report(30)
    people = read_people(rows)
    facts = read_facts(rows, region)
    report(50)
    find_twins(rows, people)
    known = find_known(rows, people, facts, region)
    report(70)
    return Checked(rows, people, facts, known)


def _refuse_masked(rows: Rows) -> None:
    """What was taken away to read is no list to bring in. Raises UnreadableTable."""
    numbers = [number for number in rows.column("id_number") if number]
    if numbers and all("*" in number or "＊" in number for number in numbers):
        raise UnreadableTable(
            _(
                "All ID numbers of this list are masked with stars: it was taken away to read. "
                "Take the list away again with whole numbers, and bring that one in."
            )
        )


def bring_in(batch: ImportBatch, checked: Checked, *, by) -> None:
    """Write what was checked. Call inside a transaction."""
    write(batch, checked.rows, checked.people, checked.facts, checked.known, by=by)
