"""Sessions are planned, moved, cancelled and closed; nobody is planned into two places."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from courses.domain import clashes, sittings
from courses.models import Session
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


def test_close_session_twice_changes_and_logs_nothing(organiser):
    session = training.session(training.training_class(day=DAY))
    with time_machine.travel(local(DAY, dt.time(12)), tick=False):
        first = sittings.close_session(session, by=organiser)
    second = sittings.close_session(session, by=places.user("another"))

    assert (second.closed_at, second.closed_by) == (first.closed_at, organiser)
    assert actions() == ["courses.session.close"]


def test_close_session_before_it_starts_is_refused(organiser):
    session = training.session(training.training_class(day=today() + dt.timedelta(days=1)))
    with pytest.raises(sittings.SessionNotStarted, match="09:00"):
        sittings.close_session(session, by=organiser)


def test_close_session_that_was_cancelled_is_refused(organiser):
    session = training.session(training.training_class(day=DAY))
    sittings.cancel_session(session, reason="停电", by=organiser)
    with pytest.raises(sittings.SessionIsSettled):
        sittings.close_session(session, by=organiser)


def test_plan_session_gives_the_next_number(organiser):
    training_class = planned(sessions=1)
    session = sittings.plan_session(unsaved(training_class, hour=14), by=organiser)
    assert session.number == 2
    assert actions() == ["courses.session.plan"]


def test_plan_session_in_a_taken_venue_says_who_is_there(organiser):
    training.session(training.training_class(day=DAY, number=71), hour=8)
    with pytest.raises(clashes.VenueIsTaken, match=r"县电商中心 201.*2026-03-02 08:00–10:00.*71"):
        sittings.plan_session(unsaved(planned(trainer=training.trainer(name="彭老师"))), by=organiser)


def test_plan_session_with_a_trainer_elsewhere_says_where(organiser):
    busy = training.trainer(name="彭老师")
    training.session(training.training_class(day=DAY, trainer=busy), hour=8)
    other = places.venue(name="乡政府会议室")
    with pytest.raises(clashes.TrainerIsTaken, match=r"彭老师.*县电商中心 201"):
        sittings.plan_session(unsaved(planned(trainer=busy), venue=other), by=organiser)


def test_plan_session_right_after_another_is_fine(organiser):
    training.session(training.training_class(day=DAY), hour=7)
    session = sittings.plan_session(unsaved(planned(), hour=9), by=organiser)
    assert session.pk


def test_plan_session_ignores_itself_and_cancelled_ones(organiser):
    training_class = planned(sessions=1)
    session = training_class.sessions.get()
    session.topic = "改了主题"
    sittings.plan_session(session, by=organiser)
    sittings.cancel_session(session, by=organiser)
    sittings.plan_session(unsaved(training_class, hour=8), by=organiser)
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
        sittings.plan_session(unsaved(planned(), **change), by=organiser)
    assert not Session.objects.exists()


def test_plan_session_of_a_closed_class_or_a_closed_session_is_refused(organiser):
    with pytest.raises(sittings.ClassIsOver):
        sittings.plan_session(unsaved(training.training_class(state="void", day=DAY)), by=organiser)
    session = training.session(training.training_class(day=DAY))
    sittings.close_session(session, by=organiser)
    with pytest.raises(sittings.SessionIsSettled):
        sittings.plan_session(session, by=organiser)


def test_move_session_of_an_open_class_needs_a_reason_and_counts_up(organiser):
    session = training.session(training.training_class(day=DAY))
    session.topic = "换个题目"
    assert sittings.plan_session(session, by=organiser).revision == 0

    session.starts_at = local(DAY, dt.time(8))
    with pytest.raises(sittings.ReasonIsMissing, match="2026-03-02 08:00"):
        sittings.plan_session(session, reason=" ", by=organiser)
    moved = sittings.plan_session(session, reason="赶集日，提前", by=organiser)
    assert (moved.revision, moved.revised_because) == (1, "赶集日，提前")
    assert AuditEvent.objects.latest("at").details == {"reason": "赶集日，提前"}

    with pytest.raises(sittings.ReasonIsMissing):
        sittings.cancel_session(moved, by=organiser)
    assert sittings.cancel_session(moved, reason="停电", by=organiser).revision == 2


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
