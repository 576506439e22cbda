import datetime as dt
import threading

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from certificates.domain import issuing, payloads
from certificates.models import Certificate, Design
from courses.models import TrainingClass
from lms.kit.models import AuditEvent
from tests.factories import people, places, training


def test_issue_freezes_what_was_true(complete, organiser):
    enrolment = complete("向小芳")
    paper = issuing.issue(enrolment, "completion", by=organiser)
    assert paper.number == "4331272026S0120001"
    assert paper.payload["name"] == "向小芳"
    assert paper.payload["hours"] == 8
    assert paper.payload["id_tail"] == enrolment.trainee.id_number[-4:]
    assert "“网店运营基础”培训班（第12期）" in paper.payload["text"]
    enrolment.trainee.name = "向晓芳"
    enrolment.trainee.save()
    paper.refresh_from_db()
    assert paper.payload["name"] == "向小芳"
    assert payloads.digest(paper.payload) == paper.payload_hash


def test_issue_keeps_no_whole_id_number(complete, organiser):
    enrolment = complete()
    paper = issuing.issue(enrolment, "completion", by=organiser)
    assert enrolment.trainee.id_number not in str(paper.payload)


def test_issue_twice_returns_the_valid_one(certificate, organiser):
    again = issuing.issue(certificate.enrolment, "completion", by=organiser)
    assert again == certificate
    assert AuditEvent.objects.filter(action="certificates.certificate.issue").count() == 1


@pytest.mark.parametrize("state", ["confirmed", "not_completed", "withdrawn", "requested"])
def test_issue_refuses_who_did_not_complete(closed_class, organiser, state):
    enrolment = people.enrolment(people.trainee(), closed_class, state=state)
    with pytest.raises(issuing.NotCompleted):
        issuing.issue(enrolment, "completion", by=organiser)
    assert not Certificate.objects.exists()


def test_issue_refuses_a_void_class(complete, closed_class, organiser):
    enrolment = complete()
    TrainingClass.objects.filter(pk=closed_class.pk).update(state="void")
    with pytest.raises(issuing.NotCompleted):
        issuing.issue(enrolment, "completion", by=organiser)


def test_issue_outcome_needs_a_shop_after_the_training(complete, open_shop, organiser):
    enrolment, early = complete(), complete()
    with pytest.raises(issuing.NotConverted):
        issuing.issue(enrolment, "outcome", by=organiser)
    open_shop(enrolment)
    open_shop(early, occurred_on=dt.date(2025, 1, 1))
    paper = issuing.issue(enrolment, "outcome", by=organiser)
    assert paper.number[10] == "C"
    assert paper.payload["shop"] == {
        "platform": "拼多多",
        "name": "芙蓉镇腊肉铺",
        "opened_on": "2026-05-16",
        "level": 1,
    }
    with pytest.raises(issuing.NotConverted):
        issuing.issue(early, "outcome", by=organiser)


def test_issue_outcome_refuses_who_opened_a_shop_but_did_not_complete(closed_class, open_shop, organiser):
    enrolment = people.enrolment(people.trainee(), closed_class, state="not_completed")
    enrolment.completed_on = closed_class.ends_on
    open_shop(enrolment)
    with pytest.raises(issuing.NotCompleted):
        issuing.issue(enrolment, "outcome", by=organiser)


@pytest.mark.parametrize("name", ["\u200b\u200d\u200b", "\u202e\u202c"])
def test_issue_refuses_an_invisible_name(complete, organiser, name):
    with pytest.raises(payloads.NameCannotBePrinted):
        issuing.issue(complete(name), "completion", by=organiser)
    assert not Certificate.objects.exists()


def test_issue_strips_marks_that_turn_a_name_round(complete, organiser):
    assert issuing.issue(complete("张\u202e三李四"), "completion", by=organiser).payload["name"] == "张三李四"


def test_issue_refuses_a_character_without_font(complete, organiser):
    with pytest.raises(issuing.fonts.CharacterHasNoFont):
        issuing.issue(complete("张\U0003134f"), "completion", by=organiser)
    assert not Certificate.objects.exists()


def test_issue_statement_prints_the_figures_of_the_day(closed_class, complete, open_shop, organiser):
    open_shop(complete())
    complete()
    people.enrolment(people.trainee(), closed_class, state="not_completed")
    with time_machine.travel("2026-07-01T04:00Z"):
        paper = issuing.issue_statement(closed_class, by=organiser)
    assert [figure["value"] for figure in paper.payload["figures"]] == [
        "3",
        "2",
        "2",
        "0",
        "1",
        "观察中，至 2026-11-02",
    ]
    assert paper.payload["as_of"] == "2026-07-01"
    assert "180 天内首次开办网店" in paper.payload["definition"]
    assert paper.payload["indicator"] == "conversion_rate_all_tracks v1"
    with time_machine.travel("2026-11-10T04:00Z"):
        later = issuing.reissue(paper, by=organiser)
    assert later.payload["figures"][-1]["value"] == "50.0"
    assert later.supersedes == paper


def test_issue_statement_once_per_class(closed_class, organiser):
    first = issuing.issue_statement(closed_class, by=organiser)
    assert issuing.issue_statement(closed_class, by=organiser) == first


def test_issue_statement_without_base_says_so(closed_class, organiser):
    paper = issuing.issue_statement(closed_class, by=organiser)
    assert paper.payload["figures"][-1]["value"] == "无基数"


def test_issue_statement_refuses_an_open_class(organiser):
    with pytest.raises(issuing.ClassHasNoResult):
        issuing.issue_statement(training.training_class(state="open"), by=organiser)


def test_revoke_says_when_by_whom_and_why(certificate, organiser):
    issuing.revoke(certificate, because="冒名顶替", by=organiser)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by, certificate.revoked_because) == (
        "revoked",
        organiser,
        "冒名顶替",
    )
    event = AuditEvent.objects.get(action="certificates.certificate.revoke")
    assert (event.purpose, event.region_code) == ("冒名顶替", "433127000000")


def test_revoke_twice_is_refused(certificate, organiser):
    issuing.revoke(certificate, because="冒名顶替", by=organiser)
    with pytest.raises(issuing.NotValidAnyMore):
        issuing.revoke(certificate, because="再次", by=organiser)


def test_issue_after_revoking_is_refused_but_reissue_works(certificate, organiser):
    issuing.revoke(certificate, because="名字写错", by=organiser)
    with pytest.raises(issuing.WasRevoked):
        issuing.issue(certificate.enrolment, "completion", by=organiser)
    newer = issuing.reissue(certificate, by=organiser)
    certificate.refresh_from_db()
    assert (certificate.state, newer.state, newer.number[-4:]) == ("revoked", "valid", "0002")


def test_reissue_takes_the_corrected_name_and_supersedes(certificate, organiser):
    trainee = certificate.enrolment.trainee
    trainee.name = "向晓芳"
    trainee.save()
    newer = issuing.reissue(certificate, by=organiser)
    certificate.refresh_from_db()
    assert (certificate.state, newer.payload["name"]) == ("replaced", "向晓芳")
    assert certificate.successor == newer


def test_reissue_of_a_replaced_one_is_refused(certificate, organiser):
    issuing.reissue(certificate, by=organiser)
    with pytest.raises(issuing.NotTheNewest):
        issuing.reissue(certificate, by=organiser)


def test_numbers_of_two_programmes_with_the_same_class_number_never_meet(complete, closed_class, organiser):
    first = issuing.issue(complete(), "completion", by=organiser)
    other = training.training_class(
        page=training.course(track="practical"),
        programme=places.programme(name="二期"),
        number=closed_class.number,
        day=closed_class.ends_on,
        state="closed",
    )
    second = issuing.issue(people.enrolment(None, other, state="completed"), "completion", by=organiser)
    assert (first.number[:-4], first.number[-4:], second.number[-4:]) == (second.number[:-4], "0001", "0002")


def test_numbers_end_at_9999(certificate, complete, organiser):
    Certificate.objects.filter(pk=certificate.pk).update(number=certificate.number[:-4] + "9999")
    with pytest.raises(issuing.NumbersUsedUp):
        issuing.issue(complete(), "completion", by=organiser)


def test_database_refuses_a_second_valid_paper(certificate):
    certificate.pk, certificate.number, certificate.code = None, "X", "Y"
    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save(force_insert=True)


def test_design_of_the_programme_wins_over_the_house(complete, closed_class, organiser):
    Design.objects.create(
        kind="completion",
        programme=closed_class.programme,
        title="培训证明",
        issuer="永顺县商务局",
        wording="{name}学完{course}。",
    )
    payload = issuing.issue(complete("向小芳"), "completion", by=organiser).payload
    assert (payload["title"], payload["issuer"], payload["text"]) == (
        "培训证明",
        "永顺县商务局",
        "向小芳学完网店运营基础。",
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_issue_in_two_threads_draws_every_number_once(complete, organiser):
    enrolments = [complete() for _ in range(12)]
    failures = []

    def work(mine):
        try:
            for enrolment in mine:
                issuing.issue(enrolment, "completion", by=organiser)
        except Exception as error:  # noqa: BLE001 - reported by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(part,)) for part in (enrolments[:8], enrolments[4:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == [f"{count:04d}" for count in range(1, 13)]
