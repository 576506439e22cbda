"""The trainer pool (师资库): who teaches, what they may teach, and the papers that show it."""

import datetime as dt
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kit.clock import today
from lms.kit.words import WordsField, no_whole_number

from .catalogue import Track
from .scope import EVERY, visible_regions

EXPIRES_SOON = dt.timedelta(days=60)


def private_storage():
    return storages["private"]


def qualification_path(qualification, name) -> str:
    return f"qualifications/{uuid.uuid4().hex}"


class TrainerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return visible_regions(self, user, programme=EVERY)

    def active(self, on: dt.date | None = None):
        """Who can be planned on a day, today by default: nobody who has left the pool before it."""
        return self.exclude(left_on__lt=on or today())


class Trainer(models.Model):
    """Someone of the trainer pool (师资库)."""

    class PayClass(models.TextChoices):
        """课酬等级, by title as counties pay."""

        EXPERT = "expert", _("professor or expert")
        SENIOR = "senior", _("senior title")
        OTHER = "other", pgettext_lazy("pay class", "other")
        NONE = "none", _("without fee")

    name = models.CharField(_("name"), max_length=50)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="trainers", verbose_name=_("county"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trainer",
        verbose_name=_("sign-in"),
    )
    workplace = models.CharField(_("works at"), max_length=100, blank=True)
    title = models.CharField(_("qualification"), max_length=100, blank=True)
    subjects = models.CharField(_("subjects"), max_length=200, blank=True)
    tracks = models.JSONField(_("tracks"), default=list, blank=True)
    pay_class = models.CharField(_("pay class"), max_length=8, choices=PayClass, blank=True)
    profile = models.TextField(_("profile"), blank=True)
    left_on = models.DateField(_("left the pool on"), null=True, blank=True)

    objects = TrainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def tracks_in_words(self) -> str:
        return "、".join(str(label) for value, label in Track.choices if value in self.tracks)


class QualificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(trainer__in=Trainer.objects.visible_to(user))

    def running_out(self, on: dt.date):
        """Over, or over soon, and not followed by one of the same name that runs longer."""
        newer = self.model.objects.filter(
            models.Q(expires_on__isnull=True) | models.Q(expires_on__gt=models.OuterRef("expires_on")),
            trainer=models.OuterRef("trainer"),
            name=models.OuterRef("name"),
        ).exclude(pk=models.OuterRef("pk"))
        return self.filter(expires_on__lte=on + EXPIRES_SOON).exclude(models.Exists(newer))


class Qualification(models.Model):
    """A paper that shows what a trainer may teach; its picture is served only to who may see the trainer.

    Only `courses.domain.trainers` adds one or takes it away.
    """

    class Standing(models.TextChoices):
        VALID = "valid", _("valid")
        SOON = "soon", _("expires soon")
        EXPIRED = "expired", _("expired")

    trainer = models.ForeignKey(Trainer, models.CASCADE, related_name="qualifications", verbose_name=_("trainer"))
    name = WordsField(_("name of the paper"), max_length=100, validators=[no_whole_number])
    issuer = WordsField(_("issued by"), max_length=100, blank=True, validators=[no_whole_number])
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    file = models.FileField(_("picture"), upload_to=qualification_path, storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainer's qualification")
        verbose_name_plural = _("trainers' qualifications")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(issued_on__isnull=True)
                | models.Q(expires_on__isnull=True)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="a_qualification_expires_after_it_is_issued",
            ),
            models.UniqueConstraint(fields=["trainer", "sha256"], name="a_picture_shows_a_trainers_paper_once"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.issued_on and self.expires_on and self.expires_on < self.issued_on:
            raise ValidationError({"expires_on": _("The paper would end before it begins. Change one of the days.")})

    @property
    def standing(self) -> "Qualification.Standing":
        """As of today; a paper without an end is valid."""
        if self.expires_on is None or self.expires_on > today() + EXPIRES_SOON:
            return self.Standing.VALID
        return self.Standing.SOON if self.expires_on >= today() else self.Standing.EXPIRED
