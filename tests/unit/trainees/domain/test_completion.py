"""Who completes a class, who lacks what, and the closing itself."""

import datetime as dt

import pytest

from courses.domain import scheduling
from courses.models import Session, TrainingClass
from lms.kit.clock import now, today
from lms.kit.models import AuditEvent
from media.domain import replacing
from media.models import Video
from tests.factories import people, places, training
from trainees.domain import completion
from trainees.domain.conditions import SeenLesson
from trainees.models import Attendance, Enrolment, FollowUpTask, WatchProgress
from trainees.signals import class_closed

pytestmark = pytest.mark.django_db


def video(seconds: int = 100) -> Video:
    return Video.objects.create(title="开店第一步", state="ready", folder="x", duration=seconds)


def watched(who, lesson: dict, seconds: int):
    WatchProgress.objects.create(trainee=who, lesson_key=lesson["key"], video_id=lesson["video"], seen_seconds=seconds)


def present(session, enrolment, mark="present"):
    Attendance.objects.create(session=session, enrolment=enrolment, mark=mark, how="hand", marked_at=now())


@pytest.fixture
def trainer_user():
    return places.user("trainer")


@pytest.fixture
def blended(trainer_user):
    """A class of yesterday with a theory and a practice session, both closed, and one video that counts."""
    page = training.course(videos=[video(), None])
    a_class = training.training_class(page=page, mode="blended", day=today() - dt.timedelta(1))
    shut = {"state": Session.State.CLOSED, "closed_at": now(), "closed_by": trainer_user}
    training.session(a_class, number=1, hours=6, **shut)
    training.session(a_class, number=2, hour=16, hours=1, kind="practice", **shut)
    training.session(a_class, number=3, hour=18, hours=2, state=Session.State.CANCELLED)
    return a_class


def test_gaps_of_who_attended_and_watched_are_none(blended):
    enrolment = people.enrolment(training_class=blended)
    theory, practice = blended.sessions.not_cancelled()
    present(theory, enrolment)
    present(practice, enrolment, mark="late")
    watched(enrolment.trainee, blended.lessons[0], 85)

    assert completion.gaps(enrolment) == []


def test_gaps_read_standing_marks_and_this_class_only(blended):
    enrolment = people.enrolment(training_class=blended)
    theory, practice = blended.sessions.not_cancelled()
    present(theory, enrolment)
    enrolment.attendances.update(superseded_at=now())
    present(theory, enrolment, mark="absent")
    present(practice, enrolment)
    watched(people.trainee(), blended.lessons[0], 100)

    assert [(gap["code"], gap["params"]["share"]) for gap in completion.gaps(enrolment)] == [
        ("attendance", 14),
        ("lesson", 0),
    ]


def test_gaps_in_a_class_held_in_a_room_ignore_the_videos(blended):
    TrainingClass.objects.update(mode="offline")
    enrolment = people.enrolment(training_class=TrainingClass.objects.get())
    for session in blended.sessions.not_cancelled():
        present(session, enrolment)

    assert completion.gaps(enrolment) == []


@pytest.mark.parametrize("count", [1, 3])
def test_proofs_ask_three_questions_for_any_number(blended, django_assert_num_queries, count):
    rows = [people.enrolment(training_class=blended) for _ in range(count)]
    with django_assert_num_queries(3):
        assert len(completion.proofs(rows)) == count


def test_close_class_settles_everybody_and_plans_the_follow_up(blended, trainer_user):
    done, short, waiting = (
        people.enrolment(training_class=blended, state=state) for state in ("confirmed", "confirmed", "waiting")
    )
    for session in blended.sessions.not_cancelled():
        present(session, done)
    watched(done.trainee, blended.lessons[0], 100)
    heard = []
    class_closed.connect(lambda training_class, **_: heard.append(training_class), weak=False, dispatch_uid="heard")

    closed = completion.close_class(blended, by=trainer_user)
    class_closed.disconnect(dispatch_uid="heard")
    for enrolment in (done, short, waiting):
        enrolment.refresh_from_db()

    assert (closed.state, closed.closed_by) == (TrainingClass.State.CLOSED, trainer_user)
    assert done.state == Enrolment.State.COMPLETED
    assert done.completed_on == blended.ends_on
    assert (done.attended_seconds, done.scheduled_seconds, done.watched_seconds) == (25200, 25200, 100)
    assert short.state == Enrolment.State.NOT_COMPLETED
    assert [gap["code"] for gap in short.gaps] == ["attendance", "practice", "lesson"]
    assert waiting.state == Enrolment.State.WAITING
    assert set(FollowUpTask.objects.values_list("enrolment", flat=True)) == {done.pk}
    assert heard == [closed]


def test_close_class_twice_changes_and_logs_nothing(blended, trainer_user):
    people.enrolment(training_class=blended)
    completion.close_class(blended, by=trainer_user)
    events = AuditEvent.objects.count()

    completion.close_class(blended, by=trainer_user)

    assert AuditEvent.objects.count() == events


def test_close_class_with_a_session_open_names_it_and_settles_nobody(blended, trainer_user):
    enrolment = people.enrolment(training_class=blended)
    held = training.session(blended, number=4, hour=21, hours=1)

    with pytest.raises(scheduling.SessionsStillOpen, match=scheduling.when(held)):
        completion.close_class(blended, by=trainer_user)
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.CONFIRMED


def test_close_class_without_anything_to_prove_is_refused(trainer_user):
    enrolment = people.enrolment(training_class=training.training_class())

    with pytest.raises(completion.NothingToProve):
        completion.close_class(enrolment.training_class, by=trainer_user)
    enrolment.training_class.refresh_from_db()
    assert enrolment.training_class.state == TrainingClass.State.OPEN


def test_who_watched_the_recording_before_has_watched_the_lesson():
    lesson = {"key": "k", "title": "一", "video": 2, "seconds": 300, "earlier": [{"video": 1, "seconds": 600}]}
    assert completion.best_seen(lesson, 7, {(7, "k", 1): 500}) == SeenLesson("一", 600, 500)
    assert completion.best_seen(lesson, 7, {(7, "k", 1): 500, (7, "k", 2): 290}) == SeenLesson("一", 300, 290)
    # Halves of two recordings are no whole.
    assert completion.best_seen(lesson, 7, {(7, "k", 1): 300, (7, "k", 2): 150}).seen == 150
    assert completion.best_seen(lesson, 7, {}) == SeenLesson("一", 300, 0)
    assert completion.best_seen(lesson, 7, {(7, "k", 2): 900}).seen == 300


def test_class_is_completed_by_who_watched_before_the_video_was_replaced():
    old, new = video(600), video(900)
    page = training.course(videos=[old])
    training_class = training.training_class(page=page, mode="online")
    first = people.enrolment(people.trainee(), training_class)
    second = people.enrolment(people.trainee(), training_class)
    watched(first.trainee, training_class.lessons[0], 590)
    replacing.replace(old, new, by=None)
    training_class.refresh_from_db()
    watched(second.trainee, training_class.lessons[0], 100)
    completion.close_class(training_class, by=places.user("closer"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("completed", "not_completed")
    assert first.watched_seconds == 590
