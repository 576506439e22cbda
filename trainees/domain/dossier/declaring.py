"""What an item of the checklist is: a number, a title, whether it is required, who brings it, and when it is due.

A condition is a function of the facts of a class: True, False, or None where only a person can say; then the item is
not required until an organiser says that it applies.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from courses.models import TrainingClass


class By(StrEnum):
    """Who brings an item."""

    ORGANISER = "organiser"
    TRAINER = "trainer"
    SYSTEM = "system"


class Due(StrEnum):
    """When an item must lie there."""

    BEFORE = "before"  # the first day
    HELD = "held"  # the last day
    AFTER = "after"  # ten working days after the last day (domain.md R28)
    FOLLOWED = "followed"  # half a year after the last day


class Takes(StrEnum):
    """Kinds of files an item takes."""

    PICTURE = "picture"
    PDF = "pdf"
    OFFICE = "office"
    VIDEO = "video"


PAPER = frozenset({Takes.PICTURE, Takes.PDF, Takes.OFFICE})
PICTURES = frozenset({Takes.PICTURE, Takes.PDF})
NOTHING: frozenset[Takes] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What conditions may ask about a class."""

    training_class: TrainingClass
    days: tuple[dt.date, ...]  # on which a session was or will be held, cancelled ones left out
    has_poor: bool
    has_shops: bool
    has_jobs: bool
    ruled: dict[str, bool] = field(default_factory=dict)

    @property
    def is_online(self) -> bool:
        return self.training_class.mode == TrainingClass.Mode.ONLINE

    @property
    def has_online_part(self) -> bool:
        return self.training_class.mode != TrainingClass.Mode.OFFLINE


def always(_facts: Facts) -> bool:
    return True


def if_said(_facts: Facts) -> None:
    """Only a person can say."""


@dataclass(frozen=True)
class Item:
    """One line of the checklist (domain.md (b)). `wants` says what belongs there and what is looked at.

    `shared` items lie with the programme and serve all its classes. `each_day`: every day with a session needs a piece.
    `compared`: its pictures show a scene, so that two alike in two classes say something.
    """

    code: str
    title: str
    wants: str
    by: By
    due: Due
    takes: frozenset[Takes] = PAPER
    condition: Callable[[Facts], bool | None] = always
    is_conditional: bool = False
    shared: bool = False
    each_day: bool = False
    compared: bool = False
    source: str = ""

    def applies(self, facts: Facts) -> bool | None:
        """Whether the class needs it; what a person said settles what the function leaves open."""
        found = self.condition(facts)
        return facts.ruled.get(self.code) if found is None else found

    @property
    def chapter(self) -> str:
        return self.code.partition(".")[0]


def due_on(item: Item, training_class: TrainingClass) -> dt.date:
    """The day by which the item must lie in the dossier."""
    if item.due == Due.BEFORE:
        return training_class.starts_on
    if item.due == Due.HELD:
        return training_class.ends_on
    if item.due == Due.AFTER:
        return after_working_days(training_class.ends_on, 10)
    return training_class.ends_on + dt.timedelta(days=180)


def after_working_days(day: dt.date, count: int) -> dt.date:
    """Monday to Friday are working days; public holidays differ by year and only give more time."""
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day
