"""R14: sign-ins seconds apart in the order of the roll, one phone for several people, a code passed on (domain.md (c)).

The first two follow from the marks of one session. A code passed on is known only in its moment and written then. A
family shares a phone and a class files in together, so these doubt marks, not participations: who was not there is
marked absent, and the class settles by that.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from courses.models import Session
from trainees.models import Attendance, Enrolment

from .declaring import About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register


class SignIn(NamedTuple):
    """One standing scan; `place` is where the person stands in the order of the roll."""

    session: int
    training_class: int
    enrolment: int
    place: int
    at: dt.datetime
    device: str


def of_marks(session: Session, marks: Iterable[Attendance], order: Iterable[int]) -> list[SignIn]:
    """The standing scans among `marks` of one session; `order` has the enrolments as the roll does."""
    place = {enrolment: number for number, enrolment in enumerate(order)}
    return [
        SignIn(session.pk, session.training_class_id, mark.enrolment_id, place[mark.enrolment_id], *_of(mark))
        for mark in marks
        if mark.how == Attendance.How.SCAN and mark.enrolment_id in place
    ]


def _of(mark: Attendance) -> tuple:
    return mark.marked_at, mark.device


def scans(scope: Scope) -> list[SignIn]:
    """The standing scans of closed sessions, session by session."""
    return scope.once("scans", lambda: _scans(scope))


def _scans(scope: Scope) -> list[SignIn]:
    marks = Attendance.objects.standing().filter(
        scope.classes("session__training_class"), how=Attendance.How.SCAN, session__state=Session.State.CLOSED
    )
    place = places(scope)
    fields = ("session", "session__training_class", "enrolment", "marked_at", "device")
    return [
        SignIn(session, training_class, enrolment, place[enrolment], at, device)
        for session, training_class, enrolment, at, device in marks.order_by().values_list(*fields).iterator()
        if enrolment in place
    ]


def places(scope: Scope) -> dict[int, int]:
    """Where each enrolment stands in the roll of its class."""
    rows = Enrolment.objects.filter(scope.classes()).exclude(state=Enrolment.State.WITHDRAWN)
    rows = rows.order_by("training_class", "trainee__name_pinyin", "pk").values_list("pk", flat=True)
    return {enrolment: number for number, enrolment in enumerate(rows)}


def one_phone(rows: Iterable[SignIn], _limits: Mapping) -> Iterable[Found]:
    """Two people or more of a session signed in with one phone."""
    groups = defaultdict(list)
    for row in rows:
        if row.device:
            groups[row.session, row.device].append(row)
    return [_found(group) for group in groups.values() if len({row.enrolment for row in group}) > 1]


def seconds_apart(rows: Iterable[SignIn], limits: Mapping) -> Iterable[Found]:
    """Runs of `people` scans or more, each within `seconds` of the one before and of the next person in the order."""
    gap = dt.timedelta(seconds=limits["seconds"])
    run = []
    runs = [run]
    for row in sorted(rows, key=lambda row: (row.session, row.at, row.place)):
        before = run[-1] if run else None
        follows = before and row.session == before.session and row.place == before.place + 1
        if not (follows and row.at - before.at <= gap):
            run = []
            runs.append(run)
        run.append(row)
    return [_found(run) for run in runs if len(run) >= limits["people"]]


def about(session: Session, people: Iterable[int]) -> Found:
    """What is odd about these enrolments in `session`."""
    return _about(session.pk, session.training_class_id, people)


def _found(rows: list[SignIn]) -> Found:
    return _about(rows[0].session, rows[0].training_class, {row.enrolment for row in rows})


def _about(session: int, training_class: int, people: Iterable[int]) -> Found:
    people = sorted(people)
    facts = {"number": len(people)}
    return Found((session, *people), facts, training_class=training_class, session=session, places=people)


def _scan(enrolment: int, seconds: int, device: str = "") -> SignIn:
    start = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
    return SignIn(7, 1, enrolment, enrolment - 11, start + dt.timedelta(seconds=seconds), device)


_ALIKE = {
    "severity": Severity.WARNING,
    "about": About.CLASS,
    "doubts": Doubts.NOBODY,
    "closes_itself": False,
    "by_programme": False,
    "trainer_settles": True,
}
ONE_PHONE = register(
    Rule(
        code="R14a",
        title=_("one phone for several people"),
        explanation=_(
            "Several people signed in to one session with the same phone. A family may share one: the trainer says "
            "whether all were in the room, and marks absent who was not."
        ),
        says=_("%(number)d people signed in with one phone"),
        reads=(Attendance,),
        rows=scans,
        judge=one_phone,
        example=Example(
            _("Two of three people signed in with the same phone within a minute: one flag about these two."),
            rows=[_scan(11, 0, "a"), _scan(12, 30, "b"), _scan(13, 55, "a")],
            keys=[(7, 11, 13)],
        ),
        **_ALIKE,
    )
)
SECONDS_APART = register(
    Rule(
        code="R14b",
        title=_("signed in seconds apart, in the order of the list"),
        explanation=_(
            "%(people)d people or more signed in one after the other in the order of the roll, each within %(seconds)d "
            "seconds of the one before, as when one person works down a list."
        ),
        says=_("%(number)d people signed in seconds apart, in the order of the list"),
        reads=(Attendance,),
        rows=scans,
        judge=seconds_apart,
        limits=(
            Limit("seconds", _("seconds between two sign-ins, at most"), "FLAG_SECONDS_APART", least=1, most=600),
            Limit("people", _("people in a row, at least"), "FLAG_RUN_OF_SIGN_INS", least=2, most=100),
        ),
        example=Example(
            _("Five sign in 4 seconds apart in the order of the roll, a sixth a minute later: the five, one flag."),
            rows=[*(_scan(11 + number, 4 * number) for number in range(5)), _scan(16, 76)],
            keys=[(7, 11, 12, 13, 14, 15)],
        ),
        **_ALIKE,
    )
)
PASSED_ON = register(
    Rule(
        code="R14c",
        title=_("a code passed on to another phone"),
        explanation=_(
            "The code on the wall was scanned with one phone and the sign-in finished on another: perhaps somebody "
            "outside the room was sent the link. It is noted in that moment."
        ),
        says=_("the sign-in was begun on one phone and finished on another"),
        reads=(Attendance,),
        **_ALIKE,
    )
)
