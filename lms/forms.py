"""Forms of the entrance."""

import unicodedata

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts import user_for_phone


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):
    """The mobile number is the only thing asked: an unknown one gets a sign-in of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs |= {"autofocus": True, "maxlength": 20}

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if not ratelimit.consume(context.request, action="request_login_code", key=phone):
            raise get_adapter().validation_error("too_many_codes")
        self._user = user_for_phone(phone)
        return phone


class _Code:
    """Six digits as phones and input methods give them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code of 6 digits")
        field.widget.attrs = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "autofocus": True,
            "class": "code-input",
            "maxlength": 12,
        }

    def clean_code(self) -> str:
        self.cleaned_data["code"] = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return super().clean_code()


class ConfirmCodeForm(_Code, allauth_forms.ConfirmLoginCodeForm):
    """The code that proves the number at sign-in."""


class VerifyPhoneForm(_Code, allauth_forms.VerifyPhoneForm):
    """The code that proves a number given later."""


class PasswordLoginForm(allauth_forms.LoginForm):
    """User name and password; allauth offers a password only where sign-up asks for one, so the field is kept here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}

    def _setup_password_field(self):
        """Keep the field."""


class PasswordAgainForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something of the account changes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The old password and the new one twice; nobody can be sent a new one by e-mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class SecondFactorForm(_Code, mfa_forms.AuthenticateForm):
    """What the app shows, or a recovery code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("6 digits, or a recovery code")


class SecondFactorAgainForm(SecondFactorForm, mfa_forms.ReauthenticateForm):
    """The same where somebody is signed in already."""


class SetUpAppForm(_Code, totp_forms.ActivateTOTPForm):
    """The first six digits prove that the app has the key."""


class KeyAnswer(forms.JSONField):
    """What a browser says of a key. Nonsense is refused here, before fido2 trips over it."""

    def to_python(self, value):
        try:
            told = super().to_python(value)
            is_whole = isinstance(told, dict) and {"id", "rawId", "response"} <= told.keys()
        except (RecursionError, ValueError):
            is_whole = False
        if not is_whole:
            raise get_adapter().validation_error("incorrect_code")
        return told

    def bound_data(self, data, initial):
        """Nobody corrects it by hand, so it is not shown again."""
        return


class SignInByKeyForm(webauthn_forms.LoginWebAuthnForm):
    """A passkey alone; the one form of keys that is open to everybody."""

    credential = KeyAnswer(widget=forms.HiddenInput)


class AddKeyForm(webauthn_forms.AddWebAuthnForm):
    """A passkey or security key and how to call it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What do you call it?")
        self.fields["passwordless"].label = _("Sign in with it alone")
        self.fields["passwordless"].help_text = _("Then this device asks for your fingerprint, face or PIN.")
