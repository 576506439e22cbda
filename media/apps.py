from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("media")

    def ready(self):
        from . import tasks  # noqa: F401  (a task's queue must be known where the work is asked for)
