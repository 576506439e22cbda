"""Classes open, close and are voided once; nobody is planned into two places."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from courses.domain import clashes, scheduling
from courses.models import Session, TrainingClass
from lms.kit.clock import local, today
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
    with pytest.raises(scheduling.ReasonIsMissing):
        scheduling.void_class(training_class, reason="  ", by=organiser)

    scheduling.void_class(training_class, reason="雨天停课", by=organiser)

    assert set(training_class.sessions.values_list("state", flat=True)) == {"cancelled"}
    assert AuditEvent.objects.get().details == {"reason": "雨天停课"}


def test_close_class_waits_for_its_sessions(organiser):
    training_class = training.training_class(day=DAY, sessions=1)
    with pytest.raises(scheduling.SessionsStillOpen, match="2026-03-02 08:00–10:00"):
        scheduling.close_class(training_class, by=organiser)

    scheduling.close_session(training_class.sessions.get(), by=organiser)
    scheduling.close_class(training_class, by=organiser)
    scheduling.close_class(training_class, by=organiser)

    closed = TrainingClass.objects.get()
    assert (closed.state, closed.closed_by) == ("closed", organiser)
    assert actions() == ["courses.session.close", "courses.class.close"]


def test_close_class_that_never_opened_is_refused(organiser):
    with pytest.raises(scheduling.ClassIsNotOpen):
        scheduling.close_class(planned(), by=organiser)


def test_close_session_twice_changes_and_logs_nothing(organiser):
    session = training.session(training.training_class(day=DAY))
    with time_machine.travel(local(DAY, dt.time(12)), tick=False):
        first = scheduling.close_session(session, by=organiser)
    second = scheduling.close_session(session, by=places.user("another"))

    assert (second.closed_at, second.closed_by) == (first.closed_at, organiser)
    assert actions() == ["courses.session.close"]


def test_close_session_before_it_starts_is_refused(organiser):
    session = training.session(training.training_class(day=today() + dt.timedelta(days=1)))
    with pytest.raises(scheduling.SessionNotStarted, match="09:00"):
        scheduling.close_session(session, by=organiser)


def test_close_session_that_was_cancelled_is_refused(organiser):
    session = training.session(training.training_class(day=DAY))
    scheduling.cancel_session(session, reason="停电", by=organiser)
    with pytest.raises(scheduling.SessionIsSettled):
        scheduling.close_session(session, by=organiser)


def test_plan_session_gives_the_next_number(organiser):
    training_class = planned(sessions=1)
    session = scheduling.plan_session(unsaved(training_class, hour=14), by=organiser)
    assert session.number == 2
    assert actions() == ["courses.session.plan"]


def test_plan_session_in_a_taken_venue_says_who_is_there(organiser):
    training.session(training.training_class(day=DAY, number=71), hour=8)
    with pytest.raises(clashes.VenueIsTaken, match=r"县电商中心 201.*2026-03-02 08:00–10:00.*71"):
        scheduling.plan_session(unsaved(planned(trainer=training.trainer(name="彭老师"))), by=organiser)


def test_plan_session_with_a_trainer_elsewhere_says_where(organiser):
    busy = training.trainer(name="彭老师")
    training.session(training.training_class(day=DAY, trainer=busy), hour=8)
    other = places.venue(name="乡政府会议室")
    with pytest.raises(clashes.TrainerIsTaken, match=r"彭老师.*县电商中心 201"):
        scheduling.plan_session(unsaved(planned(trainer=busy), venue=other), by=organiser)


def test_plan_session_right_after_another_is_fine(organiser):
    training.session(training.training_class(day=DAY), hour=7)
    session = scheduling.plan_session(unsaved(planned(), hour=9), by=organiser)
    assert session.pk


def test_plan_session_ignores_itself_and_cancelled_ones(organiser):
    training_class = planned(sessions=1)
    session = training_class.sessions.get()
    session.topic = "改了主题"
    scheduling.plan_session(session, by=organiser)
    scheduling.cancel_session(session, by=organiser)
    scheduling.plan_session(unsaved(training_class, hour=8), by=organiser)
    assert actions() == ["courses.session.move", "courses.session.cancel", "courses.session.plan"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"venue": "small"}, clashes.VenueIsTooSmall),
        ({"day": DAY + dt.timedelta(days=1)}, clashes.SessionOutsideClass),
    ],
)
def test_plan_session_that_does_not_fit_the_class_is_refused(organiser, change, refusal):
    if "venue" in change:
        change = {"venue": places.venue(name="小教室", seats=39)}
    with pytest.raises(refusal):
        scheduling.plan_session(unsaved(planned(), **change), by=organiser)
    assert not Session.objects.exists()


def test_plan_session_of_a_closed_class_or_a_closed_session_is_refused(organiser):
    with pytest.raises(scheduling.ClassIsOver):
        scheduling.plan_session(unsaved(training.training_class(state="void", day=DAY)), by=organiser)
    session = training.session(training.training_class(day=DAY))
    scheduling.close_session(session, by=organiser)
    with pytest.raises(scheduling.SessionIsSettled):
        scheduling.plan_session(session, by=organiser)


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
    with pytest.raises(scheduling.ClassIsOver):
        scheduling.plan_class(training.training_class(state="void", day=DAY), by=organiser)


def test_move_session_of_an_open_class_needs_a_reason_and_counts_up(organiser):
    session = training.session(training.training_class(day=DAY))
    session.topic = "换个题目"
    assert scheduling.plan_session(session, by=organiser).revision == 0

    session.starts_at = local(DAY, dt.time(8))
    with pytest.raises(scheduling.ReasonIsMissing, match="2026-03-02 08:00"):
        scheduling.plan_session(session, reason=" ", by=organiser)
    moved = scheduling.plan_session(session, reason="赶集日，提前", by=organiser)
    assert (moved.revision, moved.revised_because) == (1, "赶集日，提前")
    assert AuditEvent.objects.latest("at").details == {"reason": "赶集日，提前"}

    with pytest.raises(scheduling.ReasonIsMissing):
        scheduling.cancel_session(moved, by=organiser)
    assert scheduling.cancel_session(moved, reason="停电", by=organiser).revision == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer: the check is enough there")
@pytest.mark.parametrize("shared", ["venue", "trainer"])
def test_the_database_refuses_two_sessions_at_once(shared):
    first = training.session(training.training_class(day=DAY))
    other = training.training_class(day=DAY)
    fields = {shared: getattr(first, shared)} | ({"venue": places.venue(name="别处")} if shared == "trainer" else {})
    clash = Session(training_class=other, number=1, **({"trainer": other.trainer} | fields))
    clash.starts_at, clash.ends_at = first.starts_at, first.ends_at
    with pytest.raises(IntegrityError), transaction.atomic():
        clash.save()
    clash.state = Session.State.CANCELLED
    clash.save()
