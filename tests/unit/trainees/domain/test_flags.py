"""What looks odd about sign-ins is flagged, settled with a word, and the word is kept."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain import attendance, flags
from trainees.domain.rules import acts, running
from trainees.models import AnomalyFlag, Enrolment, FlagWord


@pytest.fixture
def trainer(db):
    return places.user("trainer")


@pytest.fixture
def session(trainer):
    made = training.training_class(trainer=training.trainer(trainer))
    return training.session(made, day=today() - dt.timedelta(days=1))


def two_with_one_phone(session):
    rows = [people.enrolment(training_class=session.training_class) for _ in range(2)]
    for row in rows:
        attendance.scan(session, row.trainee, scanned_at=session.starts_at, device="one", by=None)
    return rows


def test_an_open_flag_outlives_a_correction_and_keeps_its_word(session, trainer):
    rows = two_with_one_phone(session)
    attendance.close_session(session, by=trainer)
    attendance.mark(session, rows[0], "absent", reason="代签", by=trainer)
    running.run_class(session.training_class)

    (flag,) = flags.of(session)
    assert (flag.rule, flag.people, flag.is_settled) == ("R14a", tuple(row.pk for row in rows), False)
    with pytest.raises(acts.FlagRefused):
        flags.settle(session, flag, verdict="explained", word=" ", by=trainer)
    flags.settle(session, flag, verdict="upheld", word="儿子替签", by=trainer)
    (flag,) = flags.of(session)
    assert (flag.is_settled, flag.kept.word, flag.kept.settled_by) == (True, "儿子替签", trainer)
    assert AnomalyFlag.objects.filter(rule="R14a").count() == 1


def test_settle_keeps_what_was_only_shown_and_the_night_finds_nothing_new(session, trainer):
    two_with_one_phone(session)
    (shown,) = flags.of(session)
    assert shown.kept is None
    flags.settle(session, shown, verdict="explained", word="母女同用", by=trainer)
    attendance.close_session(session, by=trainer)
    running.run_everything(codes={"R14a", "R14b"})

    flag = AnomalyFlag.objects.get()
    assert (flag.state, flag.session, flag.programme) == ("explained", session, session.training_class.programme)
    assert list(flag.words.values_list("kind", flat=True)) == ["opened", "explained"]


def test_settle_takes_no_word_of_a_stranger(session, trainer):
    two_with_one_phone(session)
    (shown,) = flags.of(session)
    with pytest.raises(acts.FlagRefused):
        flags.settle(session, shown, verdict="explained", word="母女同用", by=places.user("other"))
    assert not FlagWord.objects.exclude(kind="opened").exists()


def test_an_upheld_flag_on_a_session_doubts_marks_and_no_participation(session, trainer):
    rows = two_with_one_phone(session)
    (shown,) = flags.of(session)
    kept = flags.settle(session, shown, verdict="upheld", word="儿子替签", by=trainer)
    Enrolment.objects.filter(pk=rows[0].pk).update(state="completed", completed_on=session.training_class.ends_on)
    assert not acts.in_doubt(kept).exists()


def test_raise_relay_flags_the_people_of_the_sign_in_once(session):
    user = places.user("family")
    row = people.enrolment(people.trainee(user=user), session.training_class)
    people.enrolment(people.trainee(user=user), training.training_class())
    flags.raise_relay(session, user)
    flags.raise_relay(session, user)
    flag = AnomalyFlag.objects.get()
    assert (flag.rule, [subject.enrolment for subject in flag.subjects.all()]) == ("R14c", [row])
