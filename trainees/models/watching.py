"""What was really seen: one bit per second of media, and the play sessions that earned them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass

from .trainee import Trainee


class WatchProgress(models.Model):
    """What a trainee has seen of one lesson. Only `trainees.domain.watching` writes here.

    `seen` holds one bit per second of media, first second in the lowest bit of the first byte; merging is OR.
    """

    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="watching", verbose_name=_("trainee"))
    lesson_key = models.UUIDField(_("lesson"))
    video = models.ForeignKey("media.Video", models.PROTECT, related_name="+", verbose_name=_("video"))
    seen = models.BinaryField(default=bytes)
    seen_seconds = models.PositiveIntegerField(_("seconds seen"), default=0)
    position = models.PositiveIntegerField(_("last position in seconds"), default=0)
    position_at = models.DateTimeField(_("there at"), null=True, editable=False)
    updated_at = models.DateTimeField(_("last watched at"), auto_now=True)

    class Meta:
        verbose_name = _("watch progress")
        verbose_name_plural = _("watch progress")
        constraints = [
            models.UniqueConstraint(fields=["trainee", "lesson_key", "video"], name="one_progress_per_lesson_and_video")
        ]

    def __str__(self):
        return f"{self.trainee} {self.lesson_key}"


class WatchVisit(models.Model):
    """One grant of the player and all that was reported under it; its id is the grant's.

    It is a sum over the beats heard, so that their order and repetition change nothing: `heard` has a bit for each
    beat of a run (one life of the page), `claimed` one for each second of media that is not refused for good;
    `spent_seconds` is the time of the clock they took, as far as it was there, and `refused` has the stretches not
    counted by reason.
    Only `trainees.domain.watching` writes here.
    """

    class Refusal(models.TextChoices):
        FAST = "fast", _("faster than the clock")
        WINDOW = "window", _("another window was playing")
        DAY = "day", _("the day's most was reached")
        ITEM = "item", _("the most of this video was reached")
        PRESENCE = "presence", _("nobody answered “Are you there?”")
        ORDER = "order", _("something before it was left out")
        CLOSED = "closed", _("the class was over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    progress = models.ForeignKey(WatchProgress, models.CASCADE, related_name="visits", verbose_name=_("watch progress"))
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, null=True, related_name="+", verbose_name=_("training class")
    )
    device = models.CharField(max_length=64, blank=True, db_index=True)
    started_at = models.DateTimeField(_("started at"))
    last_beat_at = models.DateTimeField(_("last played at"))
    arrived_at = models.DateTimeField(_("last heard of at"), auto_now=True)
    heard = models.JSONField(default=dict)
    claimed = models.BinaryField(default=bytes)
    # A bit for each minute since `started_at` in which something was played.
    minutes = models.BinaryField(default=bytes)
    checks = models.JSONField(default=dict)
    refused = models.JSONField(default=dict)
    spent_seconds = models.PositiveIntegerField(_("seconds of the clock"), default=0)
    unasked_seconds = models.PositiveIntegerField(_("seconds since the last question"), default=0)
    hidden_seconds = models.PositiveIntegerField(_("seconds out of sight"), default=0)
    fast_seconds = models.PositiveIntegerField(_("seconds at another speed"), default=0)
    leapt_seconds = models.PositiveIntegerField(_("seconds leapt over"), default=0)
    beyond_seconds = models.PositiveIntegerField(_("seconds after the end"), default=0)
    # What the rules of domain.md (c) read: claimed faster than the clock, beside another page, arrived after the class.
    outrun_seconds = models.PositiveIntegerField(_("seconds claimed faster than the clock"), default=0)
    parallel_seconds = models.PositiveIntegerField(_("seconds claimed beside another page"), default=0)
    late_seconds = models.PositiveIntegerField(_("seconds credited after the class was closed"), default=0)
    touches = models.PositiveIntegerField(_("touches"), default=0)
    credited_seconds = models.PositiveIntegerField(_("seconds credited"), default=0)
    refused_seconds = models.PositiveIntegerField(_("seconds refused"), default=0)

    class Meta:
        verbose_name = _("play session")
        verbose_name_plural = _("play sessions")

    def __str__(self):
        return str(self.id)


class WatchDay(models.Model):
    """Seconds of media credited to a trainee on one day, by when they were played; for the day's most (R13)."""

    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="watch_days", verbose_name=_("trainee"))
    day = models.DateField(_("day"))
    seconds = models.PositiveIntegerField(_("seconds credited"), default=0)

    class Meta:
        verbose_name = _("day of watching")
        verbose_name_plural = _("days of watching")
        constraints = [models.UniqueConstraint(fields=["trainee", "day"], name="one_sum_of_watching_a_day")]

    def __str__(self):
        return f"{self.trainee} {self.day}"
