"""The log of the entrance: who came in, who failed, who changed a password or a second factor.

What was typed stays out. These rows are kept like all of the log: nothing deletes them; the law wants six months at
least.
"""

from allauth.account.signals import login_code_rejected, password_changed, password_set
from allauth.mfa import signals as mfa
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from courses.models.scope import scopes_of
from lms.kit import audit
from lms.kit.clock import now

from .models import User

SEEN = "seen_at"


def is_staff(user) -> bool:
    """Whether somebody works here: has a role today, or runs the platform."""
    return user.is_superuser or bool(scopes_of(user))


def _write(verb: str, user, *, by=None, **details) -> None:
    region = next((scope.region_id for scope in scopes_of(user)), "") if user is not None else ""
    audit.record(f"lms.user.{verb}", user, by=by, region=region, **details)


@receiver(user_logged_in)
def _came_in(sender, request, user, **kwargs):
    request.session[SEEN] = int(now().timestamp())
    _write("sign_in", user, by=user)


@receiver(user_logged_out)
def _went_out(sender, request, user, **kwargs):
    if user is not None:
        _write("sign_out", user, by=user)


@receiver(user_login_failed)
def _failed(sender, credentials, **kwargs):
    name = credentials.get("username") or credentials.get("login") or ""
    _write("fail_sign_in", User.objects.filter(username=name).first(), factor="password")


@receiver(login_code_rejected)
def _code_rejected(sender, user=None, **kwargs):
    _write("fail_sign_in", user, factor="code")


@receiver(mfa.authentication_failed)
def _second_failed(sender, user, **kwargs):
    _write("fail_sign_in", user, factor="second")


@receiver(mfa.authenticator_added)
def _factor_added(sender, user, authenticator, **kwargs):
    _write("add_factor", user, by=user, kind=authenticator.type)


@receiver([mfa.authenticator_removed, mfa.authenticator_reset])
def _factor_removed(sender, user, authenticator, **kwargs):
    _write("remove_factor", user, by=user, kind=authenticator.type)


@receiver(social_account_added)
def _linked(sender, request, sociallogin, **kwargs):
    _write("link", sociallogin.user, by=sociallogin.user, to=sociallogin.account.provider)


@receiver(social_account_removed)
def _unlinked(sender, request, socialaccount, **kwargs):
    _write("unlink", socialaccount.user, by=request.user, to=socialaccount.provider)


@receiver([password_changed, password_set])
def _password_changed(sender, user, **kwargs):
    _write("set_password", user, by=user)
