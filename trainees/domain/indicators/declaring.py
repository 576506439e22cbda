"""What an indicator is: one predicate that gives the figure, the rows behind it and its groups.

A `Part` names facts (a QuerySet of dated rows), which of them count (`where`), what is counted in them (`key`, always
distinct) and the frozen place they belong to. Its value is the number of its rows, so a figure opens to exactly what
made it. Parts of the same facts are counted together, in one pass over them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.db import models
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CountingRules, Programme, Region, TrainingClass
from courses.models.places import LEVEL_DIGITS, within
from courses.models.scope import acts_in, visible_regions
from lms.kit.clock import today
from trainees.models.trainee import READERS, Trainee, person


class Unit(models.TextChoices):
    PERSON_TIMES = "person_times", _("person-times")
    PERSONS = "persons", _("persons")
    HOUSEHOLDS = "households", pgettext_lazy("unit", "households")
    VILLAGES = "villages", pgettext_lazy("unit", "villages")
    SHOPS = "shops", pgettext_lazy("unit", "shops")
    ITEMS = "items", pgettext_lazy("unit", "items of proof")
    REPLIES = "replies", pgettext_lazy("unit", "replies")
    POINTS = "points", pgettext_lazy("unit", "points")
    SECONDS = "seconds", pgettext_lazy("unit", "seconds")
    PERCENT = "percent", "%"


@dataclass(frozen=True)
class Cut:
    """What is asked: which programme, where, when, and who asks.

    `user` sees only what lies in their scopes; None is the platform itself (public page, certificates).
    Days are both included; `on` is the day on which windows are judged closed. With `waiting` it also counts what open
    flags keep from counting, as if all of them came out well. A cut is one question at one moment: what several
    indicators need is found once and `kept`, so it is not for keeping longer than its answer.
    """

    programme: Programme
    user: object | None
    region: Region | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    track: str = ""
    training_class: TrainingClass | None = None
    on: dt.date = field(default_factory=today)
    waiting: bool = False
    kept: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def window(self) -> tuple[dt.date, dt.date]:
        """The days asked for, cut to the programme's own (domain.md (a), "Window")."""
        first, last = self.programme.starts_on, self.programme.ends_on
        return max(self.start or first, first), min(self.end or last, last)

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole programme, to which alone its targets apply."""
        narrowed = self.start or self.end or self.track or self.training_class
        return not narrowed and self.region in {None, self.programme.region} and self._sees_everything()

    def with_waiting(self) -> "Cut":
        """The same question, as if every open flag came out well; what flags leave out is not looked for again."""
        asked = replace(self, waiting=True)
        asked.kept.update({name: self.kept[name] for name in ("left_out", "rules") if name in self.kept})
        return asked

    def _sees_everything(self) -> bool:
        if self.user is None or self.user.is_superuser:
            return True
        return acts_in(self.user, self.programme.region_id, *READERS, programme=self.programme.pk)


def all_of_them(_cut: Cut) -> models.Q:
    """The condition of a part that counts all of its facts."""
    return models.Q()


@dataclass(frozen=True)
class Part:
    """A numerator or denominator: distinct `key` (a path of foreign keys) among the `facts` for which `where` holds.

    `where` may follow foreign keys forwards only, so that no fact comes up twice. The facts lie at `place`. With a
    `weight` the facts are numbers somebody else counted, and their sum is the value, not how many rows there are.
    """

    facts: Callable[[Cut], models.QuerySet]
    unit: Unit
    where: Callable[[Cut], models.Q] = all_of_them
    key: str = "pk"
    place: str = "snapshot_region"
    weight: str = ""

    def candidates(self, cut: Cut) -> models.QuerySet:
        """The facts of the cut's region that its user may see, before `where` chooses among them."""
        facts = self.facts(cut)
        if cut.user is not None:
            facts = visible_regions(facts, cut.user, *READERS, field=self.place, programme=cut.programme)
        if cut.region is not None:
            facts = facts.filter(within(cut.region, self.place))
        return facts.order_by()

    def rows(self, cut: Cut) -> models.QuerySet:
        """What is counted, each once."""
        facts = self.candidates(cut).filter(self.where(cut))
        if self.key == "pk":
            return facts
        model = self._counted_model(facts.model)
        return model._default_manager.filter(pk__in=facts.values(counted=self._counted(facts.model)))

    def adds_up_to(self, rows: models.QuerySet) -> int:
        """What `rows` make together: their number, or the sum of their weights."""
        return rows.aggregate(sum=models.Sum(self.weight, default=0))["sum"] if self.weight else rows.count()

    def counter(self, cut: Cut) -> models.Aggregate:
        """What `rows` add up to as an aggregate over `candidates`."""
        if self.weight:
            return models.Sum(self.weight, filter=self.where(cut), default=0)
        if self.key == "pk":
            return models.Count("pk", filter=self.where(cut))
        return models.Count(self._counted(self.facts(cut).model), filter=self.where(cut), distinct=True)

    def _counted(self, facts: type[models.Model]):
        """`key`; of trainees the person, however many rows the register has of them."""
        return person(self.key) if self._counted_model(facts) is Trainee else models.F(self.key)

    def _counted_model(self, facts: type[models.Model]) -> type[models.Model]:
        for step in self.key.split("__"):
            facts = facts._meta.get_field(step).related_model
        return facts

    def count(self, cut: Cut) -> int:
        return count([self], cut)[self]


def _alike(parts: Iterable[Part]) -> Iterable[dict[str, Part]]:
    """Parts, each once and under a name for SQL, in groups that share their candidates."""
    groups = defaultdict(dict)
    for number, part in enumerate(dict.fromkeys(parts)):
        groups[part.facts, part.place][f"part_{number}"] = part
    return groups.values()


def count(parts: Iterable[Part], cut: Cut) -> dict[Part, int]:
    """The number of each part, found together."""
    numbers = {}
    for named in _alike(parts):
        candidates = next(iter(named.values())).candidates(cut)
        found = candidates.aggregate(**{name: part.counter(cut) for name, part in named.items()})
        numbers |= {part: found[name] for name, part in named.items()}
    return numbers


def count_by(parts: Iterable[Part], cut: Cut, group: Callable[[Part], models.Expression]) -> dict[Part, dict]:
    """The numbers of each part per value of `group(part)`, distinct within each; groups without any are left out."""
    numbers = {}
    for named in _alike(parts):
        first = next(iter(named.values()))
        counters = {name: part.counter(cut) for name, part in named.items()}
        found = list(first.candidates(cut).values(group=group(first)).annotate(**counters))
        numbers |= {part: {row["group"]: row[name] for row in found if row[name]} for name, part in named.items()}
    return numbers


def count_by_region(
    parts: Iterable[Part], cut: Cut, level: str, regions: Iterable[Region] = ()
) -> dict[Part, dict[str, int]]:
    """The numbers of each part per region of `level`, by its 12-digit code.

    Codes that by succession lie in one of `regions` (all of that level) count there.
    """
    moved = [region for region in regions if region.moved_in]

    def group(part):
        at = Substr(part.place, 1, LEVEL_DIGITS[level])
        whens = [
            models.When(**{f"{part.place}__in": region.moved_in}, then=models.Value(region.prefix)) for region in moved
        ]
        return models.Case(*whens, default=at) if whens else at

    found = count_by(parts, cut, group)
    return {part: {code.ljust(12, "0"): number for code, number in per.items() if code} for part, per in found.items()}


@dataclass(frozen=True)
class Indicator:
    """A count (numerator only) or a rate. `definition` is the sentence shown beside every figure of it.

    The sentence may use %(days)d, the conversion window of the rules in force, their ages %(from)d and %(until)d, and
    %(months)d, from which on somebody is away. A new meaning is a new `version`.
    """

    code: str
    version: int
    title: str
    definition: str
    numerator: Part
    denominator: Part | None = None
    clause: str = ""
    is_mean: bool = False  # numerator by denominator is a mean in units of the numerator, not a share

    @property
    def unit(self) -> Unit:
        return Unit.PERCENT if self.denominator and not self.is_mean else self.numerator.unit

    @property
    def parts(self) -> dict[str, Part]:
        named = {"numerator": self.numerator, "denominator": self.denominator}
        return {name: part for name, part in named.items() if part}

    def define(self, rules: CountingRules) -> str:
        told = {"days": rules.conversion_window_days, "from": rules.age_from, "until": rules.age_until}
        return str(self.definition) % (told | {"months": rules.away_months})


REGISTRY: dict[str, Indicator] = {}


def register(indicator: Indicator) -> Indicator:
    """Make an indicator known. A code means one thing: another indicator of the same code is refused."""
    if REGISTRY.setdefault(indicator.code, indicator) != indicator:
        raise ValueError(f"Two indicators are called {indicator.code!r}.")
    return indicator
