"""A county's demonstration programme: its window, its money and its rules of counting."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .scope import Role, scopes_of, visible_regions
from .watching import PresenceCheck, daily_minutes_fit


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Programmes of the regions a user works in; a township officer sees the county's.

        Who works for one programme sees that one.
        """
        scopes = scopes_of(user)
        counties = {scope.region.county_code for scope in scopes if scope.programme_id is None}
        mine = models.Q(region_id__in=counties) | models.Q(region__superseded_by__in=counties)
        mine |= models.Q(pk__in={scope.programme_id for scope in scopes if scope.programme_id})
        return visible_regions(self, user, *Role) | self.filter(mine)


class Programme(models.Model):
    """One run of 电子商务进农村综合示范 in a region, with the rules its numbers are counted by."""

    name = models.CharField(pgettext_lazy("thing", "name"), max_length=100)
    region = models.ForeignKey("courses.Region", models.PROTECT, related_name="programmes", verbose_name=_("county"))
    document = models.CharField(_("plan document"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    budget_fen = models.PositiveBigIntegerField(_("training budget in fen"), default=0)
    # What every page needs of the counting rules in force; `courses.domain.counting` alone writes these.
    rules_version = models.PositiveSmallIntegerField(_("version of the counting rules"), default=1, editable=False)
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
    conversion_window_days = models.PositiveSmallIntegerField(_("days in which a conversion counts"), default=180)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="programme_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(min_attendance_share__gt=0, min_attendance_share__lte=1),
                name="attendance_share_is_between_zero_and_one",
            ),
            models.CheckConstraint(
                condition=models.Q(min_watch_share__gt=0, min_watch_share__lte=1),
                name="watch_share_is_between_zero_and_one",
            ),
            daily_minutes_fit("minutes_counted_fit_into_a_day"),
        ]

    def __str__(self):
        return self.name
