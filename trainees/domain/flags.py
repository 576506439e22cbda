"""Flags on a session, as its trainer sees them: found by thinking over its marks, settled with a word that is kept.

Families share phones and a class files in together, so a flag never refuses anybody. They are flags of rule R14 like
those of any rule; while the session is open, what follows from its marks is only shown. Closing the session keeps it,
and later corrections do not take it away.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from courses.models import Session
from trainees.models import AnomalyFlag, Attendance, Enrolment

from .rules import acts, flagging, sign_ins
from .rules.declaring import REGISTRY, Found

FOLLOW_FROM_MARKS = (sign_ins.ONE_PHONE, sign_ins.SECONDS_APART)
CODES = tuple(rule.code for rule in (*FOLLOW_FROM_MARKS, sign_ins.PASSED_ON))


@dataclass(frozen=True)
class Flag:
    """`people` are enrolment ids, sorted; `kept` is its row once it was settled or the session closed."""

    rule: str
    people: tuple[int, ...]
    names: tuple[str, ...] = ()
    kept: AnomalyFlag | None = None

    @property
    def is_settled(self) -> bool:
        return self.kept is not None and self.kept.is_settled

    @property
    def key(self) -> str:
        return f"{self.rule}:{','.join(map(str, self.people))}"

    @property
    def label(self) -> str:
        return str(REGISTRY[self.rule].title)


def of(session: Session, *, marks: Iterable[Attendance] | None = None, rows: Iterable[Enrolment] | None = None):
    """All flags of `session`, open ones first; standing `marks` and `rows` in the order of the roll spare queries."""
    if marks is None:
        marks = list(Attendance.objects.standing().filter(session=session))
    if rows is None:
        rows = _on_the_roll(session).select_related("trainee")
    names = {row.pk: row.trainee.name for row in rows}
    found = _found(session, marks, list(names))
    kept = session.flags.filter(rule__in=CODES).order_by("pk").select_related("settled_by")
    kept = {(flag.rule, _people(flag)): flag for flag in kept.prefetch_related("subjects")}
    seen = [(rule, tuple(one.places)) for rule, ones in found.items() for one in ones]
    flags = [
        Flag(rule, people, tuple(names[one] for one in people if one in names), kept.get((rule, people)))
        for rule, people in dict.fromkeys([*kept, *seen])
    ]
    return sorted(flags, key=lambda flag: flag.is_settled)


def raise_relay(session: Session, user) -> None:
    """Note that a sign-in begun on another phone was opened by `user`, for each of their people in the class."""
    places = Enrolment.objects.of(user).filter(training_class=session.training_class_id)
    places = places.exclude(state=Enrolment.State.WITHDRAWN)
    found = [sign_ins.about(session, [place]) for place in places.values_list("pk", flat=True)]
    _keep(session, sign_ins.PASSED_ON.code, found)


def keep(session: Session) -> None:
    """Write down the flags that only follow from marks so far: later corrections must not take them away."""
    marks = list(Attendance.objects.standing().filter(session=session))
    order = list(_on_the_roll(session).values_list("pk", flat=True))
    for code, found in _found(session, marks, order).items():
        _keep(session, code, found)


@transaction.atomic
def settle(session: Session, flag: Flag, *, verdict: str, word: str, by) -> AnomalyFlag:
    """Keep what was found out about a flag; the last word stands, each is kept. Raises acts.FlagRefused."""
    kept = flag.kept
    if kept is None:
        found = sign_ins.about(session, flag.people)
        _keep(session, flag.rule, [found])
        kept = session.flags.get(rule=flag.rule, fingerprint=flagging.fingerprint(REGISTRY[flag.rule], found.key))
    act = acts.explain if verdict == AnomalyFlag.State.EXPLAINED else acts.uphold
    return act(kept, word=word, by=by)


def _on_the_roll(session: Session):
    rows = session.training_class.enrolments.exclude(state=Enrolment.State.WITHDRAWN)
    return rows.order_by("trainee__name_pinyin", "pk")


def _found(session: Session, marks: Iterable[Attendance], order: list[int]) -> dict[str, list[Found]]:
    scans = sign_ins.of_marks(session, marks, order)
    return {rule.code: list(rule.judge(scans, rule.defaults)) for rule in FOLLOW_FROM_MARKS}


def _keep(session: Session, code: str, found: list[Found]) -> None:
    rule = REGISTRY[code]
    flagging.reconcile(rule, found, flagging.standing_of(rule).filter(session=session))


def _people(flag: AnomalyFlag) -> tuple[int, ...]:
    return tuple(sorted(subject.enrolment_id for subject in flag.subjects.all()))
