"""What a rule is: rows that are read for a scope, and a judgement of plain values that says what is odd about them.

A rule is declared once, in a file of its theme, and registered by its number of domain.md (c):

    register(Rule(
        code="R11", severity=Severity.CRITICAL, about=About.PERSON, title=…, explanation=…, says=…,
        reads=(Attendance, Session), rows=sittings, judge=overlapping, example=Example(_("…"), rows=[…], keys=[…]),
    ))

`rows(scope)` reads; `judge(rows, limits)` thinks without I/O and yields `Found`, so its worked example is a test. What
nobody can look through yet is declared with `needs`: it is shown as not run, with what is missing.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Programme, TrainingClass
from lms.kit.clock import today
from trainees.domain.ids import Ids
from trainees.models import AnomalyFlag

Severity, Doubts = AnomalyFlag.Severity, AnomalyFlag.Doubts


class About(models.TextChoices):
    """What one flag of a rule belongs to; it decides for which scopes the rule can be run alone."""

    CLASS = "class", _("a class and its participations")
    PERSON = "person", _("a person, across classes")
    AREA = "area", _("the area as a whole")


@dataclass(frozen=True)
class Scope:
    """Where to look: everything, one class, or some people; always within one `programme` where the rule is by it.

    `people` are keys of persons (the rows they are known by). What several rules read is found once and `kept`.
    """

    programme: Programme | None = None
    training_class: TrainingClass | None = None
    people: frozenset[int] | None = None
    on: dt.date = field(default_factory=today)
    kept: dict = field(default_factory=dict, repr=False, compare=False)

    def within(self, programme: Programme | None) -> "Scope":
        return replace(self, programme=programme, kept={})

    def classes(self, path: str = "training_class") -> models.Q:
        """Rows whose class, at `path`, is looked at; void classes never are. An empty path: the rows are classes."""
        at = f"{path}__" if path else ""
        chosen = ~models.Q(**{f"{at}state": TrainingClass.State.VOID})
        if self.programme is not None:
            chosen &= models.Q(**{f"{at}programme": self.programme})
        if self.training_class is not None:
            chosen &= models.Q(**{path or "pk": self.training_class.pk})
        return chosen

    def persons(self, path: str = "trainee") -> models.Q:
        """Rows whose person, at `path`, is looked at. An empty path: the rows are trainees."""
        if self.people is None:
            return models.Q()
        own, known_by = path or "pk", f"{path}__canonical" if path else "canonical"
        return models.Q(**{f"{own}__in": Ids(self.people)}) | models.Q(**{f"{known_by}__in": Ids(self.people)})

    def once(self, name: Hashable, find: Callable[[], object]):
        """What `find` gives, found the first time it is asked for under `name`."""
        if name not in self.kept:
            self.kept[name] = find()
        return self.kept[name]


@dataclass(frozen=True)
class Found:
    """One thing that is odd. `key` is what it is found by: the same key is the same flag.

    `facts` are the numbers and days of the rule's sentence. `people` are keys of persons, `places` of enrolments; a
    flag names the participations where there are any, else the people. A rule of persons always says its `people`.
    Where it lies follows from its class, else from who is named, unless `region` says so.
    """

    key: tuple
    facts: Mapping = field(default_factory=dict)
    training_class: int | None = None
    session: int | None = None
    people: Sequence[int] = ()
    places: Sequence[int] = ()
    region: str = ""
    programme: int | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Limit:
    """A number a rule measures by. An organiser may set it for a programme between `least` and `most`.

    `default` is a number, or the name of a setting of the platform that holds it.
    """

    name: str
    label: str
    default: int | str
    least: int = 0
    most: int = 1000

    @property
    def value(self) -> int:
        return getattr(settings, self.default) if isinstance(self.default, str) else self.default


@dataclass(frozen=True)
class Example:
    """A worked example in words, the rows it is about and the keys of what the rule finds in them."""

    words: str
    rows: Sequence
    keys: Sequence[tuple]


def nothing_read(_scope: Scope) -> Iterable:
    """The rows of a rule that cannot run."""
    return ()


def nothing_found(_rows: Iterable, _limits: Mapping) -> Iterable[Found]:
    return ()


@dataclass(frozen=True)
class Rule:
    """A rule. `explanation` may use %(limit)s of its limits; `says` is the sentence of one flag, with its facts.

    `doubts` are the participations an open critical flag keeps from counting and an upheld one disallows. A rule that
    does not close its flags itself judges a moment that is past. `by_programme` says whether it looks at one programme
    at a time, by that programme's limits. `words` are the sentences of facts that are kept as a code.
    """

    code: str
    severity: Severity
    about: About
    title: str
    explanation: str
    says: str = ""
    reads: tuple[type[models.Model], ...] = ()
    rows: Callable[[Scope], Iterable] = nothing_read
    judge: Callable[[Iterable, Mapping], Iterable[Found]] = nothing_found
    example: Example | None = None
    limits: tuple[Limit, ...] = ()
    doubts: Doubts = Doubts.NAMED
    closes_itself: bool = True
    by_programme: bool = True
    trainer_settles: bool = False
    source: str = ""
    needs: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        return not self.needs

    @property
    def defaults(self) -> dict[str, int]:
        """The platform's limits by name."""
        return {limit.name: limit.value for limit in self.limits}

    def explain(self, limits: Mapping) -> str:
        return str(self.explanation) % limits

    def say(self, facts: Mapping) -> str:
        """The sentence of a flag with these facts; a fact that is one of the rule's `words` is said in them.

        Empty where facts are missing: a flag of a moment that is past may be older than what its rule tells today.
        """
        told = {name: self.words.get(fact, fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        try:
            return str(self.says) % told
        except KeyError:
            return ""

    def find(self, scope: Scope, limits: Mapping) -> list[Found]:
        """What is odd in `scope`, each once."""
        return list({found.key: found for found in self.judge(self.rows(scope), limits)}.values())


REGISTRY: dict[str, Rule] = {}


def register(rule: Rule) -> Rule:
    """Make a rule known. A code means one thing: another rule of the same code is refused."""
    if REGISTRY.setdefault(rule.code, rule) != rule:
        raise ValueError(f"Two rules are called {rule.code!r}.")
    return rule
