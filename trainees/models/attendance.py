"""Marks: who was in which session, how we know, and what replaced what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from lms.kit.words import WordsField

from .enrolment import Enrolment


class AttendanceQuerySet(models.QuerySet):
    def standing(self):
        """Marks that no later mark has superseded: one per session and enrolment."""
        return self.filter(superseded_at__isnull=True)

    def present(self):
        return self.standing().filter(mark__in=Attendance.PRESENT)


class Attendance(models.Model):
    """One mark. Never edited: a correction supersedes it. Only `trainees.domain.attendance` writes here."""

    class Mark(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        LEAVE = "leave", _("excused")
        ABSENT = "absent", _("absent")

    class How(models.TextChoices):
        SCAN = "scan", _("scanned")
        HAND = "hand", _("marked by hand")
        WALK_IN = "walk_in", _("at the door")

    PRESENT = (Mark.PRESENT, Mark.LATE)

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances", verbose_name=_("session"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances", verbose_name=_("enrolment"))
    mark = models.CharField(_("mark"), max_length=8, choices=Mark)
    how = models.CharField(_("how"), max_length=8, choices=How)
    marked_at = models.DateTimeField(_("marked at"))
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("marked by")
    )
    device = models.CharField(max_length=64, blank=True, db_index=True)
    reason = WordsField(_("reason"), max_length=200, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_standing_mark_per_session_and_enrolment",
            )
        ]

    def __str__(self):
        return f"{self.enrolment} {self.get_mark_display()}"
