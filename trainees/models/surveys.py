"""The survey after a class. Who answered and what was answered stand in tables that nothing joins.

A ticket says of a participation whether it was used, never when. Replies and ratings carry the class and no person, no
moment and no number that counts up; `trainees.domain.surveys` writes those of a class anew in a random order with
each reply, so that not even the order of rows tells who came last.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Session, Trainer, TrainingClass
from lms.kit.words import WordsField

from .enrolment import Enrolment

FROM_1_TO_5 = [MinValueValidator(1), MaxValueValidator(5)]


def in_range(*names: str, blank: bool = False) -> models.Q:
    """The condition that scores lie between 1 and 5; `blank`: or are missing."""
    whole = models.Q()
    for name in names:
        each = models.Q(**{f"{name}__gte": 1, f"{name}__lte": 5})
        whole &= each | models.Q(**{f"{name}__isnull": True}) if blank else each
    return whole


class SurveyTicket(models.Model):
    """The right of one participation to answer once. `token` is the address; it is wiped when the ticket is used."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="ticket", verbose_name=_("enrolment"))
    token = models.CharField(max_length=32, unique=True, null=True, editable=False)
    is_used = models.BooleanField(_("used"), default=False)

    class Meta:
        verbose_name = _("survey ticket")
        verbose_name_plural = _("survey tickets")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_used=True, token__isnull=True) | models.Q(is_used=False, token__isnull=False),
                name="a_used_ticket_has_no_token",
            ),
        ]

    def __str__(self):
        return str(self.pk)


class SurveyReply(models.Model):
    """What one person of a class thinks; nothing here says who."""

    class Words(models.TextChoices):
        NONE = "none", _("no words")
        WAITING = "waiting", _("to be read")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="replies", verbose_name=_("training class")
    )
    overall = models.PositiveSmallIntegerField(_("all in all"), validators=FROM_1_TO_5)
    content = models.PositiveSmallIntegerField(_("content"), null=True, validators=FROM_1_TO_5)
    arrangement = models.PositiveSmallIntegerField(_("venue and times"), null=True, validators=FROM_1_TO_5)
    words = WordsField(_("in their own words"), max_length=300, blank=True)
    words_state = models.CharField(_("words"), max_length=8, choices=Words, default=Words.NONE)
    words_read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("survey reply")
        verbose_name_plural = _("survey replies")
        constraints = [
            models.CheckConstraint(condition=in_range("overall"), name="a_reply_scores_from_one_to_five"),
            models.CheckConstraint(
                condition=in_range("content", "arrangement", blank=True), name="parts_of_a_reply_score_from_one_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(words_state__in=["none", "waiting"], words_read_by__isnull=True)
                | models.Q(words_state__in=["shown", "hidden"], words_read_by__isnull=False),
                name="words_that_were_read_have_a_reader",
            ),
        ]

    def __str__(self):
        return str(self.overall)


class TrainerRating(models.Model):
    """What somebody of a class gave its trainer for a session; not even bound to the rest of their reply."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="ratings", verbose_name=_("training class")
    )
    trainer = models.ForeignKey(Trainer, models.PROTECT, related_name="ratings", verbose_name=_("trainer"))
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="ratings", verbose_name=_("session"))
    score = models.PositiveSmallIntegerField(_("score"), validators=FROM_1_TO_5)

    class Meta:
        verbose_name = _("trainer rating")
        verbose_name_plural = _("trainer ratings")
        constraints = [
            models.CheckConstraint(condition=in_range("score"), name="a_rating_scores_from_one_to_five"),
        ]

    def __str__(self):
        return str(self.score)
