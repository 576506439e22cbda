"""The second factor of staff: who needs one, whether this sign-in has shown it, and how its secrets are kept.

An app's six digits, a passkey or a security key, and recovery codes; django-allauth does the work.
"""

from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.dispatch import receiver

from courses.models.scope import scopes_of
from lms.kit import rotation
from lms.kit.sealed import seal, unseal

PLACE = "mfa_authenticator.data"
SHOWN = "second_factor"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class MFAAdapter(DefaultMFAAdapter):
    """The secrets lie sealed like all personal data; the name beside them is the platform's."""

    def encrypt(self, text):
        return seal(text, place=PLACE)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text, place=PLACE)

    def _get_user_identifier(self, user):
        return user.get_full_name()

    def _get_site_name(self):
        return settings.WAGTAIL_SITE_NAME


def rotate_with_the_rest() -> None:
    """Let `rotate_keys` move these secrets too."""
    rotation.also(rotation.Json(Authenticator._meta.get_field("data"), PLACE, ("secret", "seed")))


def is_demanded_of(user) -> bool:
    """Whether this place demands a second factor of the user: who holds a role that sees personal data."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    roles = {scope.role for scope in scopes_of(user)}
    return user.is_superuser or bool(roles & set(settings.SECOND_FACTOR_ROLES))


def has_one(user) -> bool:
    return is_mfa_enabled(user, FACTORS)


def was_shown(request) -> bool:
    """Whether the second factor was shown, or set up, in this sign-in by this user."""
    return request.session.get(SHOWN) == request.user.pk


@receiver([signals.authenticator_used, signals.authenticator_added])
def _remember(sender, request, user, **kwargs):
    request.session[SHOWN] = user.pk
