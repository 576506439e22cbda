"""Running the rules: over everything every night, over one class when something of it changed, over one person.

One class: the rules of classes for it, and the rules of persons for everybody in it. One person: the rules of persons.
Rules of the area run at night only. Each rule is its own transaction, so a night that breaks off keeps what it did.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Programme, TrainingClass
from lms.kit import queue
from lms.kit.clock import now
from lms.kit.models import Job
from trainees.models import AnomalyFlag, Enrolment, FlagSubject, RuleRun, Trainee

from . import flagging, limits
from .declaring import REGISTRY, About, Found, Rule, Scope

RUN = "trainees.tasks.run_rules"
EVERYTHING, ONE_CLASS = "everything", "class"
WAIT_SECONDS = 20


@dataclass(frozen=True)
class Ran:
    """One rule, what came of it, and the seconds it took."""

    rule: Rule
    tally: flagging.Tally
    seconds: float


def ask_about_everything(*, by=None) -> Job:
    return queue.enqueue(RUN, subject=EVERYTHING, by=by)


def ask_about_class(training_class: TrainingClass, *, at_once: bool = False, by=None) -> Job:
    """Have the rules look at a class in the background, after what was changed is kept.

    They wait for more changes, so that one look sees them all, unless it is to be `at_once`. What changes while a look
    is under way gets another one after it: one job a class waits at most.
    """
    subject = f"{ONE_CLASS}:{training_class.pk}"
    under_way = Job.objects.filter(kind=RUN, subject=subject, state=Job.State.RUNNING)
    if under_way.exists():
        subject += ":again"
    job = queue.enqueue(RUN, subject=subject, after=0 if at_once else WAIT_SECONDS, by=by)
    if at_once and job.state == Job.State.QUEUED and job.due_at > now():
        Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(due_at=now())
        job.due_at = now()
        transaction.on_commit(partial(queue.announce, job))
    return job


def run_subject(subject: str, *, report: Callable = lambda *_told: None) -> str:
    """Do what was asked; what came of it in a sentence."""
    if subject == EVERYTHING:
        ran = run_everything(report=report)
    else:
        training_class = TrainingClass.objects.select_related("programme").get(pk=subject.split(":")[1])
        ran = run_class(training_class)
    opened, corrected = (sum(getattr(one.tally, name) for one in ran) for name in ("opened", "corrected"))
    return _("%(opened)d flags opened, %(corrected)d closed by themselves.") % {
        "opened": opened,
        "corrected": corrected,
    }


def run_everything(*, codes: Iterable[str] | None = None, report: Callable = lambda *_told: None) -> list[Ran]:
    """All rules, or those of `codes`, over everything; each leaves a RuleRun."""
    rules = [rule for rule in REGISTRY.values() if rule.runs and (codes is None or rule.code in codes)]
    programmes = list(Programme.objects.order_by("pk"))
    scopes = {programme: Scope().within(programme) for programme in (None, *programmes)}
    done = []
    for number, rule in enumerate(rules):
        report(number * 100 // len(rules), _("Rule %(code)s") % {"code": rule.code})
        ran = _timed(rule, _looks(rule, scopes), flagging.standing_of(rule))
        tally = ran.tally
        RuleRun.objects.create(
            rule=rule.code,
            milliseconds=round(ran.seconds * 1000),
            found=tally.found,
            opened=tally.opened,
            corrected=tally.corrected,
        )
        done.append(ran)
    return done


def run_class(training_class: TrainingClass) -> list[Ran]:
    """The rules of one class, and of the persons in it."""
    scope = Scope(training_class.programme, training_class)
    done = []
    for rule in REGISTRY.values():
        if rule.runs and rule.about == About.CLASS:
            standing = flagging.standing_of(rule).filter(training_class=training_class)
            look = (scope, training_class.programme if rule.by_programme else None)
            done.append(_timed(rule, [look], standing))
    places = Enrolment.objects.filter(training_class=training_class).exclude(state=Enrolment.State.WITHDRAWN)
    people = places.values_list("trainee__canonical", "trainee")
    return done + run_people(frozenset(known_by or own for known_by, own in people))


def run_person(trainee: Trainee) -> list[Ran]:
    """The rules of persons, for one."""
    return run_people(frozenset({trainee.itself.pk}))


def run_people(people: frozenset[int]) -> list[Ran]:
    if not people:
        return []
    everything = Scope(people=people)
    scopes = {programme: everything.within(programme) for programme in (None, *Programme.objects.order_by("pk"))}
    done = []
    for rule in REGISTRY.values():
        if rule.runs and rule.about == About.PERSON:
            standing = _about(flagging.standing_of(rule), everything)
            done.append(_timed(rule, _looks(rule, scopes), standing, only=people))
    return done


def _looks(rule: Rule, scopes: dict) -> list[tuple[Scope, Programme | None]]:
    return [(scope, programme) for programme, scope in scopes.items() if (programme is not None) == rule.by_programme]


def _timed(rule: Rule, looks, standing: QuerySet[AnomalyFlag], *, only: frozenset[int] | None = None) -> Ran:
    start = time.monotonic()
    found = [one for one in _found(rule, looks) if only is None or not only.isdisjoint(one.people)]
    tally = flagging.reconcile(rule, found, standing)
    return Ran(rule, tally, time.monotonic() - start)


def _found(rule: Rule, looks) -> Iterator[Found]:
    for scope, programme in looks:
        for one in rule.find(scope, limits.of(rule, limits.set_for(programme))):
            yield _of_programme(one, programme) if rule.about == About.AREA and programme else one


def _of_programme(found: Found, programme: Programme) -> Found:
    """The same thing found about the area in another programme is another thing."""
    return replace(found, key=(programme.pk, *found.key), programme=programme.pk)


def _about(standing: QuerySet[AnomalyFlag], scope: Scope) -> QuerySet[AnomalyFlag]:
    named = FlagSubject.objects.filter(scope.persons("trainee") | scope.persons("enrolment__trainee"))
    return standing.filter(pk__in=named.order_by().values("flag"))
