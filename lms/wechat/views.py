"""To WeChat and back, and taking the link away; where WeChat is not configured, nothing of it is there."""

from functools import wraps

from allauth.socialaccount import signals
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from .provider import Adapter, Provider


def where_configured(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.WECHAT_APP_ID:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


oauth2_login = where_configured(never_cache(require_POST(OAuth2LoginView.adapter_view(Adapter))))
oauth2_callback = where_configured(never_cache(require_GET(OAuth2CallbackView.adapter_view(Adapter))))


@where_configured
@require_POST
@login_required
def unlink(request):
    """Take every WeChat off this sign-in; the mobile number opens it still."""
    for account in SocialAccount.objects.filter(user=request.user, provider=Provider.id):
        account.delete()
        signals.social_account_removed.send(SocialAccount, request=request, socialaccount=account)
    messages.success(request, _("WeChat is no longer linked. Sign in with your mobile number."))
    return redirect("account")
