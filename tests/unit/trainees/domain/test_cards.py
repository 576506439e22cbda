"""Cards: a code that says nothing, opens one person's mark, is replaced when lost, and survives changed keys."""

import datetime as dt

import pytest
from django.db import connection

from lms.kit import codes, press
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import attendance, card_papers, cards, merging, rights
from trainees.models import Attendance, Card

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def card(enrolment, trainer):
    return cards.of(enrolment.trainee, by=trainer)


def test_of_makes_one_card_a_person_and_logs_it(enrolment, trainer):
    one, same = cards.of(enrolment.trainee, by=trainer), cards.of(enrolment.trainee, by=None)

    assert one == same
    assert codes.is_code(one.code, cards.LENGTH)
    assert AuditEvent.objects.filter(action="trainees.card.make").count() == 1


def test_a_card_lies_sealed_and_says_nothing_of_its_holder(card, enrolment):
    stored = Card.objects.extra(select={"raw": "code"}).values("raw", "code_index").get()

    assert card.code not in stored["raw"]
    assert card.code not in stored["code_index"]
    assert cards.text(card) == "XXK" + card.code
    assert enrolment.trainee.name not in cards.text(card)


@pytest.mark.parametrize("size", [1, 3])
def test_of_all_costs_the_same_for_any_number(size, trainer, django_assert_num_queries):
    known, *others = [people.trainee() for _ in range(size)]
    had = cards.of(known, by=trainer)

    with django_assert_num_queries(6 if others else 5):
        found = cards.of_all([known, *others], by=trainer)

    assert found[known.pk] == had
    assert len({card.code for card in found.values()}) == size


@pytest.mark.parametrize("told", ["XXK{code}", "{code}", "{grouped}", " xxk-{grouped} ", "{lower}"])
def test_read_forgives_how_a_code_is_written(card, told):
    grouped = cards.grouped(card)
    assert cards.read(told.format(code=card.code, grouped=grouped, lower=grouped.lower())) == card


@pytest.mark.parametrize(
    "told", ["", "XXK", "hello", "x" * 5000, "\0", "0000-0000-0000-0000", "https://a.example/s/1.2.3"]
)
def test_read_of_anything_else_is_refused_with_a_sentence(card, told):
    with pytest.raises(cards.CardUnknown, match="no card of ours"):
        cards.read(told)


def test_read_of_one_wrong_sign_is_refused(card):
    other = "2" if card.code[3] != "2" else "3"
    with pytest.raises(cards.CardUnknown):
        cards.read(card.code[:3] + other + card.code[4:])


def test_renew_makes_the_old_card_count_no_more(card, enrolment, session, trainer):
    fresh = cards.renew(enrolment.trainee, by=trainer)

    assert fresh.code != card.code
    with pytest.raises(cards.CardRevoked, match="replaced"):
        cards.scan(session, card.code, by=trainer)
    assert cards.scan(session, fresh.code, by=trainer)[1] is False
    card.refresh_from_db()
    assert (card.revoked_by, Card.objects.standing().count()) == (trainer, 1)


def test_scan_marks_present_once_by_card(card, enrolment, session, trainer):
    mark, stood = cards.scan(session, cards.text(card), by=trainer)
    again, stands = cards.scan(session, cards.text(card), by=trainer)

    assert (mark.mark, mark.how, mark.marked_by, mark.enrolment) == ("present", "card", trainer, enrolment)
    assert (stood, stands, again) == (False, True, mark)
    assert Attendance.objects.count() == 1


def test_scan_after_the_grace_is_late_with_its_minutes(card, session, trainer):
    mark, _stood = cards.scan(session, card.code, at=session.starts_at + dt.timedelta(minutes=40), by=trainer)

    assert (mark.mark, mark.late_minutes) == ("late", 40)


def test_scan_in_the_wrong_class_says_where_the_person_is_expected(session, trainer):
    other = training.training_class(title="手机摄影班")
    held = training.session(other, starts_at=session.starts_at, ends_at=session.ends_at)
    stranger = people.enrolment(people.trainee(name="田在别处"), other).trainee
    code = cards.of(stranger, by=trainer).code

    with pytest.raises(cards.NotOnThisRoll, match=f"手机摄影班.*{held.venue.name}") as refusal:
        cards.scan(session, code, by=trainer)
    assert "田在别处" not in str(refusal.value)
    with pytest.raises(cards.NotOnThisRoll, match="at the door"):
        cards.scan(session, cards.of(people.trainee(), by=trainer).code, by=trainer)
    assert not Attendance.objects.exists()


def test_scan_of_who_waits_says_so(session, trainer):
    waiting = people.enrolment(people.trainee(name="田等位"), session.training_class, state="waiting").trainee

    with pytest.raises(cards.NotOnThisRoll, match="田等位 still waits"):
        cards.scan(session, cards.of(waiting, by=trainer).code, by=trainer)


def test_scan_on_a_closed_or_cancelled_roll_is_refused(card, session, trainer):
    attendance.close_session(session, by=trainer)
    with pytest.raises(attendance.SessionIsClosed):
        cards.scan(session, card.code, by=trainer)
    session.state = "cancelled"
    session.save()
    with pytest.raises(attendance.SessionIsCancelled):
        cards.scan(session, card.code, by=trainer)


def test_take_back_of_a_card_takes_that_mark_only(card, session, trainer):
    other = cards.of(people.enrolment(people.trainee(), session.training_class).trainee, by=trainer)
    mark, _stood = cards.scan(session, card.code, by=trainer)
    cards.scan(session, other.code, by=trainer)

    assert attendance.take_back(session, saved_at=mark.marked_at, by=trainer) == 0
    assert attendance.take_back(session, saved_at=mark.marked_at, how="card", by=trainer) == 1
    assert Attendance.objects.standing().filter(session=session).count() == 1


def test_cards_of_rows_that_are_one_person_both_count(card, enrolment, session, trainer):
    twin = people.trainee(name="田小满", number="")
    old = cards.of(twin, by=trainer)
    merging.merge(enrolment.trainee, twin, reason="同一人", by=places.officer("organiser"))

    mark, _stood = cards.scan(session, old.code, by=trainer)

    assert mark.enrolment == enrolment
    assert sorted(cards.codes_of([enrolment.trainee])[enrolment.trainee_id]) == sorted([card.code, old.code])
    cards.renew(enrolment.trainee, by=trainer)
    assert Card.objects.standing().count() == 1


def test_erase_takes_the_card_with_the_person(card, enrolment):
    rights.erase(enrolment.trainee, by=places.officer("organiser"))

    assert not Card.objects.standing().exists()


def test_a_card_is_found_under_an_older_index_key(card, session, trainer, settings):
    settings.INDEX_KEYS = ["a newer key " * 3, *settings.INDEX_KEYS]

    assert cards.read(card.code) == card


def test_digests_are_those_the_phone_reckons():
    """The same values stand in tests/unit/trainees/static/cards.test.mjs."""
    assert codes.check("7K3M9QXAB2CDEFG") == "M"
    assert cards.digest("abc", "salt") == "3681099918be28c95b81e27e"


def test_a_digest_knows_a_card_again_in_its_own_session_only(card):
    salts = [cards.salt_of(type("S", (), {"pk": pk})) for pk in (1, 2)]
    one, other = (cards.digest(card.code, salt) for salt in salts)

    assert one == cards.digest(card.code, salts[0])
    assert one != other
    assert card.code not in one


def test_printing_cards_lets_others_write_meanwhile(card, session, trainer, monkeypatch):
    held = []
    monkeypatch.setattr(press, "run", lambda *_args, **_named: held.append(len(connection.savepoint_ids)) or b"%PDF")
    assert card_papers.pdf(session.training_class, by=trainer) == b"%PDF"
    assert held == [0]
    assert AuditEvent.objects.get(action="trainees.card.download").details["people"] == 1
