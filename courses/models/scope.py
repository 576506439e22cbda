"""Who may see what: a `StaffScope` gives a user a role in a region for a time, perhaps for one programme only.

Every list asks here.
"""

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


# Said of rows that serve every programme alike, as places and rooms do.
EVERY = "every"
# Roles that may see rows at all; the province sees totals.
WITH_ROWS = tuple(role for role in Role if role != Role.PROVINCE)


class StaffScopeQuerySet(models.QuerySet):
    def of(self, user, *roles, on=None):
        """Scopes of `user` (in one of `roles`, when given) in force on a day, today by default."""
        on = on or today()
        scopes = self.filter(user=user, valid_from__lte=on).exclude(valid_until__lt=on)
        return scopes.filter(role__in=roles) if roles else scopes


class StaffScope(models.Model):
    """`user` is `role` in `region` and all below it, from a day until another.

    With a `programme` only its classes, the participations in them and the people who take part.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scopes", verbose_name=_("officer"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="scopes", verbose_name=_("region"))
    programme = models.ForeignKey(
        "courses.Programme",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scopes",
        verbose_name=_("only this programme"),
    )
    valid_from = models.DateField(_("from"), default=today)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = StaffScopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "region", "valid_from"],
                condition=models.Q(programme__isnull=True),
                name="a_scope_is_given_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region", "programme", "valid_from"],
                condition=models.Q(programme__isnull=False),
                name="a_scope_of_a_programme_is_given_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="scope_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return " · ".join(map(str, filter(None, [self.user, self.get_role_display(), self.region, self.programme])))

    def covers(self, region_code: str, programme=None) -> bool:
        """Whether this reaches what lies at `region_code` and belongs to `programme`.

        A programme by its key; None for what belongs to no programme in particular, EVERY for what serves all.
        """
        here = region_code.startswith(self.region.prefix) or region_code in self.region.moved_in
        return here and (self.programme_id is None or programme in {self.programme_id, EVERY})


def scopes_of(user) -> list[StaffScope]:
    """The user's scopes of today, read once per user object (that is, per request)."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_scopes_today"):
        user._scopes_today = list(StaffScope.objects.of(user).select_related("region", "programme"))
    return user._scopes_today


def has_role(user, *roles) -> bool:
    """Whether the user has one of `roles` anywhere. A superuser is an organiser everywhere, nothing else."""
    if user.is_authenticated and user.is_superuser and Role.ORGANISER in roles:
        return True
    return any(scope.role in roles for scope in scopes_of(user))


def has_role_in_all(user, *roles) -> bool:
    """Whether the user has one of `roles` somewhere, for more than one programme."""
    if user.is_authenticated and user.is_superuser and Role.ORGANISER in roles:
        return True
    return any(scope.role in roles and scope.programme_id is None for scope in scopes_of(user))


def is_limited(user) -> bool:
    """Whether any of the user's scopes is for one programme only."""
    return any(scope.programme_id for scope in scopes_of(user))


def acts_in(user, region_code: str, *roles, programme=None) -> bool:
    """Whether `user` has one of `roles` where `region_code` lies; a superuser is an organiser everywhere.

    `programme` as in `StaffScope.covers`.
    """
    if user.is_authenticated and user.is_superuser and Role.ORGANISER in roles:
        return True
    return any(scope.role in roles and scope.covers(region_code, programme) for scope in scopes_of(user))


def visible_regions(queryset, user, *roles, field="region", programme=None):
    """Rows of `queryset` whose `field` (path to a region; None: the rows are regions) lies in the user's scopes.

    With `roles` only scopes in one of them count. Nobody's scope is everything: a superuser's is. Rows with the code
    of a withdrawn division are seen from where it lay and from where its successor lies. `programme` is the path to
    the programme the rows belong to, EVERY for rows that serve all, or the one Programme all of them belong to; where
    it is not said, scopes for one programme reach nothing.
    """
    if user.is_authenticated and user.is_superuser:
        return queryset
    return queryset.filter(in_scopes(user, *roles, field=field, programme=programme))


def in_scopes(user, *roles, field="region", programme=None) -> models.Q:
    """The condition of `visible_regions`, for who is no superuser."""
    column = "code" if field is None else f"{field}_id"
    allowed = models.Q(pk__in=[])
    for scope in scopes_of(user):
        if scope.role in (roles or WITH_ROWS):
            first, last = scope.region.code_range
            here = models.Q(**{f"{column}__gte": first, f"{column}__lte": last})
            if scope.region.moved_in:
                here |= models.Q(**{f"{column}__in": scope.region.moved_in})
            allowed |= here & _of_programme(scope, programme)
    return allowed


def _of_programme(scope: StaffScope, programme) -> models.Q:
    """The rows of the scope's programme; `programme` as in `visible_regions`."""
    if scope.programme_id is None or programme == EVERY:
        return models.Q()
    if isinstance(programme, str):
        return models.Q(**{programme: scope.programme_id})
    return models.Q() if programme == scope.programme else models.Q(pk__in=[])
