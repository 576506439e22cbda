"""R39–R42: how it was watched: out of sight, without a hand, without an answer, for many (domain.md (c)).

None of this is a proof of anything: who listens while cooking is out of sight, and a family shares a phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from .declaring import Example, Found, Limit, Rule, Severity, register
from .watching import OF_CLASS, Visit, by_person, found


def not_looked_at(rows: Iterable[Visit], limits: Mapping) -> Iterable[Found]:
    """Most of the time out of sight or at another speed, or as much leapt over as watched."""
    for own in by_person(rows).values():
        spent, leapt = sum(row.spent for row in own), sum(row.leapt for row in own)
        if spent < limits["minutes"] * 60:
            continue
        hidden = 100 * sum(row.hidden for row in own) // spent
        fast = 100 * sum(row.fast for row in own) // spent
        skipped = 100 * leapt // (spent + leapt)
        if hidden >= limits["hidden"] or fast >= limits["fast"] or skipped >= limits["leapt"]:
            yield found(own, hidden=hidden, fast=fast, leapt=skipped)


def untouched(rows: Iterable[Visit], limits: Mapping) -> Iterable[Found]:
    """Long visits in which nobody touched the page, not even as often as questions were answered."""
    for row in rows:
        answered = sum(passed for passed, _tries, _took in row.checks)
        if row.spent >= limits["minutes"] * 60 and row.touches < max(1, answered):
            key = (row.training_class, row.person, row.visit)
            yield found([row], key, minutes=row.spent // 60, touches=row.touches, answered=answered)


def odd_answers(rows: Iterable[Visit], limits: Mapping) -> Iterable[Found]:
    """Questions missed again and again, or answered quicker than a finger can."""
    for own in by_person(rows).values():
        checks = [check for row in own for check in row.checks]
        missed = sum(not passed for passed, _tries, _took in checks)
        instant = sum(1 for passed, _tries, took in checks if passed and took < 1)
        if missed >= limits["missed"] or instant >= limits["instant"]:
            yield found(own, missed=missed, instant=instant)


def one_device(rows: Iterable[Visit], limits: Mapping) -> Iterable[Found]:
    """Several people of a class who watched with one device; a family may."""
    groups = defaultdict(list)
    for row in rows:
        if row.device and row.credited >= limits["seconds"]:
            groups[row.training_class, row.device].append(row)
    for (held, device), own in groups.items():
        people = {row.person for row in own}
        if len(people) >= limits["people"]:
            yield found(own, (held, device), number=len(people))


register(
    Rule(
        code="R39",
        severity=Severity.WARNING,
        title=_("played, hardly looked at"),
        explanation=_(
            "Of at least %(minutes)d minutes of playing, %(hidden)d%% or more were out of sight, %(fast)d%% or more at "
            "another speed, or %(leapt)d%% was leapt over. Who listens with the screen off is out of sight as well."
        ),
        says=_("%(hidden)d%% out of sight, %(fast)d%% at another speed, %(leapt)d%% leapt over"),
        judge=not_looked_at,
        limits=(
            Limit("minutes", _("minutes of playing, at least"), 20, least=1, most=600),
            Limit("hidden", _("percent out of sight"), 70, least=1, most=100),
            Limit("fast", _("percent at another speed"), 90, least=1, most=100),
            Limit("leapt", _("percent leapt over"), 60, least=1, most=100),
        ),
        example=Example(
            _("Of 30 minutes 27 played out of sight: one flag. Of 30 minutes 5: none."),
            rows=[Visit(1, 7, 70, spent=1800, hidden=1620), Visit(1, 8, 80, spent=1800, hidden=300)],
            keys=[(1, 7)],
        ),
        **OF_CLASS,
    )
)
register(
    Rule(
        code="R40",
        severity=Severity.WARNING,
        title=_("playing without a hand"),
        explanation=_(
            "A page played for %(minutes)d minutes or more without one pause, leap, key or touch, or with fewer "
            "touches than questions answered. A script plays like this."
        ),
        says=_("%(minutes)d minutes with %(touches)d touches and %(answered)d questions answered"),
        judge=untouched,
        limits=(Limit("minutes", _("minutes of playing, at least"), 40, least=5, most=600),),
        example=Example(
            _("An hour with eight questions answered and no touch: one flag. With nine touches: none."),
            rows=[
                Visit(1, 7, 70, spent=3600, touches=0, checks=((1, 1, 4),) * 8, visit="a"),
                Visit(1, 8, 80, spent=3600, touches=9, checks=((1, 1, 4),) * 8, visit="b"),
            ],
            keys=[(1, 7, "a")],
        ),
        **OF_CLASS,
    )
)
register(
    Rule(
        code="R41",
        severity=Severity.WARNING,
        title=_("nobody answered, or too quickly"),
        explanation=_(
            "“Are you there?” was missed %(missed)d times or more in a class, or answered %(instant)d times or more "
            "within a second. What played meanwhile did not count."
        ),
        says=_("missed %(missed)d times, answered within a second %(instant)d times"),
        judge=odd_answers,
        limits=(
            Limit("missed", _("questions missed, at least"), 3, least=1, most=100),
            Limit("instant", _("answers within a second, at least"), 2, least=1, most=100),
        ),
        example=Example(
            _("Three missed: a flag. Two answered at once: a flag. One missed and the others in seconds: none."),
            rows=[
                Visit(1, 7, 70, checks=((0, 0, 61),) * 3),
                Visit(1, 8, 80, checks=((1, 1, 0), (1, 1, 0))),
                Visit(1, 9, 90, checks=((0, 0, 61), (1, 1, 5), (1, 2, 9))),
            ],
            keys=[(1, 7), (1, 8)],
        ),
        **OF_CLASS,
    )
)
register(
    Rule(
        code="R42",
        severity=Severity.WARNING,
        title=_("one device watched for many"),
        explanation=_(
            "In a class %(people)d people or more watched with the same phone or computer. A family shares a phone, a "
            "village room a computer: ask who sat there."
        ),
        says=_("%(number)d people watched with one device"),
        judge=one_device,
        limits=(
            Limit("people", _("people on one device, at least"), 5, least=2, most=100),
            Limit("seconds", _("seconds of video, at least"), 60, least=1, most=36_000),
        ),
        example=Example(
            _("Five watch with one phone: one flag. Four of a family with another: none."),
            rows=[
                *(Visit(1, who, 10 * who, credited=600, device="a") for who in range(1, 6)),
                *(Visit(1, who, 10 * who, credited=600, device="b") for who in range(6, 10)),
            ],
            keys=[(1, "a")],
        ),
        **OF_CLASS,
    )
)
