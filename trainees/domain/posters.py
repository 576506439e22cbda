"""What announces a class: a poster and a formal notice to print (PDF), both with the code that leads to its page.

They say what the class says today: a moved session makes another paper. Nothing here writes but the cache.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from courses.models import Session, TrainingClass
from courses.models.training import HOUR
from lms.kit import fonts, qr

FOLDER = settings.BASE_DIR / "templates" / "trainees" / "posters"
MOST_SESSIONS = 12
FROM_POSTER = "?from=poster"


class Paper(models.TextChoices):
    POSTER = "poster", _("poster")
    NOTICE = "notice", _("notice")


@dataclass(frozen=True)
class Announcement:
    """What is said of a class on its papers."""

    training_class: TrainingClass
    title: str
    sessions: list[Session]
    more_sessions: int
    theory_hours: float
    practice_hours: float
    modules: list[str]
    trainers: list[str]
    address: str

    @property
    def hours(self) -> float:
        return self.theory_hours + self.practice_hours

    @property
    def is_free(self) -> bool:
        """Only value-added training may cost something (QY:114)."""
        held = self.training_class
        return not (held.course.is_value_added if held.state == TrainingClass.State.PLANNED else held.is_value_added)


def announcement(training_class: TrainingClass) -> Announcement:
    """By the sessions that are planned or held; before the first is, by the hours of the course. Two queries."""
    found = list(training_class.sessions.not_cancelled().select_related("venue", "trainer").order_by("starts_at"))
    course = training_class.course
    syllabus = training_class.syllabus or course.syllabus()
    return Announcement(
        training_class=training_class,
        title=training_class.title or course.title,
        sessions=found[:MOST_SESSIONS],
        more_sessions=max(0, len(found) - MOST_SESSIONS),
        theory_hours=_hours(found, Session.Kind.THEORY) if found else course.theory_hours,
        practice_hours=_hours(found, Session.Kind.PRACTICE) if found else course.practice_hours,
        modules=[module["title"] for module in syllabus],
        trainers=list(dict.fromkeys([training_class.trainer.name, *(each.trainer.name for each in found)])),
        address=address(training_class),
    )


def address(training_class: TrainingClass) -> str:
    """Where the code leads: the page of the class, where people enrol."""
    return settings.SITE_URL + reverse("class_detail", args=[training_class.pk]) + FROM_POSTER


def pdf(training_class: TrainingClass, paper: Paper) -> bytes:
    """A4, one page; kept by what it says. Raises fonts.CharacterHasNoFont."""
    with translation.override("zh-hans"):
        html = render_to_string(f"trainees/posters/{paper}.html", {"told": announcement(training_class)})
    fingerprint = hashlib.sha256(html.encode() + sheet()).digest()
    name = f"posters/{fingerprint.hex()[:2]}/{fingerprint.hex()}.pdf"
    kept = storages["private"]
    if kept.exists(name):
        with kept.open(name) as file:
            return file.read()
    fonts.require(" ".join(_texts(training_class)))
    # WeasyPrint takes half a second to load: only a process that prints pays for it.
    from lms.kit import press

    made = press.run(
        html,
        folder=FOLDER,
        faces=fonts.cut(html),
        drawings={"qr.svg": qr.svg(address(training_class))},
        identifier=fingerprint[:16],
    )
    kept.save(name, ContentFile(made))
    return made


def sheet() -> bytes:
    """The look of both papers: another look is another paper."""
    return (FOLDER / "paper.css").read_bytes()


def _texts(training_class) -> list[str]:
    """What people typed and a paper prints."""
    course = training_class.course
    return [training_class.title or course.title, course.summary, course.audience, training_class.notice]


def _hours(sessions: list[Session], kind: str) -> float:
    """In hours of 45 minutes, to the tenth."""
    return round(sum(each.length.total_seconds() for each in sessions if each.kind == kind) / HOUR, 1)
