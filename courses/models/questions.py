"""The question bank of a course, for its short test (考核), and the lists questions came in by."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(retired_at__isnull=True)


class Question(models.Model):
    """One question. Only `courses.domain.questions` writes here.

    `options` are the answers to choose from; of the kind `order` they stand in the right order, of `true_false` there
    are none. `right` holds the places of the right ones, counted from 0; of `true_false` 0 for true, 1 for false.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("one right answer")
        MULTIPLE = "multiple", _("several right answers")
        TRUE_FALSE = "true_false", _("true or false")
        ORDER = "order", _("put in order")

    course = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="questions", verbose_name=_("course"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("question"), max_length=300)
    options = models.JSONField(_("answers to choose from"), default=list)
    right = models.JSONField(_("right answer"), default=list)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["course", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retired_at__isnull=True, retired_by__isnull=True)
                | models.Q(retired_at__isnull=False, retired_by__isnull=False),
                name="question_retired_at_and_by_go_together",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def mark(self) -> str:
        """The same for the same words and the same right answer: what was answered before a change stays apart."""
        said = json.dumps([self.kind, self.text, self.options, self.right], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


class QuestionList(models.Model):
    """A spreadsheet of questions: looked through first, brought in on request. `rows` are its cells as they stood."""

    course = models.ForeignKey(
        "courses.CoursePage", models.CASCADE, related_name="question_lists", verbose_name=_("course")
    )
    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64, editable=False)
    rows = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    brought_in_at = models.DateTimeField(_("brought in at"), null=True, blank=True)
    brought_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("list of questions")
        verbose_name_plural = _("lists of questions")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(brought_in_at__isnull=True, brought_in_by__isnull=True)
                | models.Q(brought_in_at__isnull=False, brought_in_by__isnull=False),
                name="question_list_brought_in_at_and_by_go_together",
            ),
        ]

    def __str__(self):
        return self.name
