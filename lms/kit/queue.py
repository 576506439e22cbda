"""Background work: the `Job` table is the queue of record, Celery is the engine.

    queued --claim--> running --finish--> done
      ^                  |  '----fail---> failed
      '---- sweep -------'  (the lease ran out: the worker died); cancel() ends both

`enqueue()` writes the job in the caller's transaction and sends, after commit, a
message that carries only its id. The message may be lost (the sweeper sends it
again) or come three times (only one claim succeeds). Each claim gets a fresh
token; every later write names it, so a worker thought dead can't overwrite its
successor.
"""

import datetime as dt
import functools
import logging
import uuid

from celery import current_app, shared_task
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .clock import now
from .models import Job

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
QUEUES = {}  # task name -> queue, filled by @job_task


class JobRefused(Exception):
    """The work can't be done and trying again won't help; the text is fit to show."""


class LeaseLost(Exception):
    """Another worker has this job now: stop, write nothing."""


def enqueue(kind: str, *, subject, by=None) -> Job:
    """Ask for task `kind` about `subject` (a primary key). An unfinished job for the same work is returned instead."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, subject=str(subject), queue=QUEUES[kind], created_by=by if getattr(by, "pk", None) else None
            )
    except IntegrityError:
        job = Job.objects.unfinished().about(kind, subject).get()
    transaction.on_commit(functools.partial(announce, job))
    return job


def announce(job: Job) -> None:
    """Send the wake-up. A broker that is away costs seconds, not the job: the sweeper sends it again."""
    try:
        current_app.tasks[job.kind].apply_async(args=[job.pk], queue=QUEUES.get(job.kind, job.queue))
    except Exception:
        logger.warning("job %s: the broker took no message; the sweeper will try again", job.pk, exc_info=True)


class Lease:
    """A worker's hold on a running job."""

    def __init__(self, job: Job, token: uuid.UUID):
        self.job, self.token = job, token

    def _mine(self):
        return Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, lease_token=self.token)

    def report(self, progress: int, note: str = "") -> None:
        """Show how far the work is (0 to 100) and stay alive. Raises LeaseLost."""
        changes = {"progress": max(0, min(100, int(progress))), "lease_until": _lease_end()}
        if note:
            changes["note"] = note[:500]
        if not self._mine().update(**changes):
            raise LeaseLost(self.job.pk)

    def finish(self, note: str = "") -> None:
        self._close(Job.State.DONE, note, progress=100)

    def fail(self, reason: str) -> None:
        self._close(Job.State.FAILED, reason)

    def _close(self, state, note, **more) -> None:
        closed = {"state": state, "note": note[:500], "finished_at": now(), "lease_until": None, "lease_token": None}
        if not self._mine().update(**closed, **more):
            raise LeaseLost(self.job.pk)


def claim(job_id: int) -> Lease | None:
    """Take a waiting job. None when it is not waiting: done, cancelled, or somebody else's."""
    token = uuid.uuid4()
    waiting = Job.objects.filter(pk=job_id, state=Job.State.QUEUED)
    job = waiting.first()
    if job is None:
        return None
    taken = waiting.update(
        state=Job.State.RUNNING,
        lease_token=token,
        lease_until=_lease_end(),
        attempt=job.attempt + 1,
        started_at=now(),
    )
    if not taken:
        return None
    job.refresh_from_db()
    return Lease(job, token)


def sweep() -> int:
    """Put jobs of dead workers back in the queue and wake workers for all that wait; returns how many it announced."""
    expired = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now())
    gone = {"lease_until": None, "lease_token": None}
    expired.filter(attempt__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        finished_at=now(),
        note=_("The worker died three times. Try again, or ask for help."),
        **gone,
    )
    expired.update(state=Job.State.QUEUED, **gone)
    waiting = list(Job.objects.filter(state=Job.State.QUEUED, created_at__lt=now() - dt.timedelta(seconds=5)))
    for job in waiting:
        announce(job)
    return len(waiting)


def cancel(job: Job, *, note: str = "") -> bool:
    """Call a job off, waiting or running; its worker may write nothing more and hears so at its next report."""
    stopped = {"state": Job.State.CANCELLED, "finished_at": now(), "lease_until": None, "lease_token": None}
    return bool(Job.objects.unfinished().filter(pk=job.pk).update(note=note[:500], **stopped))


def retry(job: Job, *, by) -> Job:
    """Ask again for work that failed or was cancelled."""
    return enqueue(job.kind, subject=job.subject, by=by)


def job_task(name: str, *, queue: str):
    """Make `function(lease)` the Celery task `name`: it runs only under a lease and its end is written to the job.

    JobRefused becomes the job's reason; any other error too, in general words, with the details in the log.
    """
    QUEUES[name] = queue

    def decorate(function):
        @shared_task(name=name)
        @functools.wraps(function)
        def run(job_id: int):
            lease = claim(job_id)
            if lease is None:
                return
            try:
                note = function(lease)
                lease.finish(note or "")
            except JobRefused as refusal:
                lease.fail(str(refusal))
            except LeaseLost:
                logger.warning("job %s: another worker has it; stopped", job_id)
            except Exception:
                logger.exception("job %s (%s) failed", job_id, name)
                lease.fail(_("Something went wrong inside the platform. Try again; if it stays, tell the operator."))

        return run

    return decorate


def _lease_end() -> dt.datetime:
    return now() + dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
