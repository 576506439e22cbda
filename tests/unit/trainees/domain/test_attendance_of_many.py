"""A whole roll saved at once: all or none, in a constant number of queries, and undone as one."""

import datetime as dt

import pytest

from lms.kit.clock import now, today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import attendance, windows
from trainees.domain.marks import Entry
from trainees.models import Attendance

pytestmark = pytest.mark.django_db
Mark = Attendance.Mark


@pytest.fixture
def session():
    """Yesterday from nine to eleven."""
    return training.session(training.training_class(), day=today() - dt.timedelta(days=1))


@pytest.fixture
def trainer():
    return places.user("trainer")


def enrolments(session, number: int) -> list:
    return [people.enrolment(training_class=session.training_class) for _ in range(number)]


def standing(session) -> list:
    return list(session.attendances.standing().order_by("enrolment").values_list("mark", flat=True))


def test_save_roll_writes_what_is_new_and_supersedes_what_differs(session, trainer):
    first, second, third = enrolments(session, 3)
    attendance.mark(session, first, Mark.PRESENT, by=trainer)
    attendance.mark(session, second, Mark.PRESENT, by=trainer)

    entries = [Entry(first.pk, Mark.PRESENT), Entry(second.pk, Mark.LATE, 15), Entry(third.pk, Mark.ABSENT)]
    made = attendance.save_roll(session, entries, how="sheet", by=trainer)

    assert [(mark.enrolment, mark.mark, mark.how) for mark in made] == [
        (second, "late", "sheet"), (third, "absent", "sheet"),
    ]  # fmt: skip
    assert standing(session) == ["present", "late", "absent"]
    assert second.attendances.count() == 2
    events = AuditEvent.objects.filter(action="trainees.attendance.mark", details__has_key="before")
    assert [event.details["before"] for event in events] == ["present"]


def test_save_roll_takes_all_or_none(session, trainer):
    one, two = enrolments(session, 2)
    stranger = people.enrolment()
    for entry, refusal in (
        (Entry(two.pk, Mark.LATE, 500), windows.MinutesDoNotFit),
        (Entry(stranger.pk, Mark.PRESENT), attendance.NotEnrolled),
        (Entry(2**40, Mark.PRESENT), attendance.NotEnrolled),
    ):
        with pytest.raises(refusal):
            attendance.save_roll(session, [Entry(one.pk, Mark.PRESENT), entry], by=trainer)
    assert not Attendance.objects.exists()
    assert not AuditEvent.objects.exists()


def test_save_roll_of_a_closed_session_needs_a_reason(session, trainer):
    (one,) = enrolments(session, 1)
    attendance.close_session(session, by=trainer)

    with pytest.raises(windows.SessionIsClosed):
        attendance.save_roll(session, [Entry(one.pk, Mark.PRESENT)], by=trainer)
    (made,) = attendance.save_roll(session, [Entry(one.pk, Mark.PRESENT)], reason="纸质签到表有签名", by=trainer)

    assert made.reason == "纸质签到表有签名"


@pytest.mark.parametrize("number", [1, 3, 500])
def test_save_roll_costs_the_same_for_any_class(session, trainer, django_assert_num_queries, number):
    rows = enrolments(session, number)
    with django_assert_num_queries(7):
        attendance.save_roll(session, [Entry(row.pk, Mark.PRESENT) for row in rows], by=trainer)
    with django_assert_num_queries(8):
        attendance.save_roll(session, [Entry(row.pk, Mark.ABSENT) for row in rows], by=trainer)
    assert session.attendances.standing().filter(mark=Mark.ABSENT).count() == number


def test_take_back_undoes_what_mark_the_rest_did_and_nothing_else(session, trainer):
    first, second, third = enrolments(session, 3)
    attendance.mark(session, first, Mark.ABSENT, by=trainer)
    made = attendance.mark_the_rest(session, by=trainer)
    assert standing(session) == ["absent", "present", "present"]
    attendance.mark(session, third, Mark.LATE, minutes=15, by=trainer)

    taken = attendance.take_back(session, saved_at=made[0].marked_at, by=trainer)

    assert taken == 1
    assert list(attendance.unmarked(session)) == [second]
    assert AuditEvent.objects.get(action="trainees.attendance.take_back").details == {"before": "present"}
    assert attendance.take_back(session, saved_at=made[0].marked_at, by=trainer) == 0


def test_take_back_then_mark_again_can_be_undone_again(session, trainer):
    enrolments(session, 2)
    for _again in range(2):
        (made, _other) = attendance.mark_the_rest(session, by=trainer)
        assert attendance.take_back(session, saved_at=made.marked_at, by=trainer) == 2
    assert standing(session) == []


def test_take_back_leaves_what_replaced_a_mark_and_what_others_did(session, trainer):
    first, second = enrolments(session, 2)
    attendance.mark(session, first, Mark.ABSENT, by=trainer)
    made = attendance.save_roll(session, [Entry(first.pk, Mark.PRESENT), Entry(second.pk, Mark.PRESENT)], by=trainer)

    assert attendance.take_back(session, saved_at=made[0].marked_at, by=places.user("other")) == 0
    assert attendance.take_back(session, saved_at=now(), by=trainer) == 0
    assert attendance.take_back(session, saved_at=made[0].marked_at, by=trainer) == 1
    assert standing(session) == ["present"]


def test_take_back_after_closing_is_refused(session, trainer):
    enrolments(session, 1)
    (made,) = attendance.mark_the_rest(session, by=trainer)
    attendance.close_session(session, by=trainer)

    with pytest.raises(windows.SessionIsClosed):
        attendance.take_back(session, saved_at=made.marked_at, by=trainer)
