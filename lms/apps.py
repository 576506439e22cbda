from django.apps import AppConfig


class LmsConfig(AppConfig):
    name = "lms"
    verbose_name = "乡学"

    def ready(self):
        from lms import second_factor, sign_ins  # noqa: F401 - they listen from here on
        from lms.kit import rotation
        from lms.models import phone_index

        second_factor.rotate_with_the_rest()
        rotation.also(rotation.Indexes(self.get_model("User"), "phone", derive=phone_index))
