"""The task engine. The queue of record is the `Job` table (`lms.kit.queue`); a Celery message is only a wake-up."""

import ctypes
import os
import signal

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init

PR_SET_PDEATHSIG = 1

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["lms.kit", "media", "courses", "trainees", "certificates"])


@beat_embedded_init.connect
@worker_process_init.connect
def _die_with_the_worker(**kwargs):
    """A worker that is killed outright takes its children along, and they their ffmpeg; the lease does the rest."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
