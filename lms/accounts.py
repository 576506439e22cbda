"""How people sign in: the phone number is the name, a code by text message is the key; django-allauth does the rest."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms import sms
from lms.kit.phones import PhoneField

from .models import User


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
