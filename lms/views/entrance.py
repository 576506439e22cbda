"""The entrance: allauth's views, changed so that the page somebody wanted survives every turn of the sign-in.

The scan of a session's QR depends on it: `next` must not get lost when a code is
old, wrong five times, or asked for again.
"""

from allauth.account import views
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import RedirectView

from lms.kit.clock import now

# A message takes its time; who asks again at once gets two codes and types the wrong one.
RESEND_SECONDS = 60


class RequestCode(views.RequestLoginCodeView):
    """Type a mobile number. A code asked for earlier doesn't block the form: the phone may be in other hands now."""

    def _redirect_to_pending_stage(self, request, stage):
        return None


class ConfirmCode(views.ConfirmLoginCodeView):
    """Type the code. Whatever ends the attempt leads back to the number, with a sentence and with `next`."""

    refused = False

    def get_context_data(self, **kwargs):
        sent = self.request.session.get("code_sent_at", 0)
        wait = max(0, RESEND_SECONDS - (int(now().timestamp()) - sent))
        return super().get_context_data(**kwargs) | {"resend_in": wait}

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        entrance = reverse("account_request_login_code")
        if response.headers.get("Location") != entrance:
            return response
        if not self.refused:
            messages.warning(request, _("This code is no longer valid. Ask for a new one."))
        return redirect(self.passthrough_next_url(entrance))

    def form_invalid(self, form):
        self.refused = True
        return super().form_invalid(form)


class PasswordLogin(views.LoginView):
    """User name and password, for staff."""

    def _redirect_to_pending_stage(self, request, stage):
        return None


# Wagtail's two entrances lead here: a form that is not there can't be got round.
to_the_entrance = RedirectView.as_view(pattern_name="account_login", query_string=True)
