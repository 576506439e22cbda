"""A whole class on one page: its people down, the conditions across. Nothing here writes.

A class that goes on is judged by the rules in force, a closed one by those it was settled under.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.domain import counting
from courses.models import TrainingClass
from trainees.models import Enrolment

from . import completion, conditions
from .conditions import ORDER, Step

TITLES = {
    "attendance": _("Hours"),
    "practice": _("Practice"),
    "watch": _("Videos"),
    "test": _("Test"),
    "work": _("Work"),
}
WORK_STATES = {
    "none": _("not handed in"),
    "waiting": _("waits for the trainer"),
    "sent_back": _("sent back"),
    "accepted": _("accepted"),
}


@dataclass(frozen=True)
class Cell:
    """What one person has to show for one condition; `state` is done, missing or advice, empty where none applies."""

    column: str
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        return TITLES[self.column]

    @property
    def state(self) -> str:
        if not self.steps:
            return ""
        if any(step.is_missing for step in self.steps):
            return "missing"
        return "done" if all(step.is_done for step in self.steps) else "advice"

    @property
    def value(self) -> int:
        """What the page sorts by: the least share of the column in percent, 0 or 100 where there is none."""
        return min((step.params.get("share", 100 * step.is_done) for step in self.steps), default=101)

    @property
    def short(self) -> str:
        """As short as a column is narrow: 83%, 2/3, or a word."""
        if self.column == "work" and self.steps:
            return str(WORK_STATES[self.steps[0].params["state"]])
        if self.column == "test" and self.steps and "share" not in self.steps[0].params:
            return str(pgettext_lazy("test", "not taken"))
        if len(self.steps) > 1:
            return f"{sum(step.is_done for step in self.steps)}/{len(self.steps)}"
        return "".join(f"{step.params['share']}%" for step in self.steps if "share" in step.params)


@dataclass(frozen=True)
class Line:
    """One person."""

    enrolment: Enrolment
    steps: list[Step]
    cells: list[Cell]

    @property
    def gaps(self) -> list[dict]:
        """What is missing; of who is settled what was missing then."""
        if self.enrolment.state == Enrolment.State.CONFIRMED:
            return [step.gap for step in self.steps if step.is_missing]
        return self.enrolment.gaps

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    def cell(self, column: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.column == column), None)


@dataclass(frozen=True)
class Matrix:
    """The people of a class by name, and the conditions that apply to anybody in it."""

    columns: list[str]
    lines: list[Line]

    @property
    def headings(self) -> list[tuple[str, str]]:
        return [(column, str(TITLES[column])) for column in self.columns]

    def missing(self) -> dict[str, int]:
        """How many lack something, by column."""
        return {column: sum(line.cell(column).state == "missing" for line in self.lines) for column in self.columns}

    def chosen(self, *, show: str = "", lacks: str = "", sort: str = "") -> list[Line]:
        """The lines that are `complete` or `short`, lack what a column asks, sorted by a column, least first."""
        found = self.lines
        if show in {"complete", "short"}:
            found = [line for line in found if line.is_complete == (show == "complete")]
        if lacks in self.columns:
            found = [line for line in found if line.cell(lacks).state == "missing"]
        return sorted(found, key=lambda line: line.cell(sort).value) if sort in self.columns else found


def of_class(training_class: TrainingClass) -> Matrix:
    """Everybody who holds a place, by name; a fixed number of queries."""
    rows = Enrolment.objects.filter(training_class=training_class).holding_a_seat()
    rows = list(rows.select_related("trainee", "snapshot_region").order_by("trainee__name_pinyin", "pk"))
    for row in rows:
        row.training_class = training_class
    proofs, versions = completion.proofs(rows), counting.versions_of(training_class.programme)
    judged = {row.pk: conditions.steps(proofs[row.pk], rules=versions[_version(row)]) for row in rows}
    present = {step.column for steps in judged.values() for step in steps}
    columns = [column for column in ORDER if column in present]
    return Matrix(columns, [Line(row, judged[row.pk], _cells(columns, judged[row.pk])) for row in rows])


def _version(row: Enrolment) -> int:
    settled = row.state != Enrolment.State.CONFIRMED
    return row.rules_version if settled else row.training_class.programme.rules_version


def _cells(columns: Iterable[str], steps: list[Step]) -> list[Cell]:
    return [Cell(column, tuple(step for step in steps if step.column == column)) for column in columns]
