"""How people sign in: the phone number is the name, a code by text message is the key; django-allauth does the rest."""

import phonenumbers
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms import sms

from .models import User


def normal_phone(text: str) -> str:
    """A mobile number as people type it (spaces, dashes, +86, full width) in E.164. Raises ValidationError."""
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("This is not a phone number. Type the 11 digits of your mobile number.")) from error
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in mobile:
        raise ValidationError(_("This is not a mobile number. Type the 11 digits of your mobile number."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PhoneField(forms.CharField):
    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"})

    def clean(self, value):
        value = super().clean(value)
        return normal_phone(value) if value else value


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth keeps and finds phone numbers, and how a code goes out."""

    def phone_form_field(self, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Mobile number"))
        return PhoneField(**kwargs)

    def set_phone(self, user, phone, verified):
        user.set_phone(phone, verified=verified)
        user.save(update_fields=["phone", "phone_index", "phone_verified"])

    def get_phone(self, user):
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone):
        return User.objects.with_phone(phone).first()

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        sms.send(phone, _("[Xiangxue] Your code is %(code)s. Tell it to nobody.") % {"code": code})
