"""What a household was from a day until another (domain.md 6.2): a dated word with its source, never a tick box."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.clock import now
from lms.kit.words import WordsField

from .people import Household


class HouseholdStatusQuerySet(models.QuerySet):
    def on(self, day):
        """Statuses in force on `day`."""
        return self.filter(valid_from__lte=day).exclude(valid_until__lt=day)


class HouseholdStatus(models.Model):
    """One word about a household. A later word ends it and stands beside it; nothing is written over.

    There are two things to say of a household on a day: how it stands in the poverty register (registered or lifted),
    and whether it is monitored. A word comes from a household list (`listed_by`) or from a person, who says why.
    Only `trainees.domain.households` and the import of household lists write it.
    """

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("poverty-registered")
        LIFTED = "lifted", _("lifted out of poverty, register kept")
        MONITORED = "monitored", _("monitored against falling back")

    class Category(models.TextChoices):
        """贫困户属性."""

        ORDINARY = "ordinary", _("ordinary poor household")
        ALLOWANCE = "allowance", _("household on minimum allowance")
        FIVE_GUARANTEES = "five", _("household with five guarantees")
        POOR_ON_ALLOWANCE = "poor_allowance", _("poor household on minimum allowance")

    class Exit(models.TextChoices):
        """脱贫标志."""

        NOT_LIFTED = "not_lifted", _("not lifted")
        ABOUT_TO_BE = "about_to_be", _("about to be lifted")
        LIFTED = "lifted", _("lifted")
        FELL_BACK = "fell_back", _("fell back")

    class Monitoring(models.TextChoices):
        """监测对象类型."""

        UNSTABLE = "unstable", _("lifted, not stable")
        EDGE = "edge", _("on the edge of poverty")
        SUDDEN = "sudden", _("in sudden serious difficulty")

    class Risk(models.TextChoices):
        """风险是否消除."""

        STANDING = "standing", _("risk not cleared")
        CLEARED = "cleared", _("risk cleared")

    STANDING = (Kind.REGISTERED, Kind.LIFTED)
    # What a word says besides its kind.
    DETAILS = ("category", "exit_status", "monitoring", "risk", "identified_on", "cleared_on")

    household = models.ForeignKey(Household, models.CASCADE, related_name="statuses", verbose_name=_("household"))
    kind = models.CharField(_("status"), max_length=12, choices=Kind)
    category = models.CharField(_("category"), max_length=14, choices=Category, blank=True)
    exit_status = models.CharField(_("exit"), max_length=12, choices=Exit, blank=True)
    monitoring = models.CharField(_("monitored as"), max_length=10, choices=Monitoring, blank=True)
    risk = models.CharField(_("risk"), max_length=10, choices=Risk, blank=True)
    identified_on = models.DateField(_("risk seen on"), null=True, blank=True)
    cleared_on = models.DateField(_("risk cleared on"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = WordsField(_("source"), max_length=200, blank=True)
    listed_by = models.ForeignKey(
        "trainees.ImportBatch", models.PROTECT, null=True, blank=True, related_name="statuses", verbose_name=_("list")
    )
    reason = WordsField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("written at"), default=now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    ended_because = WordsField(_("ended because"), max_length=200, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )

    objects = HouseholdStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("household status")
        verbose_name_plural = _("household statuses")
        constraints = [
            models.UniqueConstraint(fields=["household", "kind", "valid_from"], name="household_status_starts_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="household_status_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(listed_by__isnull=False) | ~models.Q(reason=""),
                name="a_status_that_no_list_gave_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by__isnull=True) | ~models.Q(ended_because=""),
                name="a_status_ended_by_hand_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.household} {self.in_words}"

    @property
    def in_words(self) -> str:
        """All the word says: kind, category, monitoring, risk."""
        return described({name: getattr(self, name) for name in ("kind", *self.DETAILS)})

    @property
    def why(self) -> str:
        """Where the word comes from: the list, or what the person who wrote it said."""
        return self.reason or self.source


def described(word: dict) -> str:
    """A word as a sentence part; `word` has `kind` and may have the details. Empty for no word."""
    if not word or not word.get("kind"):
        return ""
    status, kind = HouseholdStatus, word["kind"]
    parts = [status.Kind(kind).label]
    for name, labels in (("category", status.Category), ("monitoring", status.Monitoring), ("risk", status.Risk)):
        if word.get(name):
            parts.append(labels(word[name]).label)
    if word.get("exit_status") in {status.Exit.ABOUT_TO_BE, status.Exit.FELL_BACK}:
        parts.append(status.Exit(word["exit_status"]).label)
    return " · ".join(map(str, parts))
