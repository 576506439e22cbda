"""Jobs whose worker died go back into the queue, and workers are woken for all that wait.

A message may have been lost; but a job that only waits for its turn needs no message every quarter of a minute. So the
longer it waits, the more seldom it is announced again.
"""

import datetime as dt

from django.utils.translation import gettext as _

from .clock import now
from .leases import FREE, MAX_ATTEMPTS
from .models import Job
from .queue import announce

PATIENCE = dt.timedelta(seconds=5)  # for the message that was sent when the job was made
LEAST, MOST = dt.timedelta(seconds=15), dt.timedelta(minutes=10)


def sweep() -> int:
    """Put jobs of dead workers back and announce those that wait; returns how many it announced."""
    moment = now()
    expired = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=moment)
    died = _("The worker died three times. Try again, or ask for help.")
    expired.filter(attempt__gte=MAX_ATTEMPTS).update(state=Job.State.FAILED, finished_at=moment, note=died, **FREE)
    expired.update(state=Job.State.QUEUED, announced_at=None, **FREE)
    waiting = Job.objects.filter(state=Job.State.QUEUED, due_at__lt=moment - PATIENCE)
    late = [job for job in waiting if job.announced_at is None or moment >= again_at(job.due_at, job.announced_at)]
    for job in late:
        announce(job)
    Job.objects.filter(pk__in=[job.pk for job in late]).update(announced_at=moment)
    return len(late)


def again_at(due_at: dt.datetime, announced_at: dt.datetime) -> dt.datetime:
    """When a job that waits since `due_at` and was announced once more is announced next."""
    return announced_at + min(MOST, max(LEAST, (announced_at - due_at) / 2))
