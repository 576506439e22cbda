"""Classes open, close and are voided once, and are planned with their sessions."""

import datetime as dt

import pytest

from courses.domain import clashes, scheduling, sittings
from courses.models import Session, TrainingClass
from lms.kit.clock import local
from lms.kit.models import AuditEvent
from tests.factories import places, training

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def organiser():
    return places.officer("organiser")


def planned(**fields):
    return training.training_class(state="planned", day=DAY, title="", track="", syllabus=[], **fields)


def unsaved(training_class, *, hour=9, hours=2, venue=None, trainer=None, day=DAY):
    return Session(
        training_class=training_class,
        venue=venue or places.venue(),
        trainer=trainer or training_class.trainer,
        starts_at=local(day, dt.time(hour)),
        ends_at=local(day, dt.time(hour + hours)),
    )


def actions():
    return list(AuditEvent.objects.order_by("at").values_list("action", flat=True))


def test_open_class_freezes_the_published_course(organiser):
    page = training.course("practical", title="爆品选择", is_value_added=True, videos=[None])
    training_class = planned(page=page)

    opened = scheduling.open_class(training_class, by=organiser)
    page.title = "后来改名"
    page.save()

    opened.refresh_from_db()
    assert (opened.state, opened.title, opened.track, opened.is_value_added) == ("open", "爆品选择", "practical", True)
    assert [lesson["title"] for lesson in opened.lessons] == ["第1课"]


def test_open_class_twice_logs_once(organiser):
    training_class = planned()
    scheduling.open_class(training_class, by=organiser)
    scheduling.open_class(training_class, by=organiser)
    assert actions() == ["courses.class.open"]


def test_open_class_of_a_draft_course_is_refused(organiser):
    training_class = planned()
    training_class.course.unpublish()
    with pytest.raises(scheduling.CourseIsNotPublished, match=training_class.course.title):
        scheduling.open_class(training_class, by=organiser)
    assert TrainingClass.objects.get().state == "planned"


def test_open_class_that_is_void_is_refused(organiser):
    with pytest.raises(scheduling.ClassIsNotPlanned):
        scheduling.open_class(training.training_class(state="void"), by=organiser)


def test_void_class_needs_a_reason_and_cancels_what_was_planned(organiser):
    training_class = planned(sessions=2)
    with pytest.raises(sittings.ReasonIsMissing):
        scheduling.void_class(training_class, reason="  ", by=organiser)

    scheduling.void_class(training_class, reason="雨天停课", by=organiser)

    assert set(training_class.sessions.values_list("state", flat=True)) == {"cancelled"}
    assert AuditEvent.objects.get().details == {"reason": "雨天停课"}


def test_close_class_waits_for_its_sessions(organiser):
    training_class = training.training_class(day=DAY, sessions=1)
    with pytest.raises(scheduling.SessionsStillOpen, match="2026-03-02 08:00–10:00"):
        scheduling.close_class(training_class, by=organiser)

    sittings.close_session(training_class.sessions.get(), by=organiser)
    scheduling.close_class(training_class, by=organiser)
    scheduling.close_class(training_class, by=organiser)

    closed = TrainingClass.objects.get()
    assert (closed.state, closed.closed_by) == ("closed", organiser)
    assert actions() == ["courses.session.close", "courses.class.close"]


def test_close_class_that_never_opened_is_refused(organiser):
    with pytest.raises(scheduling.ClassIsNotOpen):
        scheduling.close_class(planned(), by=organiser)


def test_plan_class_saves_it_with_its_sessions_and_the_next_number(organiser):
    training.training_class(number=7)
    training_class = TrainingClass(
        programme=places.Programme.objects.get(),
        course=training.course("cadre"),
        region=places.region(),
        trainer=training.trainer(),
        starts_on=DAY,
        ends_on=DAY,
    )
    scheduling.plan_class(
        training_class,
        sessions=[unsaved(training_class), unsaved(training_class, hour=14)],
        by=organiser,
    )
    assert (training_class.number, training_class.track) == (8, "cadre")
    assert list(training_class.sessions.values_list("number", flat=True)) == [1, 2]
    assert actions() == ["courses.class.plan", "courses.session.plan", "courses.session.plan"]


def test_plan_class_with_two_sessions_at_once_saves_nothing(organiser):
    training_class = planned()
    first, second = unsaved(training_class), unsaved(training_class, hour=10)
    training_class.notice = "自带手机"
    with pytest.raises(clashes.VenueIsTaken) as refusal:
        scheduling.plan_class(training_class, sessions=[first, second], by=organiser)
    assert refusal.value.session is second
    assert not Session.objects.exists()
    assert TrainingClass.objects.get().notice == ""


def test_plan_class_moved_away_from_its_sessions_is_refused(organiser):
    training_class = planned(sessions=1)
    training_class.starts_on = training_class.ends_on = DAY + dt.timedelta(days=3)
    with pytest.raises(clashes.SessionOutsideClass):
        scheduling.plan_class(training_class, by=organiser)


def test_plan_class_cancels_first_so_the_room_is_free_again(organiser):
    training_class = planned(sessions=1)
    old = training_class.sessions.get()
    scheduling.plan_class(training_class, sessions=[unsaved(training_class, hour=8)], cancelled=[old], by=organiser)
    assert list(training_class.sessions.order_by("number").values_list("state", flat=True)) == ["cancelled", "planned"]


def test_plan_class_never_writes_the_state(organiser):
    stale = planned()
    scheduling.open_class(stale, by=organiser)
    stale.notice = "改了"
    scheduling.plan_class(stale, by=organiser)
    assert TrainingClass.objects.get().state == "open"


def test_plan_class_that_is_over_is_refused(organiser):
    with pytest.raises(sittings.ClassIsOver):
        scheduling.plan_class(training.training_class(state="void", day=DAY), by=organiser)
