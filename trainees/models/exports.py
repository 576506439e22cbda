"""Lists of people to take away that were too long to make while somebody waits."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.sealed import SealedFileField
from lms.kit.words import WordsField

from .evidence import private_storage


def export_path(export, name) -> str:
    return f"exports/{uuid.uuid4().hex}"


class RegisterExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody but who asked, and so gave the reason."""
        return self.filter(asked_by=user) if user.is_authenticated else self.none()


class RegisterExport(models.Model):
    """A list somebody asked for. `trainees.domain.exports` alone makes its file, and takes it away after a day.

    `filters` says which people, as `exports.people_of` reads it; `people` how many they were; `reach` the keys of the
    scopes that let the asker see them when the file was made: without one of them it is handed over no more.
    """

    class Kind(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook")
        CSV = "csv", _("CSV text")

    class Numbers(models.TextChoices):
        MASKED = "masked", _("masked, to read")
        WHOLE = "whole", _("whole, to bring in again")

    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="+", verbose_name=_("region"))
    filters = models.JSONField(default=dict)
    kind = models.CharField(_("kind of file"), max_length=4, choices=Kind, default=Kind.XLSX)
    numbers = models.CharField(_("ID numbers and phone numbers"), max_length=6, choices=Numbers, default=Numbers.MASKED)
    reason = models.CharField(_("reason"), max_length=20)
    note = WordsField(_("in their own words"), max_length=200)
    people = models.PositiveIntegerField(_("people"), null=True)
    reach = models.JSONField(default=list)
    file = SealedFileField(_("file"), upload_to=export_path, storage=private_storage, max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="register_exports", verbose_name=_("asked for by")
    )

    objects = RegisterExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("list taken away")
        verbose_name_plural = _("lists taken away")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file="") | models.Q(people__isnull=False), name="a_made_list_says_of_how_many"
            )
        ]

    def __str__(self):
        return f"{self.region} {self.asked_at:%Y-%m-%d}"
