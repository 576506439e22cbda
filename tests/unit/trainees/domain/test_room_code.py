"""The code on the wall: good for one session and a few seconds; its stamp for one phone and half an hour."""

import datetime as dt

import pytest
import time_machine

from lms.kit.clock import now
from tests.factories import training
from trainees.domain import room_code

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 3, 2, 1, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def session():
    return training.training_class(sessions=1).sessions.get()


def later(seconds: float) -> dt.datetime:
    return MORNING + dt.timedelta(seconds=seconds)


def test_make_shows_the_same_on_every_projector_of_a_step(session):
    assert room_code.make(session, at=MORNING) == room_code.make(session, at=later(14))
    assert room_code.make(session, at=MORNING) != room_code.make(session, at=later(15))


@pytest.mark.parametrize("seconds", [0, 14, 15, 29])
def test_read_takes_the_current_and_the_previous_step(session, seconds):
    assert room_code.read(room_code.make(session, at=MORNING), at=later(seconds)).session == session


@pytest.mark.parametrize("seconds", [30, 3600, 24 * 3600, -1])
def test_read_refuses_every_other_moment(session, seconds):
    with pytest.raises(room_code.CodeExpired):
        room_code.read(room_code.make(session, at=MORNING), at=later(seconds))


def test_read_refuses_a_forged_token(session):
    number, step, seal = room_code.make(session, at=MORNING).split(".")
    forged = [
        f"{int(number, 16) + 1:x}.{step}.{seal}",
        f"{number}.{int(step, 16) + 1:x}.{seal}",
        f"{number}.{step}.{'0' * 20}",
        f"{number}.{step}",
        f"{number}.{step}.签到",
        f"0{number}.{step}.{seal}",
        "",
        "....",
        "x" * 5000,
    ]
    for token in forged:
        with pytest.raises(room_code.CodeUnknown):
            room_code.read(token, at=MORNING)


def test_read_stamp_gives_back_the_moment_of_the_scan(session):
    with time_machine.travel(MORNING, tick=False):
        stamped = room_code.stamp(room_code.Scan(session, now()), device="phone")
    with time_machine.travel(later(29 * 60), tick=False):
        assert room_code.read_stamp(stamped, device="phone") == room_code.Scan(session, MORNING)


def test_read_stamp_refuses_another_phone_an_old_scan_and_a_forgery(session):
    stamped = room_code.stamp(room_code.Scan(session, now()), device="phone")
    old = room_code.stamp(
        room_code.Scan(session, now() - dt.timedelta(seconds=room_code.STAMP_SECONDS + 1)), device="phone"
    )

    with pytest.raises(room_code.CodeOfAnotherPhone):
        room_code.read_stamp(stamped, device="another")
    with pytest.raises(room_code.CodeExpired):
        room_code.read_stamp(old, device="phone")
    with pytest.raises(room_code.CodeUnknown):
        room_code.read_stamp(stamped[:-1] + ("A" if stamped[-1] != "A" else "B"), device="phone")


def test_the_code_to_leave_by_is_another_and_is_stamped_as_one(session):
    inward, outward = (room_code.make(session, at=MORNING, leaving=leaving) for leaving in (False, True))

    seen = room_code.read(outward, at=later(5))

    assert seen == room_code.Scan(session, later(5), leaving=True)
    for forged in (f"{inward}.out", outward.removesuffix(".out")):
        with pytest.raises(room_code.CodeUnknown):
            room_code.read(forged, at=MORNING)
    with time_machine.travel(later(60), tick=False):
        assert room_code.read_stamp(room_code.stamp(seen, device="phone"), device="phone") == seen
