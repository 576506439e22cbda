"""The survey: one reply a person, and no way from a reply to who gave it."""

import datetime as dt

import pytest
import time_machine
from django.db import models

from lms.kit.clock import now, today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import surveys
from trainees.models import SurveyReply, SurveyTicket, TrainerRating

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    a_class = training.training_class(day=today())
    training.session(a_class, number=1)
    training.session(a_class, number=2, hour=14, kind="practice")
    return a_class


def replied(held, *, overall=5, words="", ratings=None):
    ticket = surveys.ticket_of(people.enrolment(training_class=held))
    surveys.reply(ticket.token, overall=overall, words=words, ratings=ratings)
    return ticket


def test_a_ticket_is_used_once(held):
    ticket = surveys.ticket_of(people.enrolment(training_class=held))
    assert surveys.ticket_of(ticket.enrolment).token == ticket.token
    surveys.reply(ticket.token, overall=4)
    for again in (lambda: surveys.reply(ticket.token, overall=1), lambda: surveys.ticket_of(ticket.enrolment)):
        with pytest.raises(surveys.TicketUsed):
            again()
    assert list(SurveyReply.objects.values_list("overall", flat=True)) == [4]
    ticket.refresh_from_db()
    assert (ticket.is_used, ticket.token) == (True, None)


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000, "' OR 1=1 --"])
def test_a_token_nobody_has_opens_nothing(held, token):
    with pytest.raises(surveys.TicketUsed):
        surveys.class_of(token)


def test_no_column_of_a_reply_leads_to_a_person_or_a_moment():
    for model in (SurveyReply, TrainerRating):
        fields = {field.name: field for field in model._meta.get_fields() if field.concrete}
        assert not [name for name, field in fields.items() if isinstance(field, models.DateField)]
        to = {field.related_model._meta.model_name for field in fields.values() if field.is_relation}
        assert to <= {"trainingclass", "trainer", "session", "user"}
        assert isinstance(model._meta.pk, models.UUIDField)
    assert SurveyReply._meta.get_field("words_read_by").null  # the reader of words, not their writer
    assert {field.name for field in SurveyTicket._meta.concrete_fields} == {"id", "enrolment", "token", "is_used"}


def keys() -> set:
    return {pk for model in (SurveyReply, TrainerRating) for pk in model.objects.values_list("pk", flat=True)}


def test_each_reply_writes_those_before_it_anew(held):
    replied(held, overall=1, ratings={f"session{held.sessions.first().pk}": 2})
    before = set(SurveyReply.objects.values_list("pk", flat=True)) | set(
        TrainerRating.objects.values_list("pk", flat=True)
    )
    replied(held, overall=5, ratings={f"session{held.sessions.first().pk}": 4})
    after = set(SurveyReply.objects.values_list("pk", flat=True)) | set(
        TrainerRating.objects.values_list("pk", flat=True)
    )
    assert not before & after
    assert sorted(SurveyReply.objects.values_list("overall", flat=True)) == [1, 5]


def test_the_order_of_rows_does_not_tell_who_came_last(held):
    """The last to come gives 1; sometimes it lies elsewhere than at the end."""
    for _ in range(7):
        replied(held, overall=5)
    ends = set()
    for _ in range(12):
        SurveyReply.objects.filter(overall=1).delete()
        replied(held, overall=1)
        rows = list(SurveyReply.objects.order_by("pk").values_list("overall", flat=True))
        ends.add(rows.index(1))
    assert len(ends) > 1


def test_nothing_about_a_reply_is_logged(held):
    before = AuditEvent.objects.count()
    replied(held, overall=2, words="椅子太硬")
    assert AuditEvent.objects.count() == before


def test_survey_is_open_from_the_last_day_on(held):
    enrolment = people.enrolment(training_class=held)
    for days, is_open in ((-1, False), (0, True), (surveys.OPEN_DAYS, True), (surveys.OPEN_DAYS + 1, False)):
        with time_machine.travel(now() + dt.timedelta(days=days), tick=False):
            assert surveys.is_open(held) is is_open
            assert bool(surveys.to_ask([enrolment], training_class=held)) is is_open
    token = surveys.ticket_of(enrolment).token
    with time_machine.travel(now() + dt.timedelta(days=90)), pytest.raises(surveys.SurveyShut):
        surveys.reply(token, overall=3)


def test_only_who_holds_a_place_has_a_ticket(held):
    for state in ("requested", "waiting", "withdrawn"):
        with pytest.raises(surveys.SurveyShut):
            surveys.ticket_of(people.enrolment(training_class=held, state=state))


def test_scores_and_words_are_shown_from_five_replies_on(held):
    for _ in range(4):
        replied(held, overall=4, words="中午饭好")
    few = surveys.result_of(held)
    assert (few.replies, few.asked, few.satisfaction, few.means, few.words) == (4, 4, None, None, [])
    replied(held, overall=1)
    enough = surveys.result_of(held)
    assert (enough.satisfaction, enough.means["overall"], len(enough.words)) == (0.8, 3.4, 4)
    assert "content" not in enough.means


def test_words_are_cut_of_numbers_and_wait_to_be_read(held):
    for _ in range(5):
        replied(held, words=f"找我 {people.id_number(3)}")
    one = surveys.result_of(held).words[0]
    assert people.id_number(3) not in one.words
    assert one.words_state == "waiting"
    by = places.user("organiser")
    assert surveys.read_words(one, hide=True, by=by).words_state == "hidden"
    assert surveys.read_words(one, hide=False, by=by).words_state == "shown"


def test_many_sessions_are_rated_by_their_trainer(held):
    assert len(surveys.rated(held)) == 2
    for number in range(3, 3 + surveys.MOST_SESSIONS):
        training.session(held, number=number, day=today() + dt.timedelta(number))
    (one,) = surveys.rated(held)
    assert (one.trainer, one.session) == (held.trainer, None)
    ticket = surveys.ticket_of(people.enrolment(training_class=held))
    surveys.reply(ticket.token, overall=5, ratings={one.key: 4, "trainer999": 1, "session0": 1})
    assert list(TrainerRating.objects.values_list("trainer", "score")) == [(held.trainer_id, 4)]


def test_slips_do_not_tell_who_has_replied(held):
    done = replied(held)
    waiting = people.enrolment(training_class=held)
    tokens = {slip.name: slip.token for slip in surveys.slips(held)}
    assert tokens.keys() == {done.enrolment.trainee.name, waiting.trainee.name}
    assert len({len(token) for token in tokens.values()}) == 1
    assert surveys.class_of(tokens[waiting.trainee.name]) == held
    with pytest.raises(surveys.TicketUsed):
        surveys.class_of(tokens[done.enrolment.trainee.name])
