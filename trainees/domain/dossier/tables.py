"""What the system itself has to say for an item: a table, current to the moment, from whoever registered it.

An app above adds its tables by `provides`: certificates tell which papers were handed out, and trainees never names
them. A table holds no whole ID number or phone number.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from courses.models import TrainingClass


@dataclass(frozen=True)
class Table:
    """Headings and rows of plain text. `lack` (`{"code", "params"}`) is what keeps it from being whole; empty: nothing.

    `notes` are lines above the table, such as totals. `people` has, for each row, the trainee it is about (0: nobody):
    by it a row is found when somebody has their identity erased.
    """

    headings: list[str]
    rows: list[list[str]]
    lack: dict = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Provider:
    """Who makes the table of an item. `goes_on`: it grows after the class has closed, as follow-up does."""

    code: str
    make: Callable[[TrainingClass], Table | None]
    goes_on: bool = False


PROVIDERS: dict[str, Provider] = {}


def provides(code: str, *, goes_on: bool = False):
    """Make the decorated function (class → Table, None where it has nothing to do with it) the maker of an item."""

    def decorate(function):
        known = PROVIDERS.get(code)
        if known is not None and known.make is not function:
            raise ValueError(f"Two tables are made for item {code}.")
        PROVIDERS[code] = Provider(code, function, goes_on)
        return function

    return decorate
