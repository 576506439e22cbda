"""The dossier of a class (一期一档): how each item stands, what was ruled, what is frozen, what is taken away."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import TrainingClass
from lms.kit.sealed import SealedFileField
from lms.kit.words import WordsField

from .evidence import dossiers_of, private_storage


def frozen_path(table, name) -> str:
    return f"dossiers/{uuid.uuid4().hex}"


class DossierLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(training_class__in=dossiers_of(user).values("pk"))

    def required(self):
        return self.filter(is_required=True)

    def lacking(self):
        """Required and not yet accepted."""
        return self.required().exclude(state=DossierLine.State.ACCEPTED)


class DossierLine(models.Model):
    """How one item of the checklist stands for one class. `trainees.domain.dossier.standing` alone writes here:
    it is worked out anew from what lies there, so that lists and figures need not."""

    class State(models.TextChoices):
        MISSING = "missing", pgettext_lazy("dossier", "missing")
        TO_REVIEW = "to_review", pgettext_lazy("dossier", "to review")
        SENT_BACK = "sent_back", pgettext_lazy("dossier", "sent back")
        GROWING = "growing", pgettext_lazy("dossier", "being kept")
        ACCEPTED = "accepted", pgettext_lazy("dossier", "accepted")

    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="dossier", verbose_name=_("training class")
    )
    code = models.CharField(_("item of the checklist"), max_length=4)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.MISSING)
    is_required = models.BooleanField(_("required"), default=False)
    due_on = models.DateField(_("due on"))
    # What stands in the way, as `{"code": …, "params": {…}}`; worded when shown.
    lack = models.JSONField(default=dict)
    worked_out_at = models.DateTimeField(auto_now=True)

    objects = DossierLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a dossier")
        verbose_name_plural = _("lines of dossiers")
        ordering = ["training_class", "code"]
        indexes = [models.Index(fields=["is_required", "due_on", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "code"], name="a_dossier_has_one_line_per_item")
        ]

    def __str__(self):
        return f"{self.training_class} {self.code}"


class ItemRuling(models.Model):
    """Somebody said whether a conditional item applies to a class, and why. Never changed: the last word counts."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="item_rulings")
    code = models.CharField(_("item of the checklist"), max_length=4)
    applies = models.BooleanField(_("applies"))
    because = WordsField(_("why"), max_length=200)
    said_at = models.DateTimeField(_("when"), auto_now_add=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("word on an item")
        verbose_name_plural = _("words on items")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(because=""), name="a_word_on_an_item_says_why")]

    def __str__(self):
        return f"{self.training_class} {self.code}"


class FrozenTable(models.Model):
    """What the system itself had to say about a class at a moment: a table with its hash, never changed.

    `sha256` is the hash of the plain content; the file is sealed, for it names people. Reopening a class and closing
    it again makes the next version; the old ones stay.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="frozen_tables", verbose_name=_("training class")
    )
    code = models.CharField(_("item of the checklist"), max_length=4)
    version = models.PositiveSmallIntegerField(_("version"))
    file = SealedFileField(upload_to=frozen_path, storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    rows = models.PositiveIntegerField(_("rows"))
    lack = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(_("frozen at"), auto_now_add=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("frozen by")
    )

    class Meta:
        verbose_name = _("frozen table")
        verbose_name_plural = _("frozen tables")
        ordering = ["training_class", "code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "code", "version"], name="versions_of_a_table_are_counted"
            )
        ]

    def __str__(self):
        return f"{self.training_class} {self.code} v{self.version}"


class DossierExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody but who asked, and so gave the purpose."""
        return self.filter(asked_by=user) if user.is_authenticated else self.none()


class DossierExport(models.Model):
    """A dossier somebody takes away, as a volume to print or an archive. The file is there for a day.

    `trainees.domain.dossier.exports` alone makes it. It is sealed in pieces, so that a large one is never in memory
    whole; `sha256` is the hash of what is handed over.
    """

    class Kind(models.TextChoices):
        VOLUME = "volume", _("volume to print (PDF)")
        ARCHIVE = "archive", _("all files with their hashes (ZIP)")

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="dossier_exports", verbose_name=_("training class")
    )
    kind = models.CharField(_("kind of file"), max_length=7, choices=Kind, default=Kind.VOLUME)
    purpose = WordsField(_("purpose"), max_length=200)
    file = models.FileField(upload_to=frozen_path, storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="dossier_exports", verbose_name=_("asked for by")
    )

    objects = DossierExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier taken away")
        verbose_name_plural = _("dossiers taken away")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file="") | ~models.Q(sha256=""), name="a_dossier_taken_away_has_its_hash"
            )
        ]

    def __str__(self):
        return f"{self.training_class} {self.asked_at:%Y-%m-%d}"
