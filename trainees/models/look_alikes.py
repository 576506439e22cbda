"""Pairs of people who may be one: proposed by the platform or by an officer, decided by a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.scope import Role, visible_regions

from .trainee import Trainee

# Who decides whether two rows of the register are one person.
DECIDERS = (Role.ORGANISER, Role.TOWNSHIP)


class LookAlikeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Pairs that lie wholly in the area where the user may decide."""
        return visible_regions(visible_regions(self, user, *DECIDERS, field="one__region"), user, *DECIDERS,
                               field="other__region")  # fmt: skip

    def of_reason(self, reason: str):
        """Those proposed for `reason`, whatever else speaks for them."""
        return self.filter(reasons__icontains=f'"{reason}"')

    def undecided(self):
        """Pairs of two people still: who was merged with a third is proposed by the row they are known by."""
        return self.filter(decision="", one__canonical__isnull=True, other__canonical__isnull=True)


class LookAlike(models.Model):
    """`one` and `other` may be the same person, for `reasons`. What was decided stays: nobody is asked twice."""

    class Reason(models.TextChoices):
        BORN_ALIKE = "born_alike", _("same name, same village, born in the same year")
        NO_ID_NUMBER = "no_id_number", _("same name and village; one of them has no ID number")
        PHONE = "phone", _("same phone number and surname; one of them has no ID number")
        BY_HAND = "by_hand", _("put side by side by an officer")

    class Decision(models.TextChoices):
        SAME = "same", _("the same person")
        DIFFERENT = "different", _("two people")

    one = models.ForeignKey(Trainee, models.CASCADE, related_name="+", verbose_name=_("trainee"))
    other = models.ForeignKey(Trainee, models.CASCADE, related_name="+", verbose_name=_("trainee"))
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = LookAlikeQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-alike")
        verbose_name_plural = _("look-alikes")
        indexes = [models.Index(fields=["decision", "found_at"])]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_people_are_proposed_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="a_pair_has_one_order"),
        ]

    def __str__(self):
        return f"{self.one} ? {self.other}"

    @property
    def why(self) -> list[str]:
        return [str(self.Reason(reason).label) for reason in self.reasons]
