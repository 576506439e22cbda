"""People's own rights: consents as rows, corrections an officer settles, and an identity that is gone for good."""

import pytest

from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import indicators, merging, rights
from trainees.domain.indicators import Cut
from trainees.domain.lookup import with_tail
from trainees.models import ConsentRecord, DataRequest, Trainee

pytestmark = pytest.mark.django_db
NUMBER = people.id_number(55, birth="19790211")


@pytest.fixture
def officer():
    return places.officer("organiser")


def test_a_consent_is_kept_with_its_version_until_it_is_taken_back():
    who, user = people.trainee(), places.user("own")
    for _ in range(2):
        rights.give_consent(who, version="2026-1", by=user)
        assert ConsentRecord.objects.get().given_to == user
    for _ in range(2):
        rights.withdraw_consent(who, by=user)
    rights.give_consent(who, version="2026-1", by=user)

    assert [consent.withdrawn_at is None for consent in who.consents.all()] == [True, False]
    log = AuditEvent.objects.order_by("at").values_list("action", flat=True)
    assert list(log) == ["trainees.consent.give", "trainees.consent.withdraw", "trainees.consent.give"]


def test_a_correction_waits_for_an_officer_and_is_done_once(officer):
    who = people.trainee(name="田小化", number=NUMBER)
    asked = rights.ask(who, what="name", wanted="田小花", by=places.user("own"))
    assert rights.ask(who, what="name", wanted="田 小花", by=places.user("again")) == asked
    for _ in range(2):
        rights.carry_out(asked, answer="已核对身份证", by=officer)

    who.refresh_from_db()
    assert (who.name, who.name_pinyin.split()[0], who.id_number) == ("田小花", "tian", NUMBER)
    assert AuditEvent.objects.filter(action="trainees.request.settle").count() == 1


def test_who_is_put_into_another_village_is_found_there_and_counted_where_they_trained(officer):
    who = rights.correct(people.trainee(), id_number=NUMBER, by=officer)
    enrolment, there = people.enrolment(who), places.village(4, township=2)
    asked = rights.ask(who, what="village", wanted=there.name, by=places.user("own"))
    with pytest.raises(rights.CorrectionRefused):
        rights.carry_out(asked, answer="已核对", by=officer)
    rights.carry_out(asked, answer="已核对", region=there, by=officer)

    township = places.officer("township", within=there.parent)
    assert list(with_tail(Trainee.objects.in_register_of(township), NUMBER[-4:], user=township)) == [who]
    enrolment.refresh_from_db()
    assert enrolment.snapshot_region == places.village()
    assert AuditEvent.objects.filter(action="trainees.trainee.correct").latest("at").details["fields"] == ["region"]


def test_a_refused_request_changes_nothing(officer):
    who = people.trainee(name="田小花")
    asked = rights.ask(who, what="erase", by=places.user("own"))
    rights.refuse(asked, answer="请带身份证来办理", by=officer)

    who.refresh_from_db()
    asked.refresh_from_db()
    assert (who.name, asked.state, asked.answer) == ("田小花", "refused", "请带身份证来办理")


def test_a_number_that_can_not_be_right_is_refused(officer):
    asked = rights.ask(people.trainee(), what="id_number", wanted=NUMBER[:-1] + "Y", by=places.user("own"))
    with pytest.raises(rights.CorrectionRefused):
        rights.carry_out(asked, answer="", by=officer)
    assert DataRequest.objects.waiting().get() == asked


def test_who_turns_out_to_have_a_known_id_number_is_that_person(officer):
    weak, known = people.trainee(name="田小花", number=""), people.trainee(name="田小花", number=NUMBER)
    assert rights.correct(weak, id_number=NUMBER, by=officer) == min(weak, known, key=lambda row: row.pk)
    assert Trainee.objects.canonical().count() == 1


def test_a_number_of_somebody_of_another_name_is_refused(officer):
    people.trainee(name="彭别人", number=NUMBER)
    with pytest.raises(rights.CorrectionRefused):
        rights.correct(people.trainee(name="田小花", number=""), id_number=NUMBER, by=officer)


def test_erasing_removes_who_it_was_and_keeps_what_counts(officer):
    who = people.trainee(name="田小花", number=NUMBER, user=places.user("own"))
    other = people.trainee(name="田小花", number="")
    merging.merge(who, other, reason="同一人", by=officer)
    held = training.training_class(state="closed")
    people.enrolment(other, held, state="completed")
    asked = rights.ask(who, what="erase", by=who.user)
    rights.carry_out(asked, answer="已办理", by=officer)

    for row in Trainee.objects.all():
        assert (row.name, row.id_number, row.phone, row.id_index, row.phone_index) == (
            rights.ERASED_NAME, "", "", None, "",
        )  # fmt: skip
        assert (row.user, row.id_tail_index, row.birth_on.month, row.birth_on.day) == (None, "", 1, 1)
        assert row.erased_at
    assert Trainee.objects.canonical().count() == 1
    assert indicators.compute("training_person_times", Cut(held.programme, None)).value == 1
    assert AuditEvent.objects.get(action="trainees.trainee.erase").details == {"rows": 2}
