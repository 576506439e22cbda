"""What a programme promised: the targets with their clauses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Target(models.Model):
    """A promised value of an indicator, and the clause that promises it."""

    class Unit(models.TextChoices):
        PERSON_TIMES = "person_times", _("person-times")
        PERSONS = "persons", _("persons")
        PERCENT = "percent", "%"
        FIRMS = "firms", _("firms")

    programme = models.ForeignKey(
        "courses.Programme", models.CASCADE, related_name="targets", verbose_name=_("programme")
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    clause = models.CharField(_("clause"), max_length=200)
    quote = models.CharField(_("wording"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "indicator", "due_on"], name="one_target_per_indicator_and_day"
            )
        ]

    def __str__(self):
        return f"{self.indicator} {self.value}"
