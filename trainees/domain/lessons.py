"""Opening a lesson of a class: who may, in whose name, and what stands on the page. Nothing here writes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.models import Lesson, TrainingClass
from media.domain import captions
from media.models import Video
from trainees.models import Enrolment, Trainee, WatchProgress

from . import aliases, bitmap, completion, seen, watching

# So close to the end there is nothing to go on with.
END_SECONDS = 5


class UnknownLesson(Exception):
    """The class has no such lesson."""


class NotYourLesson(Exception):
    """The lesson is for those who have a place in the class."""

    def __init__(self):
        super().__init__(
            _("This lesson is for those who have a place in the class. Enrol first; when you have a place, come back.")
        )


@dataclass(frozen=True)
class OpenLesson:
    """A lesson as one person opens it. `trainee` is None for who only looks (trainer, officer): nothing is credited."""

    training_class: TrainingClass
    lesson: dict
    page: Lesson | None
    video: Video | None
    trainee: Trainee | None
    people: list[Trainee]
    progress: WatchProgress | None
    before: dict | None
    after: dict | None
    earlier: completion.SeenLesson | None = None  # what was seen of the recording before this one

    @property
    def is_playable(self) -> bool:
        return self.video is not None and self.video.state == Video.State.READY

    @property
    def resume_at(self) -> int:
        """The second to go on from; who has come to the end begins again. In order, what is missing comes first."""
        position = self.progress.position if self.progress else 0
        if position and self.training_class.course.is_watched_in_order:
            position = min([position, *(stretch.start for stretch in self.missing)])
        return position if position < self.video.seconds - END_SECONDS else 0

    @property
    def runs(self) -> list[dict]:
        """The stretches seen, for the bar: `{"start", "seconds"}`."""
        bits = bitmap.load(self.progress.seen) if self.progress else 0
        return [{"start": a, "seconds": b - a} for a, b in bitmap.runs(bits, self.video.seconds)]

    @property
    def cues(self) -> list[captions.Cue]:
        """What is said, sentence by sentence."""
        return captions.of(self.video) if self.is_playable else []

    @property
    def counts(self) -> bool:
        """Whether the class is completed only by who watches this lesson."""
        return any(self.lesson["key"] == each["key"] for each in completion.counting_lessons(self.training_class))

    @property
    def missing(self) -> list[seen.Stretch]:
        """The stretches not seen yet, to jump to."""
        return seen.missing(bitmap.load(self.progress.seen), self.video.seconds)

    @property
    def uncounted(self) -> list[seen.Uncounted]:
        """What was played and did not count, by reason."""
        return seen.uncounted(self.progress, self.video.seconds)

    @property
    def missing_seconds(self) -> int:
        """How many seconds still have to be seen before the lesson counts; none if an earlier recording was watched."""
        share = self.training_class.programme.min_watch_share
        if self.earlier and self.earlier.seen >= share * self.earlier.length:
            return 0
        seconds = self.progress.seen_seconds if self.progress else 0
        return seen.missing_seconds(self.training_class, self.lesson, seconds)

    @property
    def left_text(self) -> str:
        """What still stands between this person and the lesson's counting; empty when nothing."""
        return seen.left_text(self.missing_seconds, self.training_class.programme.min_watch_share)


def open_lesson(training_class: TrainingClass, key: str, *, trainee: str = "", by) -> OpenLesson:
    """The lesson with `key`, in the name of `trainee` (a pk as text; empty: the first of this sign-in with a place).

    Raises UnknownLesson, also for a trainee of somebody else, and NotYourLesson.
    """
    at = _place(training_class, key)
    seats = Enrolment.objects.of(by).holding_a_seat().filter(training_class=training_class)
    people = [row.trainee for row in seats.select_related("trainee").order_by("pk")]
    chosen = next((person for person in people if trainee in {"", str(person.pk)}), None)
    if trainee and chosen is None:
        raise UnknownLesson
    if chosen is None and not TrainingClass.objects.visible_to(by).filter(pk=training_class.pk).exists():
        raise NotYourLesson
    return _opened(training_class, at, chosen, people)


def for_the_room(training_class: TrainingClass, key: str = "") -> OpenLesson | None:
    """The lesson with `key` on one screen for everybody: in nobody's name, nothing is credited. Raises UnknownLesson.

    Without `key` the first one with a video; None in a class without any.
    """
    if key:
        return _opened(training_class, _place(training_class, key), None, [])
    filmed = (number for number, lesson in enumerate(training_class.lessons) if lesson["video"])
    at = next(filmed, None)
    return None if at is None else _opened(training_class, at, None, [])


def _place(training_class, key: str) -> int:
    places = (number for number, lesson in enumerate(training_class.lessons) if lesson["key"] == key)
    try:
        return next(places)
    except StopIteration as missing:
        raise UnknownLesson from missing


def _opened(training_class, at: int, chosen: Trainee | None, people: list[Trainee]) -> OpenLesson:
    lessons = training_class.lessons
    lesson = lessons[at]
    video = Video.objects.prefetch_related("renditions").filter(pk=lesson["video"]).first()
    return OpenLesson(
        training_class=training_class,
        lesson=lesson,
        page=Lesson.objects.select_related("attachment").filter(key=lesson["key"]).first(),
        video=video,
        trainee=chosen,
        people=people,
        progress=watching.progress_of(chosen, lesson) if chosen and video else None,
        earlier=_earlier(chosen, training_class, lesson) if chosen else None,
        before=lessons[at - 1] if at else None,
        after=lessons[at + 1] if at + 1 < len(lessons) else None,
    )


def _earlier(trainee: Trainee, training_class: TrainingClass, lesson: dict) -> completion.SeenLesson | None:
    """The best of what was seen of recordings that have been replaced; None where there never was another."""
    versions = lesson.get("earlier")
    if not versions:
        return None
    person = trainee.canonical_id or trainee.pk
    seconds = aliases.seconds_seen({person}, {lesson["key"]})
    first, *rest = versions
    most = training_class.programme.lesson_watch_minutes * 60
    return completion.best_seen({**lesson, **first, "earlier": rest}, person, seconds, most=most)
