"""Periodic work of the platform itself."""

from celery import shared_task

from . import sweeping


@shared_task(name="lms.kit.tasks.sweep_jobs")
def sweep_jobs() -> int:
    """Announce jobs whose worker died or whose message was lost."""
    return sweeping.sweep()
