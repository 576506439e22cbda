"""Logging a contact: what is kept, what settles, what is refused, and that twice is once."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import contacts, evidence, outcomes
from trainees.domain.contacts import Contact, log_contact
from trainees.domain.outcomes import Employment, Help, Shop
from trainees.models import ContactAttempt, EvidenceItem, FollowUpTask, Need, OutcomeReport

from .test_evidence import photo, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return places.officer("follow_up")


@pytest.fixture
def task():
    enrolment = people.enrolment(state="completed", completed_on=today() - dt.timedelta(days=30))
    return people.follow_ups(enrolment)[0]


def shop(**fields):
    return Shop(
        **({"platform": "taobao", "opened_on": today(), "name": "田家腊肉", "address": "shop.example/1"} | fields)
    )


def test_reached_settles_and_keeps_everything_learnt(task, staff):
    attempt = log_contact(
        task,
        Contact(
            result="reached",
            channel="visit",
            note="在家",
            shop=shop(),
            employment=Employment(since=today(), employer="电商公司"),
            sales_fen=123456,
            help_wanted=Help("packaging", "要袋子"),
            photo=upload(photo()),
        ),
        by=staff,
    )

    task.refresh_from_db()
    assert (task.outcome, task.settled_by, task.settled_at) == ("done", staff, attempt.made_at)
    trainee = task.enrolment.trainee
    kinds = {report.kind: report for report in OutcomeReport.objects.filter(trainee=trainee, task=task)}
    assert set(kinds) == {"shop_opened", "employed", "sales"}
    opened = kinds["shop_opened"]
    assert (opened.level, opened.platform, opened.shop_name, opened.reported_by) == (1, "taobao", "田家腊肉", staff)
    assert opened.evidence == EvidenceItem.objects.get(trainee=trainee)
    assert kinds["sales"].sales_fen == 123456
    assert Need.objects.get(task=task).text == "要袋子"
    event = AuditEvent.objects.get(action="trainees.contact.log")
    assert (event.actor, event.region_code, event.details) == (staff, trainee.region_id, {"result": "reached"})


@pytest.mark.parametrize("result", ["no_answer", "wrong_number", "moved", "refused"])
def test_a_try_in_vain_is_kept_and_the_task_stays_due(task, staff, result):
    log_contact(task, Contact(result=result, channel="phone"), by=staff)
    task.refresh_from_db()
    assert (task.outcome, task.settled_at) == ("", None)
    assert task.attempts.get().result == result


def test_the_same_form_sent_twice_is_kept_once(task, staff):
    contact = Contact(result="reached", shop=shop(), sales_fen=100, op_id=uuid.uuid4())
    first = log_contact(task, contact, by=staff)
    assert log_contact(task, contact, by=staff) == first
    assert ContactAttempt.objects.count() == 1
    assert OutcomeReport.objects.count() == 2


def test_a_form_of_somebody_else_is_refused(task, staff):
    contact = Contact(result="no_answer")
    log_contact(task, contact, by=staff)
    other = people.follow_ups(people.enrolment(state="completed", completed_on=today() - dt.timedelta(days=30)))[0]
    with pytest.raises(contacts.SentElsewhere):
        log_contact(other, contact, by=staff)


def test_a_settled_follow_up_takes_no_second_contact(task, staff):
    log_contact(task, Contact(result="reached"), by=staff)
    with pytest.raises(contacts.AlreadySettled):
        log_contact(task, Contact(result="reached"), by=staff)
    assert ContactAttempt.objects.count() == 1


def test_a_follow_up_opens_seven_days_before_it_is_due(staff):
    enrolment = people.enrolment(state="completed", completed_on=today() - dt.timedelta(days=22))
    first = people.follow_ups(enrolment)[0]
    with pytest.raises(contacts.NotOpenYet):
        log_contact(first, Contact(result="reached"), by=staff)
    FollowUpTask.objects.filter(pk=first.pk).update(opens_on=today())
    assert log_contact(first, Contact(result="reached"), by=staff)


@pytest.mark.parametrize(
    "finding",
    [
        {"shop": shop()},
        {"employment": Employment(since=today())},
        {"sales_fen": 0},
        {"help_wanted": Help("money")},
        {"photo": SimpleUploadedFile("a.jpg", photo())},
    ],
)
def test_who_was_not_reached_told_nothing(task, staff, finding):
    with pytest.raises(contacts.NobodyWasReached):
        log_contact(task, Contact(result="no_answer", **finding), by=staff)
    assert not ContactAttempt.objects.exists()
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    ("finding", "refusal"),
    [
        ({"shop": shop(opened_on=today() + dt.timedelta(days=2))}, outcomes.NotYetHappened),
        ({"shop": shop(opened_on=dt.date(1926, 1, 1))}, outcomes.TooLongAgo),
        ({"employment": Employment(since=today() + dt.timedelta(days=2))}, outcomes.NotYetHappened),
        ({"sales_fen": -1}, outcomes.SalesOutOfRange),
        ({"sales_fen": outcomes.MOST_SALES_FEN + 1}, outcomes.SalesOutOfRange),
    ],
)
def test_refuse_what_cannot_be_and_keep_nothing_not_even_the_photo(task, staff, finding, refusal):
    with pytest.raises(refusal):
        log_contact(task, Contact(result="reached", photo=upload(photo()), **finding), by=staff)
    task.refresh_from_db()
    assert task.settled_at is None
    assert not ContactAttempt.objects.exists()
    assert not EvidenceItem.objects.exists()


def test_a_photo_that_is_none_loses_nothing_silently(task, staff):
    with pytest.raises(evidence.NotAPicture):
        log_contact(task, Contact(result="reached", photo=upload(b"text")), by=staff)
    assert not ContactAttempt.objects.exists()


def test_a_contact_from_the_future_is_refused(task, staff):
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    with pytest.raises(contacts.NotYetMade):
        log_contact(task, Contact(result="reached", made_at=later), by=staff)


def test_a_shop_from_before_training_is_kept(task, staff):
    log_contact(task, Contact(result="reached", shop=shop(opened_on=dt.date(2018, 1, 1))), by=staff)
    assert OutcomeReport.objects.get().occurred_on == dt.date(2018, 1, 1)


def test_count_days_of_trying_not_tries(task, staff):
    for days_ago in (0, 0, 1, 2):
        made_at = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago, minutes=1)
        log_contact(task, Contact(result="no_answer", made_at=made_at), by=staff)
    assert contacts.days_unreached(task) == 3


def test_correct_a_shop_by_a_new_report_once(task, staff):
    log_contact(task, Contact(result="reached", shop=shop(), photo=upload(photo())), by=staff)
    wrong = OutcomeReport.objects.get()
    right = outcomes.correct_shop(wrong, shop=shop(platform="douyin"), by=staff)

    assert list(OutcomeReport.objects.standing()) == [right]
    assert (right.supersedes, right.task, right.evidence) == (wrong, task, wrong.evidence)
    assert AuditEvent.objects.filter(action="trainees.outcome.correct", object_id=str(right.pk)).exists()
    with pytest.raises(outcomes.AlreadyCorrected):
        outcomes.correct_shop(wrong, shop=shop(), by=staff)
    with pytest.raises(outcomes.NotYetHappened):
        outcomes.correct_shop(right, shop=shop(opened_on=today() + dt.timedelta(days=1)), by=staff)
