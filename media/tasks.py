"""Background work on videos."""

from celery import shared_task

from lms.kit.queue import JobRefused, job_task

from .domain import pipeline, probing, runner, uploads


@job_task(pipeline.TASK, queue="media")
def transcode_video(lease):
    """Make the video whose key is the job's subject playable."""
    try:
        return pipeline.prepare(int(lease.job.subject), report=lease.report)
    except probing.NotPlayable as refusal:
        raise JobRefused(str(refusal)) from refusal
    except runner.Stopped as stopped:
        raise JobRefused(pipeline.failed()) from stopped


@shared_task(name="media.expire_uploads")
def expire_uploads() -> int:
    """Drop uploads that waited too long."""
    return uploads.expire()
