"""The project: settings, urls, the user, the task engine and the floor (`lms.kit`) every app stands on."""

from .celery import app as celery_app

__all__ = ["celery_app"]
