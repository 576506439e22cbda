from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("courses")

    def ready(self):
        from courses import receivers  # noqa: F401  (they register themselves)
        from courses.forms.videos import offer_playable_videos

        offer_playable_videos()
