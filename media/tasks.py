"""Background work on videos."""

from celery import shared_task

from lms.kit.queue import JobRefused, TryAgain, job_task
from media.models import Video

from .domain import improving, keeping, pipeline, probing, runner, uploads


@job_task(pipeline.TASK, queue="media-low")
def transcode_video(lease):
    """Make the video whose key is the job's subject playable."""
    try:
        return pipeline.prepare(int(lease.job.subject), report=lease.report)
    except probing.NotPlayable as refusal:
        raise JobRefused(str(refusal)) from refusal
    except runner.Stopped as stopped:
        if stopped.is_passing and not lease.is_last:
            raise TryAgain(pipeline.interrupted()) from stopped
        pipeline.give_up(Video.objects.get(pk=lease.job.subject), pipeline.failed())
        raise JobRefused(pipeline.failed()) from stopped


@job_task(pipeline.IMPROVE, queue="media-high")
def improve_video(lease):
    """Add the larger pictures to the video whose key is the job's subject."""
    try:
        improving.improve(int(lease.job.subject), report=lease.report)
    except probing.NotPlayable as refusal:
        raise JobRefused(str(refusal)) from refusal
    except runner.Stopped as stopped:
        if stopped.is_passing:
            raise TryAgain(improving.failed() if lease.is_last else pipeline.interrupted()) from stopped
        raise JobRefused(improving.failed()) from stopped


@shared_task(name="media.sweep_files")
def sweep_files() -> int:
    """Give back the space of deleted and replaced videos."""
    return keeping.sweep()


@shared_task(name="media.expire_uploads")
def expire_uploads() -> int:
    """Drop uploads that waited too long."""
    return uploads.expire()
