"""Proof: files with their hash."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from courses.models.scope import is_limited

from .enrolment import Enrolment
from .people import Trainee


def private_storage():
    return storages["private"]


def evidence_path(item, name) -> str:
    return f"evidence/{uuid.uuid4().hex}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proof about people, or of classes, the user may see."""
        people = models.Q(trainee__in=Trainee.objects.visible_to(user))
        classes = models.Q(trainee__isnull=True, training_class__in=TrainingClass.objects.visible_to(user))
        if is_limited(user):
            theirs = self.model.objects.filter(reports__task__enrolment__in=Enrolment.objects.visible_to(user))
            people &= models.Q(pk__in=theirs.values("pk"))
        return self.filter(people | classes)


class EvidenceItem(models.Model):
    """One piece of proof. The file lies under a name of our own and is served only by a view that checks.

    `sha256` is the hash of the kept file, `original_sha256` that of the upload: equal uploads are found by it.
    """

    class Kind(models.TextChoices):
        SHOP_PHOTO = "shop_photo", _("picture of the shop")
        SHEET = "sheet", _("signed sheet")
        PHOTO = "photo", _("photo of the class")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    file = models.FileField(_("file"), upload_to=evidence_path, storage=private_storage, max_length=200)
    content_type = models.CharField(max_length=50, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    original_sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("trainee")
    )
    training_class = models.ForeignKey(
        "courses.TrainingClass", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("class")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence item")
        verbose_name_plural = _("evidence items")

    def __str__(self):
        return f"{self.get_kind_display()} {self.sha256[:8]}"
