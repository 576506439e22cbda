"""Mobile numbers as people type them: one way to read them and one form field."""

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def normal_phone(text: str) -> str:
    """A mobile number as people type it (spaces, dashes, +86, full width) in E.164. Raises ValidationError."""
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("This is not a phone number. Type the 11 digits of your mobile number.")) from error
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in MOBILE:
        raise ValidationError(_("This is not a mobile number. Type the 11 digits of your mobile number."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PhoneField(forms.CharField):
    """A mobile number; its cleaned value is E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"})

    def clean(self, value):
        value = super().clean(value)
        return normal_phone(value) if value else value
