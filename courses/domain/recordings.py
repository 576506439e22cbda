"""A lesson's video gives way to a better recording: on the course page, in its drafts, and in classes not yet over.

A class keeps which recordings came before (`earlier`), because who has watched one of them has watched the lesson.
Classes that are closed stay as they were taught.
"""

from wagtail.models import Revision

from courses.models import CoursePage, Lesson, TrainingClass
from media.models import Video

GOING_ON = (TrainingClass.State.PLANNED, TrainingClass.State.OPEN)


def exchange(old: Video, new: Video) -> None:
    """Teach `new` wherever `old` was taught."""
    Lesson.objects.filter(video=old).update(video=new)
    for revision in _drafts():
        if _in_draft(revision.content, old, new):
            revision.save(update_fields=["content"])
    for training_class in TrainingClass.objects.select_for_update().filter(state__in=GOING_ON).order_by("pk"):
        changed = [_in_class(lesson, old, new) for lesson in training_class.lessons]
        if any(changed):
            training_class.save(update_fields=["syllabus"])


def _drafts():
    """The revisions the editor opens or that are to be published at a set time."""
    latest = CoursePage.objects.exclude(latest_revision=None).values("latest_revision")
    return Revision.page_revisions.filter(pk__in=latest) | Revision.page_revisions.exclude(approved_go_live_at=None)


def _in_draft(content: dict, old: Video, new: Video) -> bool:
    lessons = [lesson for module in content.get("modules", []) for lesson in module.get("lessons", [])]
    found = [lesson for lesson in lessons if lesson.get("video") == old.pk]
    for lesson in found:
        lesson["video"] = new.pk
    return bool(found)


def _in_class(lesson: dict, old: Video, new: Video) -> bool:
    if lesson["video"] != old.pk:
        return False
    lesson.setdefault("earlier", []).append({"video": old.pk, "seconds": lesson["seconds"]})
    lesson |= {"video": new.pk, "seconds": new.seconds}
    return True
