"""The task engine. The queue of record is the `Job` table (`lms.kit.queue`); a Celery message is only a wake-up."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["lms.kit", "media", "courses", "trainees", "certificates"])
