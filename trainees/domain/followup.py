"""Follow-up: whom to look up again after training, and when (YS:39, YS:127; WH:450 "完善培训后服务机制").

A plan is data: a code that names its version, the steps, and whom it is for. A task's id follows from
enrolment, plan, step and occurrence, so planning again finds the same tasks. Nothing here makes a task
overdue: that follows from its dates.
"""

import calendar
import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from lms.kit.clock import now, today
from trainees.models import Enrolment, FollowUpTask

TASK_IDS = uuid.UUID("0d7a3f0e-6e3f-5a5e-9a0c-3f6f2f1b7c55")


@dataclass(frozen=True)
class Step:
    """One due contact, so many days or calendar months after the day of completion."""

    code: str
    days: int = 0
    months: int = 0

    def due_on(self, anchor: dt.date) -> dt.date:
        year, month = divmod(anchor.month - 1 + self.months, 12)
        last = calendar.monthrange(anchor.year + year, month + 1)[1]
        return anchor.replace(year=anchor.year + year, month=month + 1, day=min(anchor.day, last)) + dt.timedelta(
            days=self.days
        )


@dataclass(frozen=True)
class Plan:
    """A version of what is due. Change a plan by writing a new one: tasks keep the code they were made by."""

    code: str
    steps: tuple[Step, ...]
    opens_before: int = 7
    closes_after: int = 30


# domain.md D14: no seed names a period; poverty-registered households monthly to six months.
EVERYBODY = Plan("standard-1", (Step("30d", days=30), Step("90d", days=90), Step("180d", days=180)))
POOR_HOUSEHOLDS = Plan("poor-1", tuple(Step(f"{month}m", months=month) for month in range(1, 7)))


def plan_of(enrolment: Enrolment) -> Plan:
    """By the household's status on the day of confirmation, not by today's."""
    return POOR_HOUSEHOLDS if enrolment.snapshot_poor else EVERYBODY


def task_id(enrolment_id: int, plan: str, step: str, occurrence: int = 1) -> uuid.UUID:
    return uuid.uuid5(TASK_IDS, f"{enrolment_id}|{plan}|{step}|{occurrence}")


def _tasks(enrolment: Enrolment) -> list[FollowUpTask]:
    plan = plan_of(enrolment)
    tasks = []
    for step in plan.steps:
        due = step.due_on(enrolment.completed_on)
        tasks.append(
            FollowUpTask(
                id=task_id(enrolment.pk, plan.code, step.code),
                enrolment=enrolment,
                plan=plan.code,
                step=step.code,
                opens_on=due - dt.timedelta(days=plan.opens_before),
                due_on=due,
                closes_on=due + dt.timedelta(days=plan.closes_after),
            )
        )
    return tasks


@transaction.atomic
def plan_for_class(training_class) -> int:
    """Plan for everybody who completed the class; gives the number of new tasks. Twice plans nothing twice.

    A new day of completion moves tasks that have not opened yet; open and settled ones stay as they are. What
    `drop_for_class` cancelled stands again for who completed after all.
    """
    wanted = {task.pk: task for enrolment in training_class.enrolments.person_times() for task in _tasks(enrolment)}
    tasks = FollowUpTask.objects.filter(enrolment__training_class=training_class)
    known = tasks.count()
    FollowUpTask.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    dropped = tasks.filter(outcome=FollowUpTask.Outcome.CANCELLED, enrolment__state=Enrolment.State.COMPLETED)
    dropped.update(outcome="", settled_at=None, settled_by=None)
    to_move = [
        wanted[task.pk]
        for task in tasks.filter(settled_at__isnull=True, opens_on__gt=today()).select_for_update(of=("self",))
        if task.pk in wanted and task.due_on != wanted[task.pk].due_on
    ]
    FollowUpTask.objects.bulk_update(to_move, ["opens_on", "due_on", "closes_on"])
    return tasks.count() - known


@transaction.atomic
def drop_for_class(training_class, *, by) -> int:
    """Cancel the open tasks of those who after a reopening did not complete the class; gives their number."""
    without = FollowUpTask.objects.filter(enrolment__training_class=training_class, settled_at__isnull=True)
    without = without.exclude(enrolment__state=Enrolment.State.COMPLETED)
    return without.update(outcome=FollowUpTask.Outcome.CANCELLED, settled_at=now(), settled_by=by)
