"""The roll: marks that supersede each other, scans, the door, and its closing."""

import datetime as dt

import pytest
from django.utils import translation

from courses.domain import sittings
from courses.models import Session
from lms.kit.clock import day_bounds, now, today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import attendance, windows
from trainees.domain.marks import Trace
from trainees.models import Attendance, Enrolment

pytestmark = pytest.mark.django_db
Mark = Attendance.Mark


@pytest.fixture
def session():
    """A session of today that has begun."""
    a_class = training.training_class()
    return training.running_session(a_class)


@pytest.fixture
def trainer_user(session):
    user = places.user("trainer")
    session.trainer.user = user
    session.trainer.save()
    return user


def scan(session, enrolment, *, device="phone", at=None):
    return attendance.scan(session, enrolment.trainee, scanned_at=at or now(), device=device, by=None)


def standing(enrolment) -> list:
    return list(enrolment.attendances.standing().values_list("mark", flat=True))


def closed(session, by):
    return attendance.close_session(session, by=by)


def test_scan_marks_present_at_the_moment_of_the_scan(session):
    enrolment = people.enrolment(training_class=session.training_class)
    moment = max(now() - dt.timedelta(minutes=20), day_bounds(today())[0])

    made, already = scan(session, enrolment, at=moment)

    assert (made.mark, made.how, made.marked_at, made.device) == (Mark.PRESENT, "scan", moment, "phone")
    assert not already


def test_scan_twice_says_it_stood_already(session):
    enrolment = people.enrolment(training_class=session.training_class)
    first, _ = scan(session, enrolment)

    assert scan(session, enrolment, device="other") == (first, True)
    assert Attendance.objects.count() == 1


def test_scan_grants_this_session_only(session):
    tomorrow = training.session(session.training_class, number=2, day=today() + dt.timedelta(1))
    enrolment = people.enrolment(training_class=session.training_class)

    scan(session, enrolment)

    assert not tomorrow.attendances.exists()


def test_scan_on_another_day_is_refused(session):
    enrolment = people.enrolment(training_class=session.training_class)
    for days in (-1, 1):
        with pytest.raises(windows.NotToday):
            scan(session, enrolment, at=session.starts_at + dt.timedelta(days=days))
    assert not Attendance.objects.exists()


def test_scan_by_who_has_no_place_is_refused(session):
    stranger = people.enrolment()
    waiting = people.enrolment(training_class=session.training_class, state="waiting")
    gone = people.enrolment(training_class=session.training_class, state="withdrawn")

    for enrolment in (stranger, waiting, gone):
        with pytest.raises(attendance.NotEnrolled):
            scan(session, enrolment)


def test_scan_of_a_closed_or_cancelled_session_is_refused(session, trainer_user):
    enrolment = people.enrolment(training_class=session.training_class)
    cancelled = training.session(session.training_class, number=2, state=Session.State.CANCELLED)
    shut = closed(session, trainer_user)

    with pytest.raises(attendance.SessionIsClosed):
        scan(shut, enrolment)
    with pytest.raises(attendance.SessionIsCancelled):
        scan(cancelled, enrolment)
    assert standing(enrolment) == [Mark.ABSENT]


def test_mark_supersedes_and_keeps_what_stood(session, trainer_user):
    enrolment = people.enrolment(training_class=session.training_class)
    attendance.mark(session, enrolment, Mark.ABSENT, by=trainer_user)

    attendance.mark(session, enrolment, Mark.LATE, by=trainer_user)

    assert standing(enrolment) == [Mark.LATE]
    assert enrolment.attendances.filter(superseded_at__isnull=False).get().mark == Mark.ABSENT
    assert AuditEvent.objects.filter(action="trainees.attendance.mark").first().details["before"] == Mark.ABSENT


def test_mark_twice_changes_and_logs_nothing(session, trainer_user):
    enrolment = people.enrolment(training_class=session.training_class)

    first = attendance.mark(session, enrolment, Mark.LEAVE, by=trainer_user)
    assert attendance.mark(session, enrolment, Mark.LEAVE, by=trainer_user) == first
    assert AuditEvent.objects.count() == 1


def test_mark_in_a_closed_session_needs_a_reason(session, trainer_user):
    enrolment = people.enrolment(training_class=session.training_class)
    shut = closed(session, trainer_user)

    with pytest.raises(attendance.SessionIsClosed):
        attendance.mark(shut, enrolment, Mark.PRESENT, reason="  ", by=trainer_user)
    made = attendance.mark(shut, enrolment, Mark.PRESENT, reason="纸质签到表有签名", by=trainer_user)

    assert standing(enrolment) == [Mark.PRESENT]
    assert made.reason == "纸质签到表有签名"


def test_mark_of_someone_from_another_class_is_refused(session, trainer_user):
    with pytest.raises(attendance.NotEnrolled):
        attendance.mark(session, people.enrolment(), Mark.PRESENT, by=trainer_user)


def test_mark_after_the_class_closed_is_refused_even_with_a_reason(trainer_user):
    a_class = training.training_class(state="closed", sessions=1, closed_at=now(), closed_by=trainer_user)
    done = people.enrolment(training_class=a_class, state="completed")

    with pytest.raises(attendance.ClassIsOver):
        attendance.mark(a_class.sessions.get(), done, Mark.ABSENT, reason="记错了", by=trainer_user)


def test_walk_in_enrols_and_marks_present_even_over_the_seats(session, trainer_user):
    session.training_class.seats = 1
    session.training_class.save()
    people.enrolment(training_class=session.training_class)

    made = attendance.walk_in(session, people.trainee(), by=trainer_user)

    assert (made.mark, made.how) == (Mark.PRESENT, "walk_in")
    assert made.enrolment.state == Enrolment.State.CONFIRMED
    assert made.enrolment.source == Enrolment.Source.WALK_IN


def test_walk_in_of_a_closed_session_leaves_nothing_behind(session, trainer_user):
    shut = closed(session, trainer_user)

    with pytest.raises(attendance.SessionIsClosed):
        attendance.walk_in(shut, people.trainee(), by=trainer_user)
    assert not Enrolment.objects.exists()


def test_close_session_makes_the_unmarked_absent_once(session, trainer_user):
    here, missing = (people.enrolment(training_class=session.training_class) for _ in range(2))
    waiting = people.enrolment(training_class=session.training_class, state="waiting")
    scan(session, here)
    assert list(attendance.unmarked(session)) == [missing]

    first = closed(session, trainer_user)
    again = closed(session, trainer_user)

    assert (standing(here), standing(missing), standing(waiting)) == ([Mark.PRESENT], [Mark.ABSENT], [])
    assert first.closed_at == again.closed_at
    assert AuditEvent.objects.filter(action="courses.session.close").count() == 1


def test_close_session_before_it_began_is_refused_and_marks_nobody(trainer_user, session):
    coming = training.session(session.training_class, number=2, day=today() + dt.timedelta(1))
    people.enrolment(training_class=session.training_class)

    with pytest.raises(sittings.SessionNotStarted):
        closed(coming, trainer_user)
    assert not Attendance.objects.exists()


def minutes(made) -> tuple:
    return made.mark, made.late_minutes, made.early_minutes, made.leave_minutes


def at(session, **after_the_start) -> dt.datetime:
    return session.starts_at + dt.timedelta(**after_the_start)


@pytest.fixture
def morning():
    """Yesterday from nine to eleven."""
    return training.session(training.training_class(), day=today() - dt.timedelta(days=1))


@pytest.fixture
def someone(morning):
    return people.enrolment(training_class=morning.training_class)


def test_scan_after_the_grace_is_late_with_its_minutes(morning, someone):
    other = people.enrolment(training_class=morning.training_class)

    made, _ = scan(morning, someone, at=at(morning, minutes=25, seconds=50))
    assert minutes(made) == ("late", 25, 0, 0)
    assert made.attended_seconds == (120 - 25) * 60
    made, _ = scan(morning, other, at=at(morning, minutes=9, seconds=59))
    assert minutes(made) == ("present", 0, 0, 0)


@pytest.mark.parametrize(
    ("after", "refusal"),
    [({"minutes": -61}, windows.TooEarly), ({"minutes": 121}, windows.TooLate), ({"days": 1}, windows.NotToday)],
)
def test_scan_outside_the_hours_is_refused(morning, someone, after, refusal):
    with pytest.raises(refusal):
        scan(morning, someone, at=at(morning, **after))
    assert not Attendance.objects.exists()


def test_sign_out_before_the_end_is_left_early_and_keeps_the_coming(morning, someone):
    user = places.user("someone")
    came, _ = scan(morning, someone, at=at(morning, minutes=20))

    went, already = attendance.scan_out(
        morning, someone.trainee, scanned_at=at(morning, minutes=90), device="other", by=user
    )

    assert minutes(went) == ("left", 20, 30, 0)
    assert went.attended_seconds == 70 * 60
    assert (went.marked_at, went.how, went.device) == (came.marked_at, "scan", "phone")
    assert (went.left_at, went.left_how, went.left_device, went.left_by) == (
        at(morning, minutes=90), "scan", "other", user,
    )  # fmt: skip
    assert not already


def test_sign_out_again_later_counts_and_earlier_does_not(morning, someone):
    scan(morning, someone, at=at(morning))
    for after, mark, stood in (
        (100, "left", False),
        (60, "left", True),
        (115, "present", False),
        (121, "present", False),
    ):
        out = Trace(at=at(morning, minutes=after))
        made, already = attendance.sign_out(morning, someone, trace=out, by=None)
        assert (made.mark, already) == (mark, stood)
    assert minutes(made) == ("present", 0, 0, 0)
    assert made.left_at == at(morning, minutes=121)


def test_sign_out_of_who_did_not_come_is_refused(morning, someone):
    for mark in (None, Mark.ABSENT, Mark.LEAVE):
        if mark:
            attendance.mark(morning, someone, mark, by=None)
        with pytest.raises(attendance.NotSignedIn):
            attendance.scan_out(morning, someone.trainee, scanned_at=at(morning, minutes=30), device="", by=None)


def test_mark_takes_minutes_of_each_kind_together(morning, someone):
    for kind, number in ((Mark.LATE, 15), (Mark.LEAVE, 30), (Mark.LEFT, 20)):
        made = attendance.mark(morning, someone, kind, minutes=number, by=None)
    assert minutes(made) == ("left", 15, 20, 30)
    assert made.attended_seconds == 55 * 60
    with translation.override("en"):
        assert made.in_words == "15 min late, left 20 min early, excused for 30 min"

    assert minutes(attendance.mark(morning, someone, Mark.PRESENT, by=None)) == ("present", 0, 0, 0)


def test_mark_late_without_minutes_takes_those_of_the_moment_once(session):
    enrolment = people.enrolment(training_class=session.training_class)
    then = Trace(at=at(session, minutes=25))

    made = attendance.mark(session, enrolment, Mark.LATE, trace=then, by=None)
    again = attendance.mark(session, enrolment, Mark.LATE, trace=Trace(at=at(session, minutes=40)), by=None)

    assert minutes(made) == ("late", 25, 0, 0)
    assert again == made


@pytest.mark.parametrize("number", [120, 32767, -1])
def test_mark_refuses_minutes_that_do_not_fit(morning, someone, number):
    with pytest.raises(windows.MinutesDoNotFit):
        attendance.mark(morning, someone, Mark.LATE, minutes=number, by=None)
    assert not Attendance.objects.exists()


def test_a_leave_for_a_part_is_attendance_and_for_the_whole_is_none(morning, someone):
    part = attendance.mark(morning, someone, Mark.LEAVE, minutes=45, by=None)
    assert part.attended_seconds == 75 * 60
    assert Attendance.objects.present().get() == part

    whole = attendance.mark(morning, someone, Mark.LEAVE, minutes=0, by=None)
    assert whole.attended_seconds == 0
    assert not Attendance.objects.present().exists()


def test_check_in_by_card_says_how_and_when(morning, someone):
    trainer = places.user("trainer")
    card = Trace("card", at(morning, minutes=12), "trainers-phone")

    made, already = attendance.check_in(morning, someone, trace=card, by=trainer)

    assert (made.how, made.marked_at, made.late_minutes, already) == ("card", card.at, 12, False)
    assert attendance.check_in(morning, someone, trace=card, by=trainer) == (made, True)
