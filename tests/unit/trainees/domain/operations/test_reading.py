"""What phones send, and what only looks like it."""

import datetime as dt
import uuid

import pytest

from tests.factories import phones
from trainees.domain.operations import reading


class Session:
    pk = 5


class Enrolment:
    pk = 7


NOW = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)
GOOD = phones.mark(Session, Enrolment, "late", knew=3, minutes=12, at=NOW)


def changed(**parts) -> dict:
    return GOOD | parts


def test_read_gives_plain_values():
    act = reading.read(GOOD)

    assert (act.kind, act.session, act.seq, act.captured_at) == ("mark", 5, 1, NOW)
    assert act.fields == {"enrolment": 7, "mark": "late", "minutes": 12, "knew": 3}


def test_read_drops_what_no_phone_of_ours_says():
    act = reading.read(changed(fields=GOOD["fields"] | {"by": 1, "is_superuser": True}))

    assert set(act.fields) == {"enrolment", "mark", "minutes", "knew"}


@pytest.mark.parametrize(
    "parts",
    [
        {"op_id": 7},
        {"op_id": "x" * 36},
        {"device_id": None},
        {"seq": -1},
        {"seq": True},
        {"seq": 1.5},
        {"seq": 2**60},
        {"kind": "drop"},
        {"kind": ["mark"]},
        {"kind": "unreadable"},
        {"session": "5"},
        {"session": 0},
        {"fields": []},
        {"fields": GOOD["fields"] | {"enrolment": "7"}},
        {"fields": GOOD["fields"] | {"enrolment": 0}},
        {"fields": GOOD["fields"] | {"mark": None}},
        {"fields": GOOD["fields"] | {"mark": "x" * 9}},
        {"fields": GOOD["fields"] | {"mark": "a\0b"}},
        {"fields": GOOD["fields"] | {"mark": "\ud800"}},
        {"fields": GOOD["fields"] | {"minutes": -1}},
        {"fields": GOOD["fields"] | {"minutes": 601}},
        {"fields": GOOD["fields"] | {"minutes": "12"}},
        {"kind": "walk_in", "fields": {"name": "向新来"}},
        {"kind": "walk_in", "fields": {"name": " ", "consent": True}},
        {"kind": "walk_in", "fields": {"name": "向" * 51, "consent": True}},
        {"kind": "sheet", "fields": {"sha256": "zz", "size": 5}},
        {"kind": "sheet", "fields": {"sha256": "a" * 64, "size": 0}},
        {"more": "x" * 5000},
    ],
)
def test_read_of_another_form_is_refused(parts):
    with pytest.raises(reading.Unreadable):
        reading.read(changed(**parts))


@pytest.mark.parametrize("sent", [None, [], "x", 5, {}, {"op_id": None}, {"op_id": "not one"}, {"op_id": "7" * 99}])
def test_op_id_of_anything_else_is_none(sent):
    assert reading.op_id_of(sent) is None


@pytest.mark.parametrize(
    "told",
    [None, "", "yesterday", "2026-05-20T09:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", 7, "x" * 99],
)
def test_moment_that_tells_nothing_is_unsure(told):
    act = reading.read(changed(captured_at=told))

    assert act.captured_at is None
    assert reading.judged_moment(act.captured_at, 0, NOW) == (NOW, True)


def test_fingerprint_is_of_what_was_said():
    same, other = reading.read(dict(GOOD)), reading.read(changed(seq=2))

    assert reading.read(GOOD).fingerprint == same.fingerprint != other.fingerprint


def test_fingerprint_holds_nothing_personal():
    told = {"op_id": uuid.uuid4(), "device_id": uuid.uuid4(), "at": NOW}
    one = reading.read(phones.walk_in(Session, name="甲", **told))
    two = reading.read(phones.walk_in(Session, name="乙", **told))

    assert one.fingerprint == two.fingerprint


@pytest.mark.parametrize("days", [-2, 0, 2])
def test_clock_wrong_by_two_days_is_put_right(days):
    skew = dt.timedelta(days=days)
    offset = reading.clock_offset((NOW + skew).isoformat(), NOW)

    moment, is_unsure = reading.judged_moment(NOW - dt.timedelta(hours=3) + skew, offset, NOW)

    assert (moment, is_unsure) == (NOW - dt.timedelta(hours=3), False)


def test_clock_wrong_by_a_week_is_put_right_and_unsure():
    week = dt.timedelta(days=7)
    moment, is_unsure = reading.judged_moment(NOW - week, reading.clock_offset((NOW - week).isoformat(), NOW), NOW)

    assert (moment, is_unsure) == (NOW, True)


def test_clock_changed_before_sending_tells_no_future():
    assert reading.judged_moment(NOW + dt.timedelta(days=1), 0, NOW) == (NOW, True)
    assert reading.judged_moment(NOW + dt.timedelta(seconds=30), 0, NOW) == (NOW, False)
