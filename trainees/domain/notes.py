"""Notes: what somebody writes beside a lesson for themselves. Nobody else reads them, and they count for nothing.

They are the person's, under whichever row of theirs, and go when the person is erased.
"""

from django.utils.translation import gettext as _

from trainees.models import LessonNote, Trainee

MOST = 200


class NoteRefused(Exception):
    """A note that can't be kept, with the reason."""


def of(trainee: Trainee, lesson_key: str):
    """The notes of the person at a lesson, in the order of the video."""
    return LessonNote.objects.filter(trainee__in=trainee.rows(), lesson_key=lesson_key)


def mine(user):
    """The notes of everybody who learns with this sign-in."""
    return LessonNote.objects.filter(trainee__user=user)


def write(trainee: Trainee, lesson: dict, *, at: int, text: str) -> LessonNote:
    """Keep a note at second `at` of `lesson`. Raises NoteRefused."""
    text = text.strip()
    if not text:
        raise NoteRefused(_("The note is empty. Write something first."))
    if at > lesson["seconds"]:
        raise NoteRefused(_("The video is shorter than that. Give a time within it."))
    if of(trainee, lesson["key"]).count() >= MOST:
        raise NoteRefused(_("%(most)d notes are the most for one lesson. Delete one first.") % {"most": MOST})
    return LessonNote.objects.create(trainee=trainee, lesson_key=lesson["key"], at_second=at, text=text)
