"""Proof: files with their hash, about people or in the dossier of a class."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Programme, TrainingClass
from courses.models.scope import Role, is_limited, visible_regions
from lms.kit.words import WordsField

from .enrolment import Enrolment
from .people import Trainee

# Who reads the dossier of every class of their area; a trainer reads those of the own classes.
DOSSIER_READERS = (Role.ORGANISER, Role.AUDITOR)


def private_storage():
    return storages["private"]


def evidence_path(item, name) -> str:
    return f"evidence/{uuid.uuid4().hex}"


def dossiers_of(user):
    """The classes whose dossier the user may open."""
    if not user.is_authenticated:
        return TrainingClass.objects.none()
    inside = visible_regions(TrainingClass.objects.all(), user, *DOSSIER_READERS, programme="programme")
    own = TrainingClass.objects.filter(models.Q(trainer__user=user) | models.Q(sessions__trainer__user=user))
    return TrainingClass.objects.filter(models.Q(pk__in=inside.values("pk")) | models.Q(pk__in=own.values("pk")))


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proof about people the user may see, and what lies in the dossiers they may open."""
        people = models.Q(trainee__in=Trainee.objects.visible_to(user))
        if is_limited(user):
            theirs = self.model.objects.filter(reports__task__enrolment__in=Enrolment.objects.visible_to(user))
            people &= models.Q(pk__in=theirs.values("pk"))
        classes = models.Q(trainee__isnull=True, training_class__in=dossiers_of(user).values("pk"))
        programmes = visible_regions(Programme.objects.all(), user, *DOSSIER_READERS, programme="pk")
        shared = models.Q(trainee__isnull=True, training_class__isnull=True, programme__in=programmes.values("pk"))
        return self.filter(people | classes | shared)

    def in_dossiers(self):
        """Pieces of dossiers, those taken back left out."""
        return self.exclude(item="").exclude(state=EvidenceItem.State.WITHDRAWN)

    def to_review(self):
        return self.filter(state=EvidenceItem.State.TO_REVIEW)


class EvidenceItem(models.Model):
    """One piece of proof. The file lies under a name of our own and is served only by a view that checks.

    `sha256` is the hash of the kept file, `original_sha256` that of the upload: equal uploads are found by it. A piece
    of a dossier names its `item` of the checklist and lies with one class, or with the programme when the item is
    shared by all its classes; only `trainees.domain.dossier.pieces` moves its state:

        to review -> accepted | sent back (with a word)
            '-----> withdrawn (by who brought it; the file is gone, its hash stays)

    `captured_at` and the place are what the camera wrote; the place is kept to a hundredth of a degree, a kilometre.
    `look` is the perceptual hash of a picture, empty where there is nothing to compare.
    """

    class Kind(models.TextChoices):
        SHOP_PHOTO = "shop_photo", _("picture of the shop")
        SHEET = "sheet", _("signed sheet")
        PHOTO = "photo", _("photo of the class")
        DOCUMENT = "document", _("document")
        VIDEO = "video", _("video")
        WORK = "work", _("photo of practical work")

    class State(models.TextChoices):
        TO_REVIEW = "to_review", pgettext_lazy("evidence", "to review")
        ACCEPTED = "accepted", pgettext_lazy("evidence", "accepted")
        SENT_BACK = "sent_back", pgettext_lazy("evidence", "sent back")
        WITHDRAWN = "withdrawn", pgettext_lazy("evidence", "taken back")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    file = models.FileField(_("file"), upload_to=evidence_path, storage=private_storage, max_length=200, blank=True)
    thumbnail = models.FileField(upload_to=evidence_path, storage=private_storage, max_length=200, blank=True)
    content_type = models.CharField(max_length=80, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    original_sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    name = WordsField(_("name of the file"), max_length=120, blank=True)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("trainee")
    )
    training_class = models.ForeignKey(
        "courses.TrainingClass", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("class")
    )
    programme = models.ForeignKey(
        "courses.Programme", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("programme")
    )
    session = models.ForeignKey(
        "courses.Session", models.SET_NULL, null=True, blank=True, related_name="evidence", verbose_name=_("session")
    )
    item = models.CharField(_("item of the checklist"), max_length=4, blank=True)
    captured_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    latitude = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True, editable=False)
    longitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    look = models.CharField(max_length=16, blank=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    word = WordsField(_("word"), max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence item")
        verbose_name_plural = _("evidence items")
        indexes = [models.Index(fields=["state", "uploaded_at"]), models.Index(fields=["training_class", "item"])]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "item", "original_sha256"],
                condition=~models.Q(item="") & models.Q(state__in=["to_review", "accepted"]),
                name="a_file_lies_once_under_an_item_of_a_class",
            ),
            models.UniqueConstraint(
                fields=["programme", "item", "original_sha256"],
                condition=~models.Q(item="") & models.Q(training_class=None, state__in=["to_review", "accepted"]),
                name="a_file_lies_once_under_an_item_of_a_programme",
            ),
            models.CheckConstraint(
                condition=models.Q(item="", state="") | (~models.Q(item="") & ~models.Q(state="")),
                name="a_piece_of_a_dossier_has_a_state",
            ),
            models.CheckConstraint(
                condition=models.Q(item="")
                | models.Q(training_class__isnull=False, programme__isnull=True)
                | models.Q(training_class__isnull=True, programme__isnull=False),
                name="a_piece_lies_with_a_class_or_a_programme",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "sent_back"], reviewed_at__isnull=False)
                & models.Q(reviewed_by__isnull=False)
                | models.Q(state__in=["", "to_review", "withdrawn"], reviewed_at__isnull=True)
                & models.Q(reviewed_by__isnull=True),
                name="a_reviewed_piece_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent_back") | ~models.Q(word=""), name="a_piece_sent_back_has_a_word"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["", "withdrawn"]) | ~models.Q(file=""),
                name="only_what_was_taken_back_has_no_file",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.sha256[:8]}"

    @property
    def is_picture(self) -> bool:
        return self.content_type == "image/jpeg"

    @property
    def place(self) -> str:
        """The coarse place the camera wrote, as two numbers; empty where it wrote none."""
        return "" if self.latitude is None else f"{self.latitude}, {self.longitude}"


class EvidenceKey(models.Model):
    """One of the seven parts of a picture's `look`: pictures that share none differ in more bits than we call alike."""

    evidence = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="keys")
    key = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "evidence"])]

    def __str__(self):
        return f"{self.evidence_id} {self.key}"


class AlikePair(models.Model):
    """Two pieces of different classes that are one file (`distance` 0, `is_same_file`) or look almost alike.

    Found when the later of them comes in; `trainees.domain.dossier.likeness` alone writes here.
    """

    one = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="alike_before")
    other = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="alike_after")
    distance = models.PositiveSmallIntegerField(_("bits that differ"))
    is_same_file = models.BooleanField(_("the same file"), default=False)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    class Meta:
        verbose_name = _("pair of pictures that look alike")
        verbose_name_plural = _("pairs of pictures that look alike")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="a_pair_of_pictures_is_found_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="the_earlier_picture_comes_first"
            ),
        ]

    def __str__(self):
        return f"{self.one_id} {self.other_id}"
