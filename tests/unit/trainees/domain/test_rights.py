"""People's own rights: consents as rows, corrections an officer settles, and an identity that is gone for good."""

import pytest
from django.apps import apps

from lms.kit import audit
from lms.kit.clock import now, today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import disclosure, findings, indicators, merging, rights
from trainees.domain.indicators import Cut
from trainees.domain.lookup import with_tail
from trainees.domain.rules import REGISTRY, acts, flagging
from trainees.domain.rules.declaring import Found
from trainees.models import (
    AnomalyFlag,
    Attendance,
    ConsentRecord,
    ContactAttempt,
    DataRequest,
    FollowUpTask,
    Need,
    OutcomeReport,
    Trainee,
)

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
    assert AuditEvent.objects.get(action="trainees.trainee.erase").details["rows"] == 2


SAID = "田小花住桥头第二家"


def words_about_the_person(who, officer):
    """One of everything in which somebody wrote about them."""
    day = today()
    place = people.enrolment(who, training.training_class(state="closed"), state="completed")
    task = FollowUpTask.objects.create(enrolment=place, plan="p", step="30", opens_on=day, due_on=day, closes_on=day)
    ContactAttempt.objects.create(task=task, result="no_answer", note=SAID, made_at=now(), made_by=officer)
    Need.objects.create(enrolment=place, category="other", text=SAID, raised_by=officer)
    given = {"trainee": who, "task": task, "kind": "shop_opened", "occurred_on": day, "reported_by": officer}
    for number, platform in enumerate(["taobao", "douyin"]):
        OutcomeReport.objects.create(
            **given, platform=platform, shop_name=f"{SAID}{number}", shop_address=SAID, employer=SAID
        )
    session = training.session(place.training_class)
    Attendance.objects.create(
        session=session, enrolment=place, mark="absent", how="hand", reason=SAID, marked_at=now(), marked_by=officer
    )
    auditor = places.officer("auditor")
    finding = findings.write(place, what=SAID, severity="remark", since=day, by=auditor)
    findings.answer(finding, text=SAID, by=officer)
    odd = Found(key=(1,), people=(who.pk,), facts={"hours": 9, "day": str(day)})
    flagging.reconcile(REGISTRY["R13"], [odd], AnomalyFlag.objects.none())
    acts.explain(AnomalyFlag.objects.get(), word=SAID, by=officer)
    merging.merge(who, people.trainee(number=""), reason=SAID, by=officer)
    disclosure.unmask(who, reason="call", note=SAID, by=officer)
    return place.training_class.programme


def everything_written() -> str:
    return str([list(model._base_manager.values()) for model in apps.get_models() if model._meta.managed])


def test_erasing_blanks_what_was_written_about_the_person_and_changes_no_figure(officer):
    who = people.trainee(name="田小花", number=NUMBER)
    people.household(who, number="433127990011", poor=True)
    programme = words_about_the_person(who, officer)
    codes = list(indicators.REGISTRY)
    before = [(figure.numerator, figure.denominator) for figure in indicators.compute_all(codes, Cut(programme, None))]
    assert SAID in everything_written()
    rights.erase(who, by=officer)

    written = everything_written()
    assert SAID not in written
    assert "433127990011" not in written
    after = [(figure.numerator, figure.denominator) for figure in indicators.compute_all(codes, Cut(programme, None))]
    assert after == before
    assert OutcomeReport.objects.values("shop_name").distinct().count() == 2
    event = AuditEvent.objects.get(action="trainees.trainee.erase")
    assert event.details == {"rows": 2, "texts": 14, "reasons": 2, "households": 1, "files": 0}


def test_erasing_leaves_the_household_of_the_others_alone(officer):
    who, other = people.trainee(name="田小花", number=NUMBER), people.trainee(name="彭大山")
    home = people.household(other, who, number="433127990012")
    rights.erase(who, by=officer)

    home.refresh_from_db()
    assert home.number == "433127990012"
    assert [member.trainee for member in home.members.all()] == [other]


def test_the_log_forgets_words_and_nothing_else(officer):
    event = audit.record("trainees.trainee.unmask", officer, by=officer, purpose="桥头第二家", region="433127000000")
    assert AuditEvent.objects.filter(pk=event.pk).forget_words("（已删除）") == 1
    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.actor, kept.action, kept.at, kept.purpose) == (officer, event.action, event.at, "（已删除）")
    with pytest.raises(TypeError):
        AuditEvent.objects.all().update(purpose="")
