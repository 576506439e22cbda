"""What trainees write down for themselves beside a lesson."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.words import WordsField

from .trainee import Trainee


class LessonNote(models.Model):
    """A line at a moment of a lesson, for the trainee's own eyes. Only `trainees.domain.notes` writes here.

    It belongs to the lesson, not to the recording: a better recording keeps it.
    """

    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="lesson_notes", verbose_name=_("trainee"))
    lesson_key = models.UUIDField(_("lesson"))
    at_second = models.PositiveIntegerField(_("second of the video"))
    text = WordsField(_("note"), max_length=500)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at_second", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="a_note_says_something")]
        indexes = [models.Index(fields=["trainee", "lesson_key"], name="notes_of_a_lesson")]

    def __str__(self):
        return f"{self.trainee} {self.at_second}"
