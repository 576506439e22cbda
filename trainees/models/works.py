"""Practical work that trainees hand in, and the word of who looked at it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from courses.models.scope import Role, visible_regions
from lms.kit.words import WordsField

from .enrolment import Enrolment
from .evidence import EvidenceItem


class WorkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Work of the classes in the user's charge, an organiser's and the bureau's."""
        if not user.is_authenticated:
            return self.none()
        office = visible_regions(TrainingClass.objects.all(), user, Role.ORGANISER, Role.AUDITOR, programme="programme")
        charge = models.Q(enrolment__training_class__trainer__user=user)
        return self.filter(charge | models.Q(enrolment__training_class__in=office.values("pk")))

    def of(self, user):
        """Work of the people who share this sign-in."""
        return self.filter(enrolment__in=Enrolment.objects.of(user).values("pk"))

    def waiting(self):
        return self.filter(state=PracticalWork.State.WAITING)


class PracticalWork(models.Model):
    """One handing-in; another try is another row. Only `trainees.domain.works` writes here."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be looked at")
        ACCEPTED = "accepted", _("accepted")
        SENT_BACK = "sent_back", _("sent back")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="works", verbose_name=_("enrolment"))
    number = models.PositiveSmallIntegerField(_("try"))
    link = models.CharField(_("link"), max_length=300, blank=True)
    note = WordsField(_("note"), max_length=300, blank=True)
    photos = models.ManyToManyField(EvidenceItem, related_name="works", verbose_name=_("photos"))
    handed_in_at = models.DateTimeField(_("handed in at"), auto_now_add=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    word = WordsField(_("word of the trainer"), max_length=300, blank=True)
    marked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("practical work")
        verbose_name_plural = _("practical works")
        ordering = ["enrolment", "number"]
        indexes = [models.Index(fields=["state", "handed_in_at"])]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="works_are_numbered_once_per_enrolment"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=models.Q(state="waiting"), name="one_work_waits_per_enrolment"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", marked_at__isnull=True, marked_by__isnull=True)
                | (
                    ~models.Q(state="waiting")
                    & models.Q(marked_at__isnull=False, marked_by__isnull=False)
                    & ~models.Q(word="")
                ),
                name="a_marked_work_has_a_word_and_an_author",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment} {self.number}"
