"""Reopening a closed class: the organiser takes back its result, with a reason, to have the roll corrected.

Its participations stop counting until the class is closed again. Papers already issued stay: what they say was true
to the roll of their day, and a correction of them is a reissue. Both closings stay in the log.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.domain import counting, scheduling
from courses.models import TrainingClass
from lms.kit.models import AuditEvent
from trainees.models import Enrolment
from trainees.models.trainee import person

from . import completion, conditions, settling
from .dossier import standing
from .rules import doubt, running


@dataclass(frozen=True)
class Effect:
    """What leaves the published numbers while the class is open again.

    `persons` are those counted by no other participation, `poor` the person-times of poverty-registered households.
    `gained` and `lost` are the people whose result would be another if the class were closed anew at once: by what is
    known today, under the rules in force.
    """

    person_times: int
    persons: int
    poor: int
    not_completed: int
    gained: list[Enrolment]
    lost: list[Enrolment]


def effect(training_class: TrainingClass) -> Effect:
    rows = Enrolment.objects.filter(training_class=training_class)
    done = doubt.counting(rows.person_times()).annotate(who=person())
    elsewhere = doubt.counting(Enrolment.objects.person_times().exclude(training_class=training_class))
    elsewhere = elsewhere.annotate(who=person())
    only_here = done.exclude(Exists(elsewhere.filter(who=OuterRef("who"))))
    gained, lost = _otherwise(training_class)
    return Effect(
        person_times=done.count(),
        persons=only_here.values("who").distinct().count(),
        poor=done.filter(snapshot_poor=True).count(),
        not_completed=rows.filter(state=Enrolment.State.NOT_COMPLETED).count(),
        gained=gained,
        lost=lost,
    )


def _otherwise(training_class: TrainingClass) -> tuple[list[Enrolment], list[Enrolment]]:
    """Who would complete now and did not, and who did and would not."""
    settled = training_class.enrolments.filter(state__in=settling.SETTLED).select_related("trainee")
    rows = list(settled.order_by("trainee__name_pinyin", "pk"))
    for row in rows:
        row.training_class = training_class
    proofs, rules = completion.proofs(rows), counting.rules_of(training_class.programme)
    now_complete = {row.pk for row in rows if not conditions.shortfalls(proofs[row.pk], rules=rules)}
    done = Enrolment.State.COMPLETED
    gained = [row for row in rows if row.pk in now_complete and row.state != done]
    return gained, [row for row in rows if row.pk not in now_complete and row.state == done]


@transaction.atomic
def reopen_class(training_class: TrainingClass, *, reason: str, by) -> TrainingClass:
    """Open the class again; everybody settled is confirmed again. Raises courses.domain.clashes.PlanRefused."""
    found = effect(training_class)
    held = scheduling.reopen_class(
        training_class, reason=reason, by=by, completed=found.person_times, not_completed=found.not_completed
    )
    for enrolment in held.enrolments.filter(state__in=settling.SETTLED).order_by("pk"):
        settling.unsettle(enrolment, by=by)
    standing.work_out(held)
    running.ask_about_class(held, at_once=True, by=by)
    return held


def last(training_class: TrainingClass) -> AuditEvent | None:
    """The latest reopening: who, when, why (`details["reason"]`) and how many had `completed` before."""
    events = AuditEvent.objects.filter(
        action="courses.class.reopen", object_type=training_class._meta.label_lower, object_id=str(training_class.pk)
    )
    return events.select_related("actor").order_by("at", "pk").last()
