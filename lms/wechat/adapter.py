"""What happens with a WeChat identity: it opens the sign-in it is linked to, or asks for the mobile number first."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


class LinkedOnly(DefaultSocialAccountAdapter):
    """Nobody signs up by WeChat: what nobody linked leads to the mobile number, and from there to linking."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def populate_user(self, request, sociallogin, data):
        """WeChat tells no name, and nobody is made."""
        return sociallogin.user

    def pre_social_login(self, request, sociallogin):
        connects = request.user.is_authenticated and sociallogin.state.get("process") == "connect"
        if sociallogin.is_existing or connects:
            return
        sentence = _(
            "This WeChat is not linked to a mobile number yet. Sign in with your number, then link it under My account."
        )
        messages.info(request, sentence)
        raise ImmediateHttpResponse(redirect(f"{reverse('account_request_login_code')}?next={reverse('account')}"))

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        messages.error(request, _("WeChat did not let you in. Try again, or sign in with your mobile number."))
        back = "account" if request.user.is_authenticated else "account_request_login_code"
        raise ImmediateHttpResponse(redirect(back))

    def get_connect_redirect_url(self, request, socialaccount):
        return reverse("account")
