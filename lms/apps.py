from django.apps import AppConfig


class LmsConfig(AppConfig):
    name = "lms"
    verbose_name = "乡学"

    def ready(self):
        from lms import second_factor, sign_ins  # noqa: F401 - they listen from here on

        second_factor.rotate_with_the_rest()
