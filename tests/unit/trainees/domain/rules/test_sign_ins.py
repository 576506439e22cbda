"""R14: what follows from the sign-ins of one session."""

import datetime as dt

import pytest

from trainees.domain.rules.sign_ins import SignIn, of_marks, one_phone, seconds_apart
from trainees.models import Attendance

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
LIMITS = {"seconds": 10, "people": 3}
ROLL = [11, 12, 13, 14]


def scan(enrolment, seconds, *, device="", session=7):
    place = ROLL.index(enrolment)
    return SignIn(session, 1, enrolment, place, START + dt.timedelta(seconds=seconds), device)


@pytest.mark.parametrize(
    ("scans", "found"),
    [
        ([(11, 0), (12, 5), (13, 9)], [(7, 11, 12, 13)]),
        ([(11, 0), (12, 5), (13, 16)], []),
        ([(12, 0), (11, 5), (13, 9)], []),
        ([(11, 0), (12, 5), (14, 9)], []),
        ([(11, 1), (12, 2), (13, 3), (14, 60)], [(7, 11, 12, 13)]),
        ([], []),
    ],
)
def test_seconds_apart_needs_a_run_in_the_order_of_the_roll(scans, found):
    assert [one.key for one in seconds_apart([scan(*one) for one in scans], LIMITS)] == found


def test_seconds_apart_begins_anew_in_another_session():
    scans = [scan(11, 0), scan(12, 5), scan(13, 9, session=8)]
    assert list(seconds_apart(scans, LIMITS)) == []


def test_marks_by_hand_are_no_sign_ins():
    mark = Attendance(enrolment_id=11, marked_at=START, how="hand", device="a")
    assert of_marks(type("S", (), {"pk": 7, "training_class_id": 1}), [mark], ROLL) == []


def test_one_phone_groups_by_phone_and_session():
    scans = [scan(11, 0, device="a"), scan(13, 1, device="b"), scan(12, 2, device="a"), scan(14, 3)]
    assert [one.key for one in one_phone([*scans, scan(14, 4, device="b", session=8)], {})] == [(7, 11, 12)]
