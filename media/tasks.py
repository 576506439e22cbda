"""Background work on videos."""

from lms.kit.queue import JobRefused, job_task

from .domain import pipeline, probing, runner


@job_task(pipeline.TASK, queue="media")
def transcode_video(lease):
    """Make the video whose key is the job's subject playable."""
    try:
        return pipeline.prepare(int(lease.job.subject), report=lease.report)
    except probing.NotPlayable as refusal:
        raise JobRefused(str(refusal)) from refusal
    except runner.Stopped as stopped:
        raise JobRefused(pipeline.failed()) from stopped
