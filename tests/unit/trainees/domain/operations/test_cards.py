"""Cards that a phone read without network: heard once, sealed until then, and refused with a sentence of their own."""

import datetime as dt
import json

import pytest

from tests.factories import people, phones
from trainees.domain import attendance, cards
from trainees.domain.operations import receiving, taking
from trainees.models import Attendance, Operation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def send(*acts, by):
    return receiving.receive(list(acts), offset=0, by=by)


def card_of(enrolment, **about):
    code = cards.of(enrolment.trainee, by=None).code
    return phones.act(enrolment.session, kind="card", card=f"XXK{code}", knew=0, **about)


@pytest.fixture
def holder(session, enrolments):
    enrolments[0].session = session
    return enrolments[0]


def test_receive_of_a_card_marks_present_by_card_at_its_moment(session, holder, trainer):
    at = session.starts_at + dt.timedelta(seconds=10)
    act = card_of(holder, at=at)

    answer, again = send(act, act, by=trainer)

    made = holder.attendances.get()
    assert (answer.state, answer.row.outcome, answer.row.made, again.row) == ("arrived", "applied", made, answer.row)
    assert (made.mark, made.how, made.marked_by, made.marked_at) == ("present", "card", trainer, at)
    # Whoever reads the table afterwards can't be anybody by it.
    assert (answer.row.personal, "card" in answer.row.fields) == ("", False)


def test_receive_of_a_card_of_who_stands_there_agrees(session, holder, trainer):
    attendance.mark(session, holder, "late", minutes=20, by=trainer)

    answer = send(card_of(holder), by=trainer)[0]

    assert (answer.state, answer.row.outcome) == ("arrived", "agrees")
    assert list(holder.attendances.standing().values_list("mark", flat=True)) == ["late"]


def test_receive_of_a_card_over_another_word_is_a_conflict(session, holder, trainer):
    attendance.mark(session, holder, "absent", by=None)

    answer = send(card_of(holder), by=trainer)[0]

    assert (answer.state, answer.row.outcome) == ("conflict", "differs")
    assert list(holder.attendances.standing().values_list("mark", flat=True)) == ["absent"]


def test_receive_of_a_card_after_closing_waits_for_a_reason(session, holder, trainer):
    act = card_of(holder)
    attendance.close_session(session, by=trainer)

    assert send(act, by=trainer)[0].state == "conflict"


def test_receive_of_a_card_that_puts_nobody_here_is_refused_and_kept_sealed(session, holder, trainer):
    lost, stranger = card_of(holder), people.enrolment()
    stranger.session = session
    cards.renew(holder.trainee, by=trainer)
    nonsense = phones.act(session, kind="card", card="0000-0000", knew=0)

    answers = send(lost, card_of(stranger), nonsense, by=trainer)

    assert [answer.state for answer in answers] == ["refused"] * 3
    assert len({answer.sentence for answer in answers}) == 3
    assert all("card" in json.loads(answer.row.personal) for answer in answers)
    assert Operation.objects.open().count() == 3
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_rolls_know_cards_by_digests_in_the_same_queries(session, trainer, size, django_assert_num_queries):
    places = [people.enrolment(training_class=session.training_class) for _ in range(size)]
    held = [cards.of(place.trainee, by=trainer) for place in places]
    people.enrolment(training_class=session.training_class)

    with django_assert_num_queries(4):
        (roll,) = taking.rolls(taking.sessions_of(trainer, type(session).objects.filter(pk=session.pk)))

    known = {line["enrolment"]: line["cards"] for line in roll["lines"]}
    for place, card in zip(places, held, strict=True):
        assert known.pop(place.pk) == [cards.digest(card.code, roll["salt"])]
        assert card.code not in json.dumps(roll)
    assert list(known.values()) == [[]]
