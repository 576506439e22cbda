"""The rules a programme's numbers are counted by, in versions: which one held when a figure was made can be told."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.words import WordsField

from .watching import PresenceCheck, daily_minutes_fit


def able_to_work() -> list[str]:
    """普通 + 技能 (domain.md 6.2); the partly able are a switch of the programme."""
    return ["normal", "skilled"]


def away() -> list[str]:
    """Wages are earned beyond the township, by the register's codes for where (domain.md 6.2)."""
    return ["county", "province", "beyond", "other"]


class CountingRules(models.Model):
    """One version of a programme's rules (domain.md (a)). Only `courses.domain.counting` adds one; none changes.

    What one person-time is, is no rule of a programme: one person who completed one class, everywhere.
    """

    class Repeat(models.TextChoices):
        EVERY = "every", _("every completed class counts")
        ONCE = "once", _("the same course counts once in 12 months")

    class Hours(models.TextChoices):
        APART = "apart", _("the room and the videos each on their own")
        TOGETHER = "together", _("hours in the room and of videos added up")

    class Watch(models.TextChoices):
        EACH = "each", _("of every video")
        WHOLE = "whole", _("of all videos together")

    class Test(models.TextChoices):
        EVERY = "every", _("wherever the class has one")
        ONLINE = "online", _("only where a part is online")
        NEVER = "never", _("never, it is advice")

    programme = models.ForeignKey(
        "courses.Programme", models.CASCADE, related_name="counting_rules", verbose_name=_("programme")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("valid from"))
    min_attendance_share = models.DecimalField(
        _("least share of hours attended"), max_digits=4, decimal_places=3, default=Decimal("0.800")
    )
    min_watch_share = models.DecimalField(
        _("least share of a video watched"), max_digits=4, decimal_places=3, default=Decimal("0.800")
    )
    daily_watch_minutes = models.PositiveSmallIntegerField(_("most minutes of video counted a day"), default=480)
    lesson_watch_minutes = models.PositiveSmallIntegerField(
        _("most minutes counted of one video"), default=0, help_text=_("0: the whole video counts.")
    )
    presence_check = models.CharField(
        _("are you there?"),
        max_length=8,
        choices=PresenceCheck,
        default=PresenceCheck.TAP,
        help_text=_("Asked every 5 to 10 minutes of watching; never with a face."),
    )
    hours = models.CharField(_("hours are judged"), max_length=8, choices=Hours, default=Hours.APART)
    watch = models.CharField(_("the share watched is"), max_length=5, choices=Watch, default=Watch.EACH)
    min_practice_share = models.DecimalField(
        _("least share of practice attended"),
        max_digits=4,
        decimal_places=3,
        default=Decimal(0),
        help_text=_("0: one session of practice is enough."),
    )
    test = models.CharField(_("the test must be passed"), max_length=6, choices=Test, default=Test.EVERY)
    min_test_share = models.DecimalField(
        _("least share of right answers"), max_digits=4, decimal_places=3, default=Decimal("0.600")
    )
    work_needed = models.BooleanField(_("practical work must be accepted where it is asked for"), default=True)
    conversion_window_days = models.PositiveSmallIntegerField(_("days in which a conversion counts"), default=180)
    repeat = models.CharField(_("the same course again"), max_length=8, choices=Repeat, default=Repeat.EVERY)
    age_from = models.PositiveSmallIntegerField(_("working age from"), default=16)
    age_until = models.PositiveSmallIntegerField(_("working age until"), default=65)
    able_to_work = models.JSONField(_("able to work"), default=able_to_work)
    away_places = models.JSONField(_("places of work that are away"), default=away)
    away_months = models.PositiveSmallIntegerField(_("months a year from which somebody is away"), default=6)
    reason = WordsField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("counting rules")
        verbose_name_plural = _("counting rules")
        ordering = ["programme", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="one_version_of_counting_rules_a_number"),
            models.CheckConstraint(
                condition=models.Q(min_attendance_share__gt=0, min_attendance_share__lte=1),
                name="counted_attendance_share_is_between_zero_and_one",
            ),
            models.CheckConstraint(
                condition=models.Q(min_watch_share__gt=0, min_watch_share__lte=1),
                name="counted_watch_share_is_between_zero_and_one",
            ),
            daily_minutes_fit("counted_minutes_fit_into_a_day"),
            models.CheckConstraint(
                condition=models.Q(min_practice_share__gte=0, min_practice_share__lte=1),
                name="counted_practice_share_is_a_share",
            ),
            models.CheckConstraint(
                condition=models.Q(min_test_share__gt=0, min_test_share__lte=1),
                name="counted_test_share_is_between_zero_and_one",
            ),
            models.CheckConstraint(
                condition=models.Q(age_until__gte=models.F("age_from")), name="working_age_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(away_months__gte=1, away_months__lte=12), name="away_is_at_least_one_month_of_a_year"
            ),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(reason=""), name="changed_counting_rules_have_a_reason"
            ),
        ]

    def __str__(self):
        return _("version %(number)d") % {"number": self.version}
