from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TraineesConfig(AppConfig):
    name = "trainees"
    verbose_name = _("trainees")

    def ready(self):
        from . import receivers, tasks  # noqa: F401 - hears what courses say, declares the background tasks
        from .domain import cards, register
        from .domain.dossier import made  # noqa: F401 - makes the tables of the dossier known

        register.rotate_with_the_rest()
        cards.rotate_with_the_rest()
