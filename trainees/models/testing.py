"""Attempts at the short test of a class (考核)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.clock import now

from .enrolment import Enrolment


class QuizAttemptQuerySet(models.QuerySet):
    def of(self, user):
        """Attempts of the people who share this sign-in."""
        return self.filter(enrolment__in=Enrolment.objects.of(user).values("pk"))

    def handed_in(self):
        return self.filter(handed_in_at__isnull=False)


class QuizAttempt(models.Model):
    """One attempt. Only `trainees.domain.testing` writes here.

    `drawn` freezes what was asked, in the order shown: `[{"question", "mark", "kind", "text", "options", "right"}]`,
    where `right` counts places of the options as shown. `answers` holds a list of places for each question. Once handed
    in nothing changes any more: what is sent again is answered with the first result.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attempts", verbose_name=_("enrolment"))
    number = models.PositiveSmallIntegerField(_("attempt"))
    drawn = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(_("time in minutes"), null=True)
    began_at = models.DateTimeField(_("began at"), default=now)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    points = models.PositiveSmallIntegerField(_("right answers"), null=True, blank=True)
    share = models.DecimalField(_("share of right answers"), max_digits=4, decimal_places=3, null=True, blank=True)

    objects = QuizAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt at a test")
        verbose_name_plural = _("attempts at a test")
        ordering = ["enrolment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="attempts_are_numbered_once_per_enrolment"),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(handed_in_at__isnull=True),
                name="one_attempt_at_a_time_is_open",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_in_at__isnull=True, points__isnull=True, share__isnull=True)
                | models.Q(handed_in_at__isnull=False, points__isnull=False, share__isnull=False),
                name="an_attempt_handed_in_has_its_result",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.handed_in_at is None

    @property
    def asked(self) -> int:
        return len(self.drawn)

    @property
    def minutes_late(self) -> int:
        """Whole minutes beyond the time allowed, 0 for none."""
        if not self.minutes or not self.handed_in_at:
            return 0
        spent = int((self.handed_in_at - self.began_at).total_seconds()) // 60
        return max(0, spent - self.minutes)
