"""What a programme promised: the targets with their clauses, and the days on which they are looked at."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TargetQuerySet(models.QuerySet):
    def by_day(self):
        """Those with a day after those without, the last day last: the same on every database."""
        return self.order_by(models.F("due_on").asc(nulls_first=True), "pk")


class Target(models.Model):
    """A promised value of an indicator, and the clause that promises it."""

    class Unit(models.TextChoices):
        PERSON_TIMES = "person_times", _("person-times")
        PERSONS = "persons", _("persons")
        PERCENT = "percent", "%"
        FIRMS = "firms", _("firms")
        SHOPS = "shops", pgettext_lazy("unit", "shops")
        YUAN = "yuan", _("yuan")

    programme = models.ForeignKey(
        "courses.Programme", models.CASCADE, related_name="targets", verbose_name=_("programme")
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    at_most = models.BooleanField(_("at most, not at least"), default=False)
    clause = models.CharField(_("clause"), max_length=200)
    lines = models.CharField(_("lines of the plan's text"), max_length=100, blank=True)
    quote = models.CharField(_("wording"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    objects = TargetQuerySet.as_manager()

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


class Milestone(models.Model):
    """A day on which the plan looks at a target."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="milestones", verbose_name=_("target"))
    due_on = models.DateField(_("day"))
    what = models.CharField(_("what happens"), max_length=100)
    lines = models.CharField(_("lines of the plan's text"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return f"{self.due_on} {self.what}"
