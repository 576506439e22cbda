"""A worker's hold on a job: taken once, kept by signs of life, lost for good to whoever came after."""

import datetime as dt
import uuid

from django.conf import settings

from .clock import now
from .models import Job

MAX_ATTEMPTS = 3
FREE = {"lease_until": None, "lease_token": None}


class LeaseLost(Exception):
    """Another worker has this job now: stop, write nothing."""


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

    @property
    def is_last(self) -> bool:
        """Whether nobody tries again after this attempt."""
        return self.job.attempt >= MAX_ATTEMPTS

    def put_back(self, reason: str) -> None:
        """Let the work wait for another attempt, each time twice as long; after the last one it has failed."""
        if self.is_last:
            self.fail(reason)
            return
        pause = dt.timedelta(seconds=settings.JOB_LEASE_SECONDS * 2 ** (self.job.attempt - 1) / 2)
        waiting = {
            "state": Job.State.QUEUED,
            "note": reason[:500],
            "due_at": now() + pause,
            "announced_at": None,
            "progress": 0,
        }
        if not self._mine().update(**waiting, **FREE):
            raise LeaseLost(self.job.pk)

    def _close(self, state, note, **more) -> None:
        closed = {"state": state, "note": note[:500], "finished_at": now()}
        if not self._mine().update(**closed, **FREE, **more):
            raise LeaseLost(self.job.pk)


def claim(job_id: int) -> Lease | None:
    """Take a waiting job. None when it is not waiting: done, cancelled, not due yet, or somebody else's."""
    token = uuid.uuid4()
    waiting = Job.objects.filter(pk=job_id, state=Job.State.QUEUED, due_at__lte=now())
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


def _lease_end() -> dt.datetime:
    return now() + dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
