"""The two lines videos wait in, as the organiser sees them: who is next, how long it takes, what failed and why."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit, queue
from lms.kit.clock import now
from lms.kit.models import Job
from media.models import Video

from . import pipeline

KINDS = (pipeline.TASK, pipeline.IMPROVE)  # in this order they matter to who waits
State = Video.State
RECENT = dt.timedelta(days=7)
MOST = 50


@dataclass(frozen=True)
class Work:
    """A job about a video. `place` is its place in the line, 0 while it is worked on or when it has ended."""

    job: Job
    video: Video
    place: int = 0

    @property
    def is_first(self) -> bool:
        """Whether the video plays only after this work."""
        return self.job.kind == pipeline.TASK

    @property
    def seconds(self) -> int:
        """How long it has waited, worked or, when it has ended, taken."""
        job = self.job
        start = job.started_at if job.state != Job.State.QUEUED and job.started_at else job.created_at
        return max(0, int(((job.finished_at or now()) - start).total_seconds()))

    @property
    def may_retry(self) -> bool:
        return self.job.is_finished and pipeline.is_unfinished(self.video)


def waiting() -> list[Work]:
    """What is worked on and what waits, each line in the order in which it will come."""
    rows = []
    for kind in KINDS:
        jobs = Job.objects.unfinished().filter(kind=kind).order_by("pk")
        running = [job for job in jobs if job.state == Job.State.RUNNING]
        queued = [job for job in jobs if job.state == Job.State.QUEUED]
        rows += [(job, 0) for job in running] + [(job, place) for place, job in enumerate(queued, 1)]
    videos = Video.objects.in_bulk([int(job.subject) for job, _place in rows])
    return [Work(job, videos[int(job.subject)], place) for job, place in rows if int(job.subject) in videos]


def ended() -> list[Work]:
    """The last work on each video of the past week, what went wrong first; not of those at work again."""
    busy = set(Job.objects.unfinished().filter(kind__in=KINDS).values_list("subject", flat=True))
    latest: dict[str, Job] = {}
    done = Job.objects.filter(kind__in=KINDS, finished_at__gte=now() - RECENT)
    for job in done.order_by("-pk")[: 4 * MOST]:
        if job.subject not in busy:
            latest.setdefault(job.subject, job)
    videos = Video.objects.in_bulk([int(subject) for subject in latest])
    rows = [Work(job, videos[int(subject)]) for subject, job in latest.items() if int(subject) in videos]
    return sorted(rows, key=lambda work: work.job.state == Job.State.DONE)[:MOST]


def call_off(video: Video, *, by) -> None:
    """Stop the work on a video, waiting or running: a worker hears of it within seconds. Raises NothingToDo.

    What plays goes on playing; the others fail with the name of who said so, and can be asked for again.
    """
    with transaction.atomic():
        jobs = Job.objects.unfinished().filter(kind__in=KINDS, subject=str(video.pk))
        reason = _("Called off by %(who)s. Ask again when it is wanted.") % {"who": by}
        stopped = [job for job in jobs if queue.cancel(job, note=reason)]
        if not stopped:
            raise pipeline.NothingToDo(_("No work on this video is waiting or running."))
        pipeline.give_up(video, reason)
        audit.record("media.video.cancel", video, by=by)
