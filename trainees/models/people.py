"""The register's households: who lived together on which day. What they were stands in `household_status`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class HouseholdMember(models.Model):
    """A person in a household from a day until another.

    `relation` and `person_number` (人编号) are what a household list says of it; `listed_by` is the list, if one.
    """

    class Relation(models.TextChoices):
        """与户主关系, the national code list (domain.md 6.2)."""

        HEAD = "head", _("head of the household")
        SPOUSE = "spouse", _("spouse")
        SON = "son", _("son")
        DAUGHTER = "daughter", _("daughter")
        SONS_WIFE = "sons_wife", _("son's wife")
        DAUGHTERS_HUSBAND = "daughters_husband", _("daughter's husband")
        SONS_SON = "sons_son", _("son's son")
        SONS_DAUGHTER = "sons_daughter", _("son's daughter")
        DAUGHTERS_SON = "daughters_son", _("daughter's son")
        DAUGHTERS_DAUGHTER = "daughters_daughter", _("daughter's daughter")
        FATHER = "father", _("father")
        MOTHER = "mother", _("mother")
        WIFES_FATHER = "wifes_father", _("wife's father")
        WIFES_MOTHER = "wifes_mother", _("wife's mother")
        HUSBANDS_FATHER = "husbands_father", _("husband's father")
        HUSBANDS_MOTHER = "husbands_mother", _("husband's mother")
        FATHERS_FATHER = "fathers_father", _("father's father")
        FATHERS_MOTHER = "fathers_mother", _("father's mother")
        MOTHERS_FATHER = "mothers_father", _("mother's father")
        MOTHERS_MOTHER = "mothers_mother", _("mother's mother")
        OTHER = "other", pgettext_lazy("relation", "other")

    household = models.ForeignKey(Household, models.CASCADE, related_name="members", verbose_name=_("household"))
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="memberships", verbose_name=_("trainee"))
    is_head = models.BooleanField(_("head of the household"), default=False)
    relation = models.CharField(_("relation to the head"), max_length=20, choices=Relation, blank=True)
    person_number = models.CharField(_("person number"), max_length=30, blank=True, db_index=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    listed_by = models.ForeignKey(
        "trainees.ImportBatch", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("list")
    )

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
