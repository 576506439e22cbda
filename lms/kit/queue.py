"""Background work: the `Job` table is the queue of record, Celery is the engine.

    queued --claim--> running --finish--> done
      ^                  |  '----fail---> failed
      '-- put back, sweep -'  (the world was in the way, the worker died); cancel() ends both

`enqueue()` writes the job in the caller's transaction and sends, after commit, a
message that carries only its id. The message may be lost (the sweeper sends it
again) or come three times (only one claim succeeds). Each claim gets a fresh
token; every later write names it, so a worker thought dead can't overwrite its
successor.
"""

import datetime as dt
import functools
import logging
import math

from celery import current_app, shared_task
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .clock import now
from .leases import FREE, LeaseLost, claim
from .models import Job

__all__ = ["JobRefused", "LeaseLost", "TryAgain", "announce", "cancel", "claim", "enqueue", "job_task"]
logger = logging.getLogger(__name__)
QUEUES = {}  # task name -> queue, filled by @job_task


class JobRefused(Exception):
    """The work can't be done and trying again won't help; the text is fit to show."""


class TryAgain(Exception):
    """The work is right and the world was in the way (a killed program, a full disk); the text says what happened."""


def enqueue(kind: str, *, subject, after: int = 0, by=None) -> Job:
    """Ask for task `kind` about `subject` (a primary key). An unfinished job for the same work is returned instead.

    Work that may wait for more to come is due `after` so many seconds.
    """
    due_at = now() + dt.timedelta(seconds=after)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                subject=str(subject),
                queue=QUEUES[kind],
                due_at=due_at,
                created_by=by if getattr(by, "pk", None) else None,
            )
    except IntegrityError:
        job = Job.objects.unfinished().about(kind, subject).get()
    transaction.on_commit(functools.partial(announce, job))
    return job


def announce(job: Job) -> None:
    """Send the wake-up. A broker that is away costs seconds, not the job: the sweeper sends it again."""
    wait = max(0, math.ceil((job.due_at - now()).total_seconds()))
    try:
        current_app.tasks[job.kind].apply_async(
            args=[job.pk], queue=QUEUES.get(job.kind, job.queue), **({"countdown": wait} if wait else {})
        )
    except Exception:
        logger.warning("job %s: the broker took no message; the sweeper will try again", job.pk, exc_info=True)


def cancel(job: Job, *, note: str = "") -> bool:
    """Call a job off, waiting or running; its worker may write nothing more and hears so at its next report."""
    stopped = {"state": Job.State.CANCELLED, "finished_at": now(), **FREE}
    return bool(Job.objects.unfinished().filter(pk=job.pk).update(note=note[:500], **stopped))


def job_task(name: str, *, queue: str):
    """Make `function(lease)` the Celery task `name`: it runs only under a lease and its end is written to the job.

    JobRefused becomes the job's reason, TryAgain puts it back for a while; any other error ends it in general words,
    with the details in the log.
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
            except TryAgain as trouble:
                logger.warning("job %s (%s), attempt %s: %s", job_id, name, lease.job.attempt, trouble)
                lease.put_back(str(trouble))
            except LeaseLost:
                logger.warning("job %s: another worker has it; stopped", job_id)
            except Exception:
                logger.exception("job %s (%s) failed", job_id, name)
                lease.fail(_("Something went wrong inside the platform. Try again; if it stays, tell the operator."))

        return run

    return decorate
