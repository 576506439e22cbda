"""Who may see what: a `StaffScope` gives a user a role in a region for a time. Every list asks here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.clock import today


class Role(models.TextChoices):
    """What an officer does. Trainees need no scope: they see themselves."""

    TRAINER = "trainer", _("trainer")
    ORGANISER = "organiser", _("organiser")
    FOLLOW_UP = "follow_up", _("follow-up staff")
    TOWNSHIP = "township", _("township officer")
    AUDITOR = "auditor", _("HR bureau auditor")
    POVERTY = "poverty", _("poverty office")
    PROVINCE = "province", _("province, totals only")


# Roles that may see rows at all; the province sees totals.
WITH_ROWS = tuple(role for role in Role if role != Role.PROVINCE)


class StaffScopeQuerySet(models.QuerySet):
    def of(self, user, *roles, on=None):
        """Scopes of `user` (in one of `roles`, when given) in force on a day, today by default."""
        on = on or today()
        scopes = self.filter(user=user, valid_from__lte=on).exclude(valid_until__lt=on)
        return scopes.filter(role__in=roles) if roles else scopes


class StaffScope(models.Model):
    """`user` is `role` in `region` and all below it, from a day until another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scopes", verbose_name=_("officer"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="scopes", verbose_name=_("region"))
    valid_from = models.DateField(_("from"), default=today)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = StaffScopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "region", "valid_from"], name="a_scope_is_given_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="scope_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.region}"


def scopes_of(user) -> list[StaffScope]:
    """The user's scopes of today, read once per user object (that is, per request)."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_scopes_today"):
        user._scopes_today = list(StaffScope.objects.of(user).select_related("region"))
    return user._scopes_today


def has_role(user, *roles) -> bool:
    """Whether the user has one of `roles` anywhere. A superuser is an organiser everywhere, nothing else."""
    if user.is_authenticated and user.is_superuser and Role.ORGANISER in roles:
        return True
    return any(scope.role in roles for scope in scopes_of(user))


def visible_regions(queryset, user, *roles, field="region"):
    """Rows of `queryset` whose `field` (path to a region; None: the rows are regions) lies in the user's scopes.

    With `roles` only scopes in one of them count. Nobody's scope is everything: a superuser's is. Rows with the code
    of a withdrawn division are seen from where it lay and from where its successor lies.
    """
    if user.is_authenticated and user.is_superuser:
        return queryset
    column = "code" if field is None else f"{field}_id"
    allowed = models.Q(pk__in=[])
    for scope in scopes_of(user):
        if scope.role in (roles or WITH_ROWS):
            first, last = scope.region.code_range
            allowed |= models.Q(**{f"{column}__gte": first, f"{column}__lte": last})
            if scope.region.moved_in:
                allowed |= models.Q(**{f"{column}__in": scope.region.moved_in})
    return queryset.filter(allowed)
