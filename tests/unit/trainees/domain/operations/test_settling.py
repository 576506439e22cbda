"""A person decides between a phone's word and the roll's."""

import pytest

from lms.kit.models import AuditEvent
from tests.factories import people, phones, places
from trainees.domain import attendance, doorway
from trainees.domain.operations import receiving, settling
from trainees.domain.windows import MarkRefused
from trainees.models import Attendance, Operation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
WORD = "问过本人，上午在场"


@pytest.fixture
def conflict(session, enrolments, trainer):
    """Somebody wrote absent; the phone says late by 12 minutes."""
    attendance.mark(session, enrolments[0], "absent", by=trainer)
    act = phones.mark(session, enrolments[0], "late", minutes=12)
    return receiving.receive([act], by=trainer)[0].row


@pytest.fixture
def half(session, trainer):
    """Somebody at the door without a number."""
    act = phones.walk_in(session, phone="", village=places.village(2).pk)
    return receiving.receive([act], by=trainer)[0].row


def standing(row) -> Attendance:
    return settling.standing_of(row)


def test_take_puts_the_phones_word_on_the_roll(conflict, trainer):
    stood = standing(conflict)

    settled = settling.take(conflict, saw=stood.pk, word=WORD, by=trainer)

    mark = standing(conflict)
    assert (mark.mark, mark.late_minutes, mark.reason, mark.marked_at) == ("late", 12, WORD, conflict.happened_at)
    stood.refresh_from_db()
    assert stood.superseded_at
    assert (settled.verdict, settled.settled_by, settled.word) == ("taken", trainer, WORD)
    assert AuditEvent.objects.filter(action="trainees.operation.settle").count() == 1


def test_take_of_a_closed_session_is_a_correction_with_its_reason(session, enrolments, trainer):
    attendance.close_session(session, by=trainer)
    row = receiving.receive([phones.mark(session, enrolments[0])], by=trainer)[0].row

    settling.take(row, saw=standing(row).pk, word=WORD, by=trainer)

    assert (standing(row).mark, standing(row).reason) == ("present", WORD)


def test_take_after_the_roll_has_changed_is_refused(conflict, enrolments, trainer):
    saw = standing(conflict).pk
    attendance.mark(conflict.session, enrolments[0], "leave", by=trainer)

    with pytest.raises(settling.RollHasChanged):
        settling.take(conflict, saw=saw, word=WORD, by=trainer)
    assert standing(conflict).mark == "leave"
    assert conflict in Operation.objects.open()


def test_keep_leaves_the_roll_alone(conflict, trainer):
    settled = settling.keep(conflict, word=WORD, by=trainer)

    assert (settled.verdict, standing(conflict).mark) == ("kept", "absent")
    assert not Operation.objects.open().exists()


def test_settle_twice_changes_and_logs_nothing(conflict, trainer):
    settling.keep(conflict, word=WORD, by=trainer)

    again = settling.take(conflict, saw=standing(conflict).pk, word="又一次", by=trainer)

    assert (again.verdict, again.word) == ("kept", WORD)
    assert AuditEvent.objects.filter(action="trainees.operation.settle").count() == 1


@pytest.mark.parametrize("verb", ["take", "keep"])
def test_settle_without_a_word_is_refused(conflict, trainer, verb):
    saw = {"saw": standing(conflict).pk} if verb == "take" else {}
    with pytest.raises(settling.WordIsMissing):
        getattr(settling, verb)(conflict, word="  ", by=trainer, **saw)
    assert conflict in Operation.objects.open()


def test_take_of_what_was_refused_is_refused(half, trainer):
    with pytest.raises(settling.NotSettled):
        settling.take(half, saw=0, word=WORD, by=trainer)


def test_complete_lets_in_and_forgets_what_was_written_down(half, trainer):
    told = settling.written_down(half)
    assert (told["name"], told["village"]) == ("向新来", places.village(2))

    settled = settling.complete(half, doorway.Comer("向新来", "", "13800138011", told["village"]), by=trainer)

    mark = standing(settled)
    assert (mark.mark, mark.how, mark.marked_at) == ("present", "walk_in", half.happened_at)
    assert settled.personal == ""
    assert settling.complete(half, doorway.Comer("向新来", "", "", told["village"]), by=trainer).verdict == "taken"


def test_complete_leaves_the_mark_that_stands(half, session, trainer):
    person = people.trainee(name="向新来", number="", phone="+8613800138011")
    stood = attendance.mark(session, people.enrolment(person, session.training_class), "absent", by=None)

    settled = settling.complete(half, doorway.Comer("向新来", "", "13800138011", places.village(2)), by=trainer)

    assert standing(settled) == stood


def test_complete_that_is_refused_changes_nothing(half, trainer):
    with pytest.raises(doorway.REFUSALS):
        settling.complete(half, doorway.Comer("向新来", "123", "", places.village(2)), by=trainer)
    half.refresh_from_db()
    assert half.is_open
    assert half.personal


def test_complete_of_a_mark_is_refused(conflict, trainer):
    with pytest.raises(settling.NotSettled):
        settling.complete(conflict, doorway.Comer("向新来", "", "13800138011", places.village(2)), by=trainer)


def test_take_in_a_class_that_is_over_is_refused(conflict, enrolments, trainer):
    enrolments[0].training_class.state = "closed"
    enrolments[0].training_class.closed_at = conflict.received_at
    enrolments[0].training_class.closed_by = trainer
    enrolments[0].training_class.save()
    type(enrolments[0]).objects.filter(pk=enrolments[0].pk).update(state="not_completed")

    with pytest.raises(MarkRefused):
        settling.take(conflict, saw=standing(conflict).pk, word=WORD, by=trainer)
