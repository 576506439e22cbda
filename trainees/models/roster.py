"""Roster imports: a workbook, what was found in it, and what came in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from lms.kit.sealed import SealedFileField
from lms.kit.words import WordsField

from .evidence import private_storage


def roster_path(roster, name) -> str:
    return f"rosters/{uuid.uuid4().hex}"


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(training_class__in=TrainingClass.objects.visible_to(user))


class RosterImport(models.Model):
    """One uploaded roster of a class: checked first (dry run), imported on request.

    `findings` is a list of `{"row": 3, "verdict": "new" | "known" | "refused", "name": "张**",
    "reasons": [{"code": …, "text": …}]}`: it names rows, never ID numbers.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("checked")
        IMPORTED = "imported", _("imported")

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.CASCADE, related_name="rosters", verbose_name=_("training class")
    )
    file = SealedFileField(_("file"), upload_to=roster_path, storage=private_storage, max_length=200)
    name = WordsField(_("name of the file"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKED)
    findings = models.JSONField(_("findings"), default=list)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(imported_at__isnull=True, imported_by__isnull=True)
                | models.Q(imported_at__isnull=False, imported_by__isnull=False),
                name="roster_imported_at_and_by_go_together",
            )
        ]

    def __str__(self):
        return self.name
