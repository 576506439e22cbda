"""Reopening a closed class: the organiser takes back its result, with a reason, to have the roll corrected.

Its participations stop counting until the class is closed again. Papers already issued stay: what they say was true
to the roll of their day, and a correction of them is a reissue. Both closings stay in the log.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.domain import scheduling
from courses.models import TrainingClass
from lms.kit.models import AuditEvent
from trainees.models import Enrolment
from trainees.models.trainee import person

from . import settling


@dataclass(frozen=True)
class Effect:
    """What leaves the published numbers while the class is open again.

    `persons` are those counted by no other participation, `poor` the person-times of poverty-registered households.
    """

    person_times: int
    persons: int
    poor: int
    not_completed: int


def effect(training_class: TrainingClass) -> Effect:
    rows = Enrolment.objects.filter(training_class=training_class)
    done = rows.person_times().annotate(who=person())
    elsewhere = Enrolment.objects.person_times().exclude(training_class=training_class).annotate(who=person())
    only_here = done.exclude(Exists(elsewhere.filter(who=OuterRef("who"))))
    return Effect(
        person_times=done.count(),
        persons=only_here.values("who").distinct().count(),
        poor=done.filter(snapshot_poor=True).count(),
        not_completed=rows.filter(state=Enrolment.State.NOT_COMPLETED).count(),
    )


@transaction.atomic
def reopen_class(training_class: TrainingClass, *, reason: str, by) -> TrainingClass:
    """Open the class again; everybody settled is confirmed again. Raises courses.domain.clashes.PlanRefused."""
    found = effect(training_class)
    held = scheduling.reopen_class(
        training_class, reason=reason, by=by, completed=found.person_times, not_completed=found.not_completed
    )
    for enrolment in held.enrolments.filter(state__in=settling.SETTLED).order_by("pk"):
        settling.unsettle(enrolment, by=by)
    return held


def last(training_class: TrainingClass) -> AuditEvent | None:
    """The latest reopening: who, when, why (`details["reason"]`) and how many had `completed` before."""
    events = AuditEvent.objects.filter(
        action="courses.class.reopen", object_type=training_class._meta.label_lower, object_id=str(training_class.pk)
    )
    return events.select_related("actor").order_by("at", "pk").last()
