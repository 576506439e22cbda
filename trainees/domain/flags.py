"""Flags on a session: found by thinking over its marks, settled by a person with a word that is kept.

Families share phones and a class files in together, so a flag never refuses anybody. One phone for several people and
sign-ins seconds apart follow from the standing marks (domain.md R14); a code passed on is known only in its moment and
written then. Closing the session keeps what is still open.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Session
from lms.kit import audit
from lms.kit.clock import now
from trainees.models import Attendance, Enrolment, SessionFlag

Kind = SessionFlag.Kind


class WordIsMissing(Exception):
    """A flag is settled with a word; the text says so."""


@dataclass(frozen=True)
class Flag:
    """`people` are enrolment ids, sorted; `kept` is its row once it was settled or the session closed."""

    kind: str
    people: tuple[int, ...]
    names: tuple[str, ...] = ()
    kept: SessionFlag | None = None

    @property
    def is_settled(self) -> bool:
        return self.kept is not None and self.kept.settled_at is not None

    @property
    def key(self) -> str:
        return f"{self.kind}:{','.join(map(str, self.people))}"

    @property
    def label(self) -> str:
        return Kind(self.kind).label


def same_phone(marks: Iterable[Attendance]) -> list[tuple[int, ...]]:
    """Enrolments signed in with one phone, two or more a group."""
    by_device = {}
    for mark in marks:
        if mark.device:
            by_device.setdefault(mark.device, set()).add(mark.enrolment_id)
    return sorted(tuple(sorted(group)) for group in by_device.values() if len(group) > 1)


def seconds_apart(
    marks: Iterable[Attendance], order: Sequence[int], *, gap: dt.timedelta, least: int
) -> list[tuple[int, ...]]:
    """Runs of `least` scans or more, each within `gap` of the one before and of the next person in `order`."""
    place = {enrolment: number for number, enrolment in enumerate(order)}
    scans = [mark for mark in marks if mark.how == Attendance.How.SCAN and mark.enrolment_id in place]
    runs, run = [], []
    for mark in sorted(scans, key=lambda mark: (mark.marked_at, place[mark.enrolment_id])):
        follows = (
            run
            and mark.marked_at - run[-1].marked_at <= gap
            and place[mark.enrolment_id] == place[run[-1].enrolment_id] + 1
        )
        if not follows:
            run = []
            runs.append(run)
        run.append(mark)
    return [tuple(sorted(mark.enrolment_id for mark in run)) for run in runs if len(run) >= least]


def of(session: Session, *, marks: Iterable[Attendance] | None = None, rows: Iterable[Enrolment] | None = None):
    """All flags of `session`, open ones first; standing `marks` and `rows` in the order of the roll spare queries."""
    if marks is None:
        marks = list(Attendance.objects.standing().filter(session=session))
    if rows is None:
        rows = session.training_class.enrolments.select_related("trainee").order_by("trainee__name_pinyin", "pk")
    names = {row.pk: row.trainee.name for row in rows}
    gap = dt.timedelta(seconds=settings.FLAG_SECONDS_APART)
    found = [(Kind.SAME_PHONE, people) for people in same_phone(marks)]
    found += [
        (Kind.SECONDS_APART, people)
        for people in seconds_apart(marks, list(names), gap=gap, least=settings.FLAG_RUN_OF_SIGN_INS)
    ]
    kept = {(flag.kind, tuple(flag.people)): flag for flag in session.flags.select_related("settled_by")}
    flags = [
        Flag(kind, people, tuple(names[one] for one in people if one in names), kept.get((kind, people)))
        for kind, people in dict.fromkeys([*kept, *((str(kind), people) for kind, people in found)])
    ]
    return sorted(flags, key=lambda flag: flag.is_settled)


@transaction.atomic
def raise_relay(session: Session, user) -> None:
    """Note that a sign-in begun on another phone was opened by `user`, for each of their people in the class."""
    places = Enrolment.objects.of(user).filter(training_class=session.training_class_id)
    for enrolment in places.exclude(state=Enrolment.State.WITHDRAWN):
        SessionFlag.objects.get_or_create(session=session, kind=Kind.RELAYED, people=[enrolment.pk])


def keep(session: Session) -> None:
    """Write down the flags that only follow from marks so far: later corrections must not take them away."""
    for flag in of(session):
        if flag.kept is None:
            SessionFlag.objects.get_or_create(session=session, kind=flag.kind, people=list(flag.people))


@transaction.atomic
def settle(session: Session, flag: Flag, *, verdict: str, word: str, by) -> SessionFlag:
    """Keep what was found out about a flag; the last word stands and each is in the log. Raises WordIsMissing."""
    if not word.strip():
        raise WordIsMissing(_("Write in a word what you found, then settle it."))
    kept, _made = SessionFlag.objects.select_for_update().get_or_create(
        session=session, kind=flag.kind, people=list(flag.people)
    )
    kept.verdict, kept.word = SessionFlag.Verdict(verdict), word.strip()[:200]
    kept.settled_at, kept.settled_by = now(), by
    kept.save()
    region = session.training_class.region_id
    audit.record("trainees.flag.settle", kept, by=by, region=region, kind=str(kept.kind), verdict=str(kept.verdict))
    return kept
