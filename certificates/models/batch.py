"""Issuing in bulk: one batch, one item a person; one bad item fails alone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from lms.kit.words import WordsField

from .certificate import Certificate, Kind


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(training_class__in=TrainingClass.objects.visible_to(user))


class Batch(models.Model):
    """All papers of one kind for one class, made by one background job."""

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.PROTECT, related_name="batches", verbose_name=_("training class")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.training_class} {self.get_kind_display()}"


class BatchItem(models.Model):
    """One person's paper in a batch."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ISSUED = "issued", _("issued")
        FAILED = "failed", _("failed")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", verbose_name=_("batch"))
    enrolment = models.ForeignKey("trainees.Enrolment", models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    reason = WordsField(_("reason"), max_length=300, blank=True)
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("batch item")
        verbose_name_plural = _("batch items")
        constraints = [models.UniqueConstraint(fields=["batch", "enrolment"], name="a_person_is_in_a_batch_once")]

    def __str__(self):
        return f"{self.batch} {self.state}"
