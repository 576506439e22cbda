"""Catalogue pages, trainers, classes, sessions."""

import datetime as dt
import itertools

from wagtail.models import Page

from courses.models import (
    CatalogueIndexPage,
    CoursePage,
    Lesson,
    Module,
    Question,
    Session,
    TrackPage,
    Trainer,
    TrainingClass,
)
from lms.kit.clock import day_bounds, local, now, today

from . import places

_numbers = itertools.count(1)


def track_page(track: str = "basic") -> TrackPage:
    """The page of `track`, below a catalogue index below the root; made when missing."""
    found = TrackPage.objects.filter(track=track).first()
    if found:
        return found
    index = CatalogueIndexPage.objects.first()
    if index is None:
        root = Page.objects.filter(depth=1).first()
        index = root.add_child(instance=CatalogueIndexPage(title="课程", slug="catalogue"))
    return index.add_child(instance=TrackPage(title=track, slug=track, track=track))


def course(track: str = "basic", *, title: str = "网店运营基础", videos=(), **fields) -> CoursePage:
    """A course under `track` with one module and one lesson for each video in `videos` (None: a lesson of text)."""
    page = track_page(track).add_child(
        instance=CoursePage(title=title, slug=f"course-{next(_numbers)}", theory_hours=4, practice_hours=4, **fields)
    )
    if videos:
        module = Module.objects.create(course=page, title="第一单元", sort_order=0)
        for order, video in enumerate(videos):
            Lesson.objects.create(module=module, title=f"第{order + 1}课", video=video, sort_order=order)
    return page


def trainer(user=None, **fields) -> Trainer:
    return Trainer.objects.create(**({"name": "向老师", "region": places.region(), "user": user} | fields))


def training_class(
    *, page=None, state="open", sessions: int = 0, day: dt.date | None = None, **fields
) -> TrainingClass:
    """A class of `page` in `state` (syllabus frozen) with half-day sessions on `day`, today by default."""
    page = page or course()
    day = day or today()
    defaults = {
        "programme": fields.pop("programme", None) or places.Programme.objects.first() or places.programme(),
        "number": next(_numbers),
        "region": places.region(),
        "trainer": fields.pop("trainer", None) or trainer(),
        "starts_on": day,
        "ends_on": day,
        "state": state,
        "title": page.title,
        "track": page.track,
        "syllabus": page.syllabus(),
        "assessment": page.assessment(),
    }
    made = TrainingClass.objects.create(course=page, **(defaults | fields))
    for number in range(1, sessions + 1):
        session(made, number=number, day=day, hour=8 + 3 * (number - 1))
    return made


def session(
    training_class, *, number: int = 1, day: dt.date | None = None, hour: int = 9, hours: int = 2, **fields
) -> Session:
    """A session in a venue that is free then: two at once in one room the database may refuse."""
    day = day or training_class.starts_on
    times = {"starts_at": local(day, dt.time(hour)), "ends_at": local(day, dt.time(hour + hours))}
    at_once = Session.objects.not_cancelled().filter(
        starts_at__lt=fields.get("ends_at", times["ends_at"]), ends_at__gt=fields.get("starts_at", times["starts_at"])
    )
    venue = fields.pop("venue", None) or places.venue()
    if at_once.filter(venue=venue, venue__name=places.ROOM).exists():
        venue = places.venue(name=f"{places.ROOM}-{next(_numbers)}")
    defaults = times | {"venue": venue, "trainer": training_class.trainer}
    return Session.objects.create(training_class=training_class, number=number, **(defaults | fields))


def running_session(training_class) -> Session:
    """A session of today that began a minute ago and goes on for two hours."""
    start = max(now() - dt.timedelta(minutes=1), day_bounds(today())[0])
    return session(training_class, starts_at=start, ends_at=start + dt.timedelta(hours=2))


def question(page, *, kind="single", text: str = "", options=("甲", "乙", "丙"), right=(1,), **fields) -> Question:
    """A question in the bank of a course."""
    options = [] if kind == "true_false" else list(options)
    text = text or f"第{next(_numbers)}题"
    return Question.objects.create(course=page, kind=kind, text=text, options=options, right=list(right), **fields)


def course_with_test(*, bank: int = 4, **fields) -> CoursePage:
    """A course whose test draws two of `bank` questions, each with 乙 as the right answer; three attempts."""
    page = course(**({"test_questions": 2} | fields))
    for _number in range(bank):
        question(page)
    return page
