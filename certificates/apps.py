from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("certificates")

    def ready(self):
        from . import history, indicators, tasks  # noqa: F401 - declare what they add to other apps, and the task
