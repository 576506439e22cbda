"""A list of people: checked as a whole, then written as a whole."""

from collections.abc import Callable
from dataclasses import dataclass

from courses.models import Region
from lms.kit.spreadsheets import Book, read_book
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
    report(30)
    people = read_people(rows)
    facts = read_facts(rows, region)
    report(50)
    find_twins(rows, people)
    known = find_known(rows, people, facts)
    report(70)
    return Checked(rows, people, facts, known)


def bring_in(batch: ImportBatch, checked: Checked, *, by) -> None:
    """Write what was checked. Call inside a transaction."""
    write(batch, checked.rows, checked.people, checked.facts, checked.known, by=by)
