"""The register's households: who lived together, and what a household was on which day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.scope import is_limited, visible_regions

from .trainee import READERS, Trainee


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user):
        whole = visible_regions(self, user, *READERS)
        if not is_limited(user):
            return whole
        members = HouseholdMember.objects.filter(trainee__in=Trainee.objects.in_register_of(user))
        return self.filter(models.Q(pk__in=whole.values("pk")) | models.Q(pk__in=members.values("household")))


class Household(models.Model):
    """People who live together, by the number the county knows them under (户编号)."""

    number = models.CharField(_("household number"), max_length=30)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="households", verbose_name=_("village"))

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [models.UniqueConstraint(fields=["number"], name="a_household_number_is_given_once")]

    def __str__(self):
        return self.number


class HouseholdStatusQuerySet(models.QuerySet):
    def on(self, day):
        """Statuses in force on `day`."""
        return self.filter(valid_from__lte=day).exclude(valid_until__lt=day)


class HouseholdStatus(models.Model):
    """What a household was, from a day until another, by which list (domain.md 6): a dated fact, never a tick box."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("poverty-registered")
        LIFTED = "lifted", _("lifted out of poverty, register kept")
        MONITORED = "monitored", _("monitored against falling back")

    household = models.ForeignKey(Household, models.CASCADE, related_name="statuses", verbose_name=_("household"))
    kind = models.CharField(_("status"), max_length=12, choices=Kind)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = HouseholdStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("household status")
        verbose_name_plural = _("household statuses")
        constraints = [
            models.UniqueConstraint(fields=["household", "kind", "valid_from"], name="household_status_starts_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="household_status_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.household} {self.get_kind_display()}"


class HouseholdMember(models.Model):
    """A person in a household from a day until another."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members", verbose_name=_("household"))
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="memberships", verbose_name=_("trainee"))
    is_head = models.BooleanField(_("head of the household"), default=False)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"],
                condition=models.Q(valid_until__isnull=True),
                name="a_person_lives_in_one_household_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.trainee} · {self.household}"
