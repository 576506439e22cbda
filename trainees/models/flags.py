"""Flags on a session: what looks odd about its sign-ins, and the word of who looked into it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from lms.kit.words import WordsField


class SessionFlag(models.Model):
    """Something a person should settle with a word; never a lock. Only `trainees.domain.flags` writes here.

    `people` are the enrolments concerned, sorted. The same people are flagged once a session for the same thing.
    """

    class Kind(models.TextChoices):
        SAME_PHONE = "same_phone", _("one phone for several people")
        SECONDS_APART = "seconds_apart", _("signed in seconds apart, in the order of the list")
        RELAYED = "relayed", _("a code passed on to another phone")

    class Verdict(models.TextChoices):
        EXPLAINED = "explained", _("explained")
        UPHELD = "upheld", _("not in order")

    session = models.ForeignKey(Session, models.PROTECT, related_name="flags", verbose_name=_("session"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    people = models.JSONField(default=list)
    raised_at = models.DateTimeField(_("raised at"), auto_now_add=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    word = WordsField(_("what was found"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "people"], name="a_flag_is_raised_once"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True, verdict="")
                | (
                    models.Q(settled_at__isnull=False, settled_by__isnull=False)
                    & ~models.Q(verdict="")
                    & ~models.Q(word="")
                ),
                name="a_settled_flag_has_a_word_and_an_author",
            ),
        ]

    def __str__(self):
        return f"{self.session} {self.get_kind_display()}"
