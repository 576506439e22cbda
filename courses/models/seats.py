"""Seats of a class that are kept for a township until a day (township quota)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .scope import Role, visible_regions


class TownshipSeatsQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Seats for the townships a user fills, or of the classes they organise."""
        filled = visible_regions(
            self, user, Role.TOWNSHIP, Role.ORGANISER, Role.AUDITOR, programme="training_class__programme"
        )
        rows = self.model.objects.all()
        own = visible_regions(
            rows, user, Role.ORGANISER, field="training_class__region", programme="training_class__programme"
        )
        return self.filter(models.Q(pk__in=filled.values("pk")) | models.Q(pk__in=own.values("pk")))


class TownshipSeats(models.Model):
    """So many seats of a class are for the people of one township. Only `courses.domain.quotas` writes it.

    Until the class's `reserved_until` nobody else gets them; from the next day on whoever waits does.
    """

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.CASCADE, related_name="township_seats", verbose_name=_("training class")
    )
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="+", verbose_name=_("township"))
    seats = models.PositiveSmallIntegerField(_("seats"))

    objects = TownshipSeatsQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats of a township")
        verbose_name_plural = _("seats of townships")
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "region"], name="a_township_has_its_seats_once"),
            models.CheckConstraint(condition=models.Q(seats__gt=0), name="a_township_has_at_least_one_seat"),
        ]

    def __str__(self):
        return f"{self.region} {self.seats}"
