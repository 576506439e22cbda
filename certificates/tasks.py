"""Background work of the certificates."""

from lms.kit.queue import job_task

from .domain import batches


@job_task(batches.TASK, queue="render")
def issue_batch(lease):
    """Issue and render every waiting paper of a batch; safe to run again."""
    return batches.run(int(lease.job.subject), report=lease.report)
