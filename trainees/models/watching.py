"""What was really seen: one bit per second of media, and the play sessions that earned them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Trainee


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
    """One opening of the player. Credit in it grows at most as fast as the wall clock allows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    progress = models.ForeignKey(WatchProgress, models.CASCADE, related_name="visits", verbose_name=_("watch progress"))
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    last_beat_at = models.DateTimeField(_("last beat at"))
    credited_seconds = models.PositiveIntegerField(_("seconds credited"), default=0)
    refused_seconds = models.PositiveIntegerField(_("seconds refused"), default=0)

    class Meta:
        verbose_name = _("play session")
        verbose_name_plural = _("play sessions")

    def __str__(self):
        return str(self.id)
