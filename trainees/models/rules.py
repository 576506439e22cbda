"""Limits of the anomaly rules as an organiser sets them for a programme, in versions; and when each rule last ran."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.words import WordsField


class RuleLimits(models.Model):
    """One version of a programme's limits: `values` by "rule.name", what it does not name is the platform's.

    Only `trainees.domain.rules.limits` adds one; none changes.
    """

    programme = models.ForeignKey(
        "courses.Programme", models.CASCADE, related_name="rule_limits", verbose_name=_("programme")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    values = models.JSONField(_("limits"), default=dict)
    reason = WordsField(_("reason"), max_length=200)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))

    class Meta:
        verbose_name = _("limits of the rules")
        verbose_name_plural = _("limits of the rules")
        ordering = ["programme", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="one_version_of_rule_limits_a_number"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="changed_rule_limits_have_a_reason"),
        ]

    def __str__(self):
        return f"{self.programme} {self.version}"


class RuleRun(models.Model):
    """One rule looked through everything: how long it took and what came out. Added by `rules.running`."""

    rule = models.CharField(_("rule"), max_length=8)
    ran_at = models.DateTimeField(_("ran at"), auto_now_add=True)
    milliseconds = models.PositiveIntegerField(_("took, in milliseconds"))
    found = models.PositiveIntegerField(_("found"))
    opened = models.PositiveIntegerField(_("opened"))
    corrected = models.PositiveIntegerField(_("corrected"))

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        ordering = ["-ran_at", "-pk"]
        indexes = [models.Index(fields=["rule", "-ran_at"], name="runs_of_a_rule_newest_first")]

    def __str__(self):
        return f"{self.rule} {self.ran_at}"
