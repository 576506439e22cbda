"""Marks: who was in which session, how we know, and what replaced what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from lms.kit.words import WordsField

from .enrolment import Enrolment


class AttendanceQuerySet(models.QuerySet):
    def standing(self):
        """Marks that no later mark has superseded: one per session and enrolment."""
        return self.filter(superseded_at__isnull=True)

    def present(self):
        """Of whoever was there, if only for a part."""
        there = models.Q(mark__in=Attendance.PRESENT) | models.Q(leave_minutes__gt=0)
        return self.standing().filter(there)


class Attendance(models.Model):
    """One mark. Never edited: a correction supersedes it. Only `trainees.domain.attendance` writes here.

    `marked_at`, `how`, `device` and `marked_by` tell of the coming, the fields of `left_` of the going; who has not
    signed out is taken to have stayed. Minutes are missed ones: hours count without them. A leave without minutes
    is one for the whole session. A mark late or left early without minutes is from before minutes were kept, and
    misses nothing.
    """

    class Mark(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        LEFT = "left", _("left early")
        LEAVE = "leave", _("excused")
        ABSENT = "absent", _("absent")

    class How(models.TextChoices):
        SCAN = "scan", _("scanned")
        HAND = "hand", _("marked by hand")
        CARD = "card", _("by card")
        SHEET = "sheet", _("signed the sheet")
        WALK_IN = "walk_in", _("at the door")

    PRESENT = (Mark.PRESENT, Mark.LATE, Mark.LEFT)

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
    late_minutes = models.PositiveSmallIntegerField(_("minutes late"), default=0)
    early_minutes = models.PositiveSmallIntegerField(_("minutes left early"), default=0)
    leave_minutes = models.PositiveSmallIntegerField(_("minutes excused"), default=0)
    left_at = models.DateTimeField(_("signed out at"), null=True, blank=True)
    left_how = models.CharField(_("signed out"), max_length=8, choices=How, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("signed out by")
    )
    left_device = models.CharField(max_length=64, blank=True)
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
            ),
            models.CheckConstraint(
                condition=models.Q(mark__in=["late", "left", "leave"])
                | models.Q(late_minutes=0, early_minutes=0, leave_minutes=0),
                name="minutes_are_missed_by_who_was_there_for_a_part",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True, left_how="")
                | (models.Q(left_at__isnull=False) & ~models.Q(left_how="")),
                name="who_signed_out_did_it_somehow",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment} {self.in_words}"

    @property
    def is_present(self) -> bool:
        """There, if only for a part."""
        return self.mark in self.PRESENT or self.leave_minutes > 0

    @property
    def attended_seconds(self) -> int:
        """What of the session counts as attended; reads `session`."""
        if not self.is_present:
            return 0
        missed = 60 * (self.late_minutes + self.early_minutes + self.leave_minutes)
        return max(0, int(self.session.length.total_seconds()) - missed)

    @property
    def in_words(self) -> str:
        """The mark with its minutes: who came late may have left early, too."""
        parts = [
            gettext("%(minutes)d min late") % {"minutes": self.late_minutes} if self.late_minutes else "",
            gettext("left %(minutes)d min early") % {"minutes": self.early_minutes} if self.early_minutes else "",
            gettext("excused for %(minutes)d min") % {"minutes": self.leave_minutes} if self.leave_minutes else "",
        ]
        return gettext(", ").join(filter(None, parts)) or str(self.get_mark_display())
