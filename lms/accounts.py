"""How people sign in: the phone number is the name, a code by text message is the key; django-allauth does the rest."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kit import sms
from lms.kit.clock import now
from lms.kit.phones import PhoneField

from .models import User


def user_for_phone(phone: str) -> User:
    """The user with this number (E.164), made when there is none: without password, the number not yet proven.

    The name says nothing about the person; two first requests at once give one user.
    """
    found = User.objects.with_phone(phone).first()
    if found:
        return found
    made = User(username=f"m-{get_random_string(12).lower()}")
    made.set_unusable_password()
    made.set_phone(phone, verified=False)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        return User.objects.with_phone(phone).get()
    return made


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth keeps and finds phone numbers, and how a code goes out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This sign-in is closed. Ask the county e-commerce centre."),
        "incorrect_code": gettext_lazy("This code is wrong. Look at the newest text message and type its 6 digits."),
        "too_many_login_attempts": gettext_lazy("Too many wrong tries. Wait a few minutes, then start again."),
        "too_many_codes": gettext_lazy(
            "This number has just asked for several codes. Use the newest one, or wait a minute and ask again."
        ),
        "rate_limited": gettext_lazy("That was too fast. Wait a minute, then try again."),
        "username_password_mismatch": gettext_lazy("User name or password is wrong. Check both and try again."),
        "phone_password_mismatch": gettext_lazy("User name or password is wrong. Check both and try again."),
        "incorrect_password": gettext_lazy("The password is wrong. Try again."),
        "phone_taken": gettext_lazy("Somebody else signs in with this number. Use another one."),
    }

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
        if settings.DEMO:
            self.request.session["demo_code"] = code
        self.request.session["code_sent_at"] = int(now().timestamp())
        text = _("[Xiangxue] Your code is %(code)s. Tell it to nobody.") % {"code": code}
        try:
            sms.send(phone, text, template="code", values={"code": code})
        except sms.SmsFailed:
            messages.error(
                self.request, _("The text message could not be sent. Wait a minute, then ask for another code.")
            )
