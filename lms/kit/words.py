"""Free text that people write about people: whole ID numbers and phone numbers are cut down before it is kept.

Their place is the sealed fields of the register. A form where the number itself is news says so and refuses it
(`no_whole_number`), so that nobody believes it was kept.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .masking import has_whole_number, hide_numbers


class WordsField(models.CharField):
    """A CharField for what somebody says in their own words; to migrations it is a CharField."""

    def pre_save(self, model_instance, add):
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return hide_numbers(value) if isinstance(value, str) else value

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def no_whole_number(text: str) -> None:
    """A validator for forms. Raises ValidationError."""
    if has_whole_number(text):
        raise ValidationError(
            _("Leave whole ID numbers and phone numbers out; a new number is written in the register."),
            code="whole_number",
        )


def without_numbers(value):
    """`value`, as JSON holds it, with the whole numbers in its texts cut down."""
    if isinstance(value, str):
        return hide_numbers(value)
    if isinstance(value, dict):
        return {key: without_numbers(held) for key, held in value.items()}
    return [without_numbers(held) for held in value] if isinstance(value, list | tuple) else value
