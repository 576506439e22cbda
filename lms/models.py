"""`User`: someone who signs in. Who learns is a `Trainee`; what an officer may see is a `StaffScope`."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.sealed import SealedField, blind_index, blind_indexes


class UserQuerySet(models.QuerySet):
    def with_phone(self, phone: str):
        """Users whose number is `phone` (E.164); at most one."""
        return self.filter(phone_index__in=blind_indexes("phone", phone))


class Users(UserManager.from_queryset(UserQuerySet)):
    pass


def phone_index(phone: str) -> dict[str, str | None]:
    return {"phone_index": blind_index("phone", phone) if phone else None}


class User(AbstractUser):
    """A sign-in. The phone number is sealed; `phone_index` finds it and keeps it unique."""

    last_name = None
    name = models.CharField(_("name"), max_length=50, blank=True)
    phone = SealedField(_("phone number"), blank=True)
    phone_index = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    phone_verified = models.BooleanField(_("phone number verified"), default=False)

    objects = Users()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name or self.username

    get_short_name = get_full_name

    @property
    def first_name(self):
        """What Wagtail writes in its sidebar."""
        return self.get_full_name()

    def set_phone(self, phone: str, *, verified: bool):
        """Keep `phone` (E.164, or empty for none) sealed and findable; does not save."""
        self.phone = phone
        self.phone_index = phone_index(phone)["phone_index"]
        self.phone_verified = verified
