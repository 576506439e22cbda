"""R37, R38, R43: watching that was claimed and can't have been, or came late (domain.md (c)).

What was reported too fast or beside another page earned nothing when it arrived; here it is told to people, who may
know why. The visits of one person in one class are judged together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from trainees.models import Enrolment, WatchVisit
from trainees.models.trainee import person

from .declaring import About, Example, Found, Limit, Rule, Scope, Severity, register


class Visit(NamedTuple):
    """One play session in a class; times in seconds. `checks` has [passed, tries, seconds] of each question."""

    training_class: int
    person: int
    enrolment: int | None
    spent: int = 0
    credited: int = 0
    outrun: int = 0
    parallel: int = 0
    late: int = 0
    hidden: int = 0
    fast: int = 0
    leapt: int = 0
    touches: int = 0
    checks: tuple = ()
    device: str = ""
    visit: str = ""


COLUMNS = {
    "spent": "spent_seconds",
    "credited": "credited_seconds",
    "outrun": "outrun_seconds",
    "parallel": "parallel_seconds",
    "late": "late_seconds",
    "hidden": "hidden_seconds",
    "fast": "fast_seconds",
    "leapt": "leapt_seconds",
    "touches": "touches",
    "device": "device",
}


def visits(scope: Scope) -> list[Visit]:
    """The play sessions of the scope's classes."""
    return scope.once("visits", lambda: _visits(scope))


def _visits(scope: Scope) -> list[Visit]:
    seats = Enrolment.objects.filter(scope.classes()).holding_a_seat().order_by("-pk")
    places = {(held, who): place for held, who, place in seats.values_list("training_class", person(), "pk").iterator()}
    played = WatchVisit.objects.filter(scope.classes(), training_class__isnull=False).order_by("started_at", "pk")
    rows = played.values_list("pk", "training_class", person("progress__trainee"), "checks", *COLUMNS.values())
    return [
        Visit(held, who, places.get((held, who)), checks=tuple(checks.values()), visit=str(pk), **_named(told))
        for pk, held, who, checks, *told in rows.iterator()
    ]


def _named(told: list) -> dict:
    return dict(zip(COLUMNS, told, strict=True))


def by_person(rows: Iterable[Visit]) -> dict[tuple[int, int], list[Visit]]:
    """The visits of each person in each class."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.training_class, row.person].append(row)
    return groups


def found(rows: list[Visit], key: tuple = (), **facts) -> Found:
    places = sorted({row.enrolment for row in rows} - {None})
    people = sorted({row.person for row in rows})
    key = key or (rows[0].training_class, rows[0].person)
    return Found(key, facts, training_class=rows[0].training_class, people=people, places=places)


def too_many(name: str) -> Callable:
    """Judges people of whom more than `seconds` of one sort were reported in a class."""

    def judge(rows: Iterable[Visit], limits: Mapping) -> Iterable[Found]:
        for own in by_person(rows).values():
            seconds = sum(getattr(row, name) for row in own)
            if seconds >= limits["seconds"]:
                yield found(own, minutes=-(-seconds // 60))

    return judge


OF_CLASS = {"about": About.CLASS, "reads": (WatchVisit,), "rows": visits, "source": "E1, E2, E4"}
_SECONDS = Limit("seconds", _("seconds of video, at least"), 300, least=1, most=36_000)

register(
    Rule(
        code="R37",
        severity=Severity.CRITICAL,
        title=_("watching faster than the clock"),
        explanation=_(
            "In the name of a person %(seconds)d seconds of video or more were reported beyond what can be watched in "
            "that time. None of it was counted; a player does not do this, a script does."
        ),
        says=_("%(minutes)d minutes of video reported faster than the clock"),
        judge=too_many("outrun"),
        limits=(_SECONDS,),
        example=Example(
            _("Somebody reports ten minutes of video in one: the nine that can't be are a flag. A few seconds: none."),
            rows=[Visit(1, 7, 70, outrun=540), Visit(1, 8, 80, outrun=4)],
            keys=[(1, 7)],
        ),
        **OF_CLASS,
    )
)
register(
    Rule(
        code="R38",
        severity=Severity.CRITICAL,
        title=_("several pages playing at once"),
        explanation=_(
            "In the name of a person videos played in several places at once for %(seconds)d seconds or more. One "
            "place was counted, the others were not."
        ),
        says=_("%(minutes)d minutes of video played beside another page"),
        judge=too_many("parallel"),
        limits=(_SECONDS,),
        example=Example(
            _("Two phones play for six minutes in one name: one flag. A page left open for some seconds: none."),
            rows=[Visit(1, 7, 70, parallel=200), Visit(1, 7, 70, parallel=160), Visit(1, 8, 80, parallel=15)],
            keys=[(1, 7)],
        ),
        **OF_CLASS,
    )
)
register(
    Rule(
        code="R43",
        severity=Severity.CRITICAL,
        title=_("watching that arrived after the class"),
        explanation=_(
            "After the class was closed %(seconds)d seconds of video or more arrived, said to be watched before. A "
            "phone without network does this honestly: ask, then settle it. What was watched after never counts."
        ),
        says=_("%(minutes)d minutes of video arrived after the class was closed"),
        judge=too_many("late"),
        limits=(_SECONDS,),
        example=Example(
            _("Ten minutes arrive the day after the class was closed: one flag."),
            rows=[Visit(1, 7, 70, late=600), Visit(1, 8, 80, late=0)],
            keys=[(1, 7)],
        ),
        **OF_CLASS,
    )
)
