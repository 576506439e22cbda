"""What looks odd about sign-ins is flagged, settled with a word, and the word is kept."""

import datetime as dt

import pytest

from lms.kit.clock import now
from tests.factories import people, places, training
from trainees.domain import attendance, flags
from trainees.models import Attendance, SessionFlag

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
GAP = dt.timedelta(seconds=10)


def scan(enrolment, seconds, *, how="scan", device=""):
    return Attendance(enrolment_id=enrolment, marked_at=START + dt.timedelta(seconds=seconds), how=how, device=device)


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ([(11, 0), (12, 5), (13, 9)], [(11, 12, 13)]),
        ([(11, 0), (12, 5), (13, 16)], []),
        ([(12, 0), (11, 5), (13, 9)], []),
        ([(11, 0), (12, 5), (14, 9)], []),
        ([(99, 0), (11, 1), (12, 2), (13, 3), (14, 60)], [(11, 12, 13)]),
        ([], []),
    ],
)
def test_seconds_apart_needs_a_run_in_the_order_of_the_roll(marks, found):
    marks = [scan(*mark) for mark in marks]
    assert flags.seconds_apart(marks, [11, 12, 13, 14], gap=GAP, least=3) == found


def test_marks_by_hand_are_made_in_order_and_no_flag():
    marks = [scan(number, number, how="hand") for number in (11, 12, 13)]
    assert flags.seconds_apart(marks, [11, 12, 13], gap=GAP, least=3) == []


def test_same_phone_groups_by_phone():
    marks = [scan(1, 0, device="a"), scan(3, 1, device="b"), scan(2, 2, device="a"), scan(4, 3)]
    assert flags.same_phone(marks) == [(1, 2)]


@pytest.fixture
def session(db):
    return training.training_class(sessions=1).sessions.get()


def test_an_open_flag_outlives_a_correction_and_keeps_its_word(session):
    trainer = places.user("trainer")
    rows = [people.enrolment(training_class=session.training_class) for _ in range(2)]
    for row in rows:
        attendance.scan(session, row.trainee, scanned_at=now(), device="one", by=None)
    hour = dt.timedelta(hours=1)
    type(session).objects.update(starts_at=now() - hour, ends_at=now() + hour)
    session.refresh_from_db()
    attendance.close_session(session, by=trainer)
    attendance.mark(session, rows[0], "absent", reason="代签", by=trainer)

    (flag,) = flags.of(session)
    assert (flag.kind, flag.people, flag.is_settled) == ("same_phone", tuple(row.pk for row in rows), False)
    with pytest.raises(flags.WordIsMissing):
        flags.settle(session, flag, verdict="explained", word=" ", by=trainer)
    flags.settle(session, flag, verdict="upheld", word="儿子替签", by=trainer)
    (flag,) = flags.of(session)
    assert (flag.is_settled, flag.kept.word, flag.kept.settled_by) == (True, "儿子替签", trainer)
    assert SessionFlag.objects.count() == 1


def test_raise_relay_flags_the_people_of_the_sign_in_once(session):
    user = places.user("family")
    row = people.enrolment(people.trainee(user=user), session.training_class)
    people.enrolment(people.trainee(user=user), training.training_class())
    flags.raise_relay(session, user)
    flags.raise_relay(session, user)
    assert list(SessionFlag.objects.values_list("kind", "people")) == [("relayed", [row.pk])]
