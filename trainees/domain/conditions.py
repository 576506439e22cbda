"""The conditions of completing a class, one after the other: what is done, what is missing, in words.

Which of them count, and how much of each is needed, are rules of the programme in their version. Nothing here asks a
database: a `Proof` and the rules are all there is to judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.models import CountingRules

# The columns of a class's page, in this order; `lesson` is a kind of `watch`, `hours` one of `attendance`.
ORDER = ("attendance", "practice", "watch", "test", "work")
COLUMN_OF = {"hours": "attendance", "lesson": "watch"}


@dataclass(frozen=True)
class SeenLesson:
    """A video lesson and how much of it one trainee has seen; times in seconds."""

    title: str
    length: int
    seen: int


@dataclass(frozen=True)
class Proof:
    """What one trainee has to show for a class; times in seconds, practice also in sessions.

    `test` is the best share of right answers, None for no attempt; `work` is "" where none is asked for, else "none"
    or a state of `PracticalWork`.
    """

    scheduled: int
    attended: int
    practice_held: int
    practice_attended: int
    lessons: tuple[SeenLesson, ...] = ()
    practice_scheduled: int = 0
    practised: int = 0
    is_online: bool = False
    has_test: bool = False
    test: Decimal | None = None
    work: str = ""

    @property
    def watched(self) -> int:
        return sum(lesson.seen for lesson in self.lessons)

    @property
    def to_watch(self) -> int:
        return sum(lesson.length for lesson in self.lessons)


@dataclass(frozen=True)
class Step:
    """One condition: `code` with what fills its sentence. What does not count is advice."""

    code: str
    is_done: bool
    counts: bool = True
    params: dict = field(default_factory=dict)

    @property
    def column(self) -> str:
        return COLUMN_OF.get(self.code, self.code)

    @property
    def is_missing(self) -> bool:
        return self.counts and not self.is_done

    @property
    def text(self) -> str:
        return _done_text(self.code, self.params) if self.is_done else gap_text(self.gap)

    @property
    def gap(self) -> dict:
        """As a closed class keeps it: `{"code", "params"}`."""
        return {"code": self.code, "params": self.params}


def steps(proof: Proof, *, rules: CountingRules) -> list[Step]:
    """All conditions that apply to this proof, in the order of `ORDER`."""
    return [step for judged in (_hours, _practice, _watching, _test, _work) for step in judged(proof, rules)]


def shortfalls(proof: Proof, *, rules: CountingRules) -> list[dict]:
    """The gaps of a proof: what counts and is not done; empty means complete."""
    return [step.gap for step in steps(proof, rules=rules) if step.is_missing]


def share(part: int, whole: int) -> Decimal:
    """`part` of `whole`, 0 to 1, exactly."""
    return Decimal(part) / Decimal(whole)


def _hours(proof: Proof, rules: CountingRules) -> Iterator[Step]:
    """Hours in rooms; together with what was watched, where the rules add the two up."""
    together = rules.hours == CountingRules.Hours.TOGETHER and bool(proof.lessons)
    part = proof.attended + (proof.watched if together else 0)
    whole = proof.scheduled + (proof.to_watch if together else 0)
    if whole:
        yield _measured("hours" if together else "attendance", part, whole, rules.min_attendance_share)


def _practice(proof: Proof, rules: CountingRules) -> Iterator[Step]:
    if not proof.practice_held:
        return
    least = rules.min_practice_share
    if proof.practice_attended and least and proof.practice_scheduled:
        yield _measured("practice", proof.practised, proof.practice_scheduled, least)
    else:
        attended = bool(proof.practice_attended)
        yield Step("practice", attended, params={"sessions": proof.practice_attended} if attended else {})


def _watching(proof: Proof, rules: CountingRules) -> Iterator[Step]:
    """Each video, or all of them as one; where hours are added up, the videos are among those."""
    counts = rules.hours != CountingRules.Hours.TOGETHER
    if not proof.lessons:
        return
    if rules.watch == CountingRules.Watch.WHOLE:
        yield _measured("watch", proof.watched, proof.to_watch, rules.min_watch_share, counts=counts)
        return
    for lesson in proof.lessons:
        yield _measured("lesson", lesson.seen, lesson.length, rules.min_watch_share, counts=counts, title=lesson.title)


def _test(proof: Proof, rules: CountingRules) -> Iterator[Step]:
    if not proof.has_test:
        return
    kinds = CountingRules.Test
    counts = rules.test == kinds.EVERY or (rules.test == kinds.ONLINE and proof.is_online)
    needed = rules.min_test_share
    params = {"needed": _percent(needed)} | ({} if proof.test is None else {"share": _percent(proof.test)})
    yield Step("test", proof.test is not None and proof.test >= needed, counts=counts, params=params)


def _work(proof: Proof, rules: CountingRules) -> Iterator[Step]:
    if proof.work:
        yield Step("work", proof.work == "accepted", counts=rules.work_needed, params={"state": proof.work})


def _measured(code: str, part: int, whole: int, needed: Decimal, *, counts: bool = True, **params) -> Step:
    found = share(part, whole)
    return Step(code, found >= needed, counts, {"share": _percent(found), "needed": _percent(needed), **params})


def _percent(part: Decimal) -> int:
    """Cut down: what falls short never looks reached."""
    return int(part * 100)


def gap_text(gap: dict) -> str:
    """A gap as a sentence in the reader's language."""
    code, params = gap["code"], gap["params"]
    sentences = {
        "attendance": _("You attended %(share)d%% of the hours; %(needed)d%% are needed."),
        "hours": _("Room and videos together: %(share)d%% of the hours; %(needed)d%% are needed."),
        "practice": _("You attended %(share)d%% of the practice; %(needed)d%% are needed.")
        if "share" in params
        else _("No practice session attended; at least one is needed."),
        "lesson": _("“%(title)s”: %(share)d%% watched; %(needed)d%% are needed."),
        "watch": _("Videos: %(share)d%% watched altogether; %(needed)d%% are needed."),
        "test": _("Best test: %(share)d%% right; %(needed)d%% are needed.")
        if "share" in params
        else _("Test not taken yet; %(needed)d%% right are needed."),
        "work": _work_text(params.get("state")),
    }
    return sentences[code] % params


def _work_text(state: str | None) -> str:
    return {
        "waiting": _("Practical work is with the trainer."),
        "sent_back": _("Practical work was sent back; hand it in once more."),
    }.get(state, _("Practical work not handed in yet."))


def _done_text(code: str, params: dict) -> str:
    sentences = {
        "attendance": _("You attended %(share)d%% of the hours."),
        "hours": _("Room and videos together: %(share)d%% of the hours."),
        "practice": _("You attended %(share)d%% of the practice.")
        if "share" in params
        else _("You attended the practice."),
        "lesson": _("“%(title)s”: %(share)d%% watched."),
        "watch": _("Videos: %(share)d%% watched altogether."),
        "test": _("Test passed: %(share)d%% right."),
        "work": _("Practical work accepted."),
    }
    return sentences[code] % params
