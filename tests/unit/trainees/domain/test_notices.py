"""People are told of moved and cancelled sessions, of classes not held and of places: once, and all concerned."""

import datetime as dt

import pytest

from courses.domain import scheduling, sittings
from lms.kit.clock import local, today
from lms.kit.models import Job
from tests.factories import people, places, training
from trainees.domain import enrolments, notices, texting
from trainees.models import Notice

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=3)


@pytest.fixture
def organiser():
    return places.officer("organiser")


@pytest.fixture
def session():
    held = training.training_class(day=today() + SOON, trainer=training.trainer(places.user("teaches")), number=7)
    return training.session(held)


def told(**who) -> list[str]:
    return sorted(Notice.objects.filter(**who).values_list("kind", flat=True))


def move(session, organiser, hour=14, reason="停电"):
    session.refresh_from_db()
    session.starts_at, session.ends_at = (local(session.training_class.starts_on, dt.time(h)) for h in (hour, hour + 2))
    return sittings.plan_session(session, reason=reason, by=organiser)


def test_who_has_asks_or_waits_for_a_place_and_who_teaches_is_told_of_a_move(session, organiser):
    rows = {
        state: people.enrolment(training_class=session.training_class, state=state)
        for state in ("confirmed", "requested", "waiting", "withdrawn")
    }
    move(session, organiser)
    assert {state for state, row in rows.items() if told(trainee=row.trainee)} == {"confirmed", "requested", "waiting"}
    assert told(trainer=session.trainer) == ["moved"]
    notice = Notice.objects.get(trainee=rows["confirmed"].trainee)
    assert (notice.because, notices.was(notice)) == ("停电", f"{session.training_class.starts_on} 09:00–11:00")
    assert Job.objects.get().kind == texting.SEND


def test_a_second_move_makes_the_notice_new_again(session, organiser):
    row = people.enrolment(training_class=session.training_class)
    move(session, organiser)
    notice = Notice.objects.get(trainee=row.trainee)
    notices.seen(notice)
    Notice.objects.update(sms="sent")
    sittings.cancel_session(session, reason="下雨", by=organiser)
    notice.refresh_from_db()
    assert (notice.kind, notice.seen_at, notice.sms, notice.because) == ("cancelled", None, "due", "下雨")
    assert notices.was(notice) == f"{session.training_class.starts_on} 14:00–16:00"


def test_the_trainer_before_and_the_one_after_are_told(session, organiser):
    before, after = session.trainer, training.trainer(name="彭老师")
    session.trainer = after
    sittings.plan_session(session, reason="换人", by=organiser)
    assert told(trainer=before) == told(trainer=after) == ["moved"]


def test_a_change_of_topic_or_of_a_class_still_planned_tells_nobody(session, organiser):
    session.topic = "换个题目"
    sittings.plan_session(session, by=organiser)
    planned = training.session(training.training_class(state="planned", day=today() + SOON))
    people.enrolment(training_class=planned.training_class)
    move(planned, organiser, hour=16)
    assert not Notice.objects.exists()


def test_a_void_class_is_told_once_and_not_for_each_session(session, organiser):
    row = people.enrolment(training_class=session.training_class)
    scheduling.void_class(session.training_class, reason="讲师生病", by=organiser)
    scheduling.void_class(session.training_class, reason="讲师生病", by=organiser)
    assert told(trainee=row.trainee) == ["void"]


def test_who_moves_up_is_confirmed_or_moved_is_told_of_the_place(organiser):
    page = training.course()
    held = training.training_class(day=today() + SOON, seats=1, page=page)
    first = enrolments.enrol(people.trainee(), held, by=None)
    waiting = enrolments.enrol(people.trainee(), held, by=None)
    assert not Notice.objects.exists()
    there = training.training_class(day=today() + SOON, page=page)
    enrolments.transfer(first, there, by=organiser)
    assert told(trainee=first.trainee) == told(trainee=waiting.trainee) == ["place"]
    asks = enrolments.request(people.trainee(), there, by=None)
    enrolments.confirm(asks, by=organiser)
    assert told(trainee=asks.trainee) == ["place"]


def test_unseen_is_ones_own_until_read_or_over(session, organiser):
    family = places.user("family")
    row = people.enrolment(people.trainee(user=family), session.training_class)
    people.enrolment(training_class=session.training_class)
    move(session, organiser)
    (notice,) = notices.unseen(family)
    assert notice.trainee == row.trainee
    assert [each.trainer for each in notices.unseen(session.trainer.user)] == [session.trainer]
    assert notices.unseen(family, training.training_class()) == []

    Notice.objects.update(told_at=local(today() - dt.timedelta(9), dt.time(9)))
    assert notices.unseen(family) == [notice]
    notices.seen(notice)
    assert notices.unseen(family) == []


def test_nothing_is_told_when_the_change_is_refused(session, organiser):
    people.enrolment(training_class=session.training_class)
    with pytest.raises(sittings.ReasonIsMissing):
        move(session, organiser, reason=" ")
    assert not Notice.objects.exists()
