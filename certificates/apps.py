from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("certificates")

    def ready(self):
        from . import indicators, tasks  # noqa: F401 - declares the indicator and the background task
        from .domain import handed_out, history  # noqa: F401 - add papers to dossiers and to the history of people
