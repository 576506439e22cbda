"""Which participations flags keep from counting: one predicate for the figures, the rows behind them and the papers.

An open critical flag blocks: what it doubts does not count until somebody settles it, and both numbers are shown. An
upheld flag of any severity disallows: what it doubts counts no more. A flag that only doubts poverty status takes its
participations from the figures of poverty-registered people and leaves them in the others.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from trainees.domain.ids import Ids
from trainees.models import AnomalyFlag, Enrolment, FlagSubject, Trainee

Doubts = AnomalyFlag.Doubts


def doubted_by(flags: QuerySet[AnomalyFlag], *, as_poor: bool = False) -> Q:
    """The condition of participations that one of `flags` puts in doubt; `as_poor`: only as those of poor people."""
    flags = flags.order_by()
    named = Doubts.POOR if as_poor else Doubts.NAMED
    subjects = FlagSubject.objects.filter(flag__in=flags.filter(doubts=named).values("pk")).order_by()
    people = subjects.filter(trainee__isnull=False).values("trainee")
    rows = Trainee.objects.filter(Q(pk__in=people) | Q(canonical__in=people)).order_by()
    places = subjects.filter(enrolment__isnull=False).values("enrolment")
    doubted = Q(pk__in=places) | Q(trainee__in=rows.values("pk"))
    if not as_poor:
        doubted |= Q(training_class__in=flags.filter(doubts=Doubts.CLASS).values("training_class"))
    return doubted


def blocked() -> Q:
    """The condition of participations that do not count while a flag is open."""
    return doubted_by(AnomalyFlag.objects.blocking())


def disallowed() -> Q:
    """The condition of participations that count no more."""
    return doubted_by(AnomalyFlag.objects.disallowing())


def counting(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of `rows` that no flag keeps from counting."""
    return rows.exclude(blocked()).exclude(disallowed())


@dataclass(frozen=True)
class LeftOut:
    """Keys of the participations of one programme that don't count, found at one moment."""

    blocked: frozenset[int] = frozenset()
    disallowed: frozenset[int] = frozenset()
    blocked_as_poor: frozenset[int] = frozenset()
    disallowed_as_poor: frozenset[int] = frozenset()

    @property
    def anything_waits(self) -> bool:
        return bool(self.blocked or self.blocked_as_poor)

    def keys(self, *, waiting: bool, as_poor: bool = False) -> Ids | None:
        """What to leave out; with `waiting` what is blocked counts, as it would if all flags came out well."""
        gone = self.disallowed_as_poor if as_poor else self.disallowed
        if not waiting:
            gone |= self.blocked_as_poor if as_poor else self.blocked
        return Ids(gone) if gone else None


def left_out(places: QuerySet[Enrolment]) -> LeftOut:
    """What flags leave out of `places`; one query where no flag doubts anything."""
    flags = AnomalyFlag.objects
    doubting = flags.blocking().order_by() | flags.disallowing().order_by()
    standing = set(doubting.values_list("state", "doubts").distinct())

    def keys(state, chosen, *, as_poor=False):
        kinds = {Doubts.POOR} if as_poor else {Doubts.NAMED, Doubts.CLASS}
        if not any(kind in kinds for held, kind in standing if held == state):
            return frozenset()
        return frozenset(places.filter(doubted_by(chosen, as_poor=as_poor)).order_by().values_list("pk", flat=True))

    opened, upheld = AnomalyFlag.State.OPEN, AnomalyFlag.State.UPHELD
    return LeftOut(
        blocked=keys(opened, flags.blocking()),
        disallowed=keys(upheld, flags.disallowing()),
        blocked_as_poor=keys(opened, flags.blocking(), as_poor=True),
        disallowed_as_poor=keys(upheld, flags.disallowing(), as_poor=True),
    )
