"""The bureau writes findings and settles them, the organiser answers, and nobody else does either."""

import datetime as dt

import pytest

from courses.domain import officers
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import findings
from trainees.models import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def auditor():
    return places.officer("auditor")


@pytest.fixture
def organiser():
    return places.officer("organiser")


@pytest.fixture
def finding(auditor):
    place = people.enrolment(people.trainee(name="田小花"), training.training_class(state="closed"), state="completed")
    return findings.write(place, what="代签：签名不像本人", severity="critical", since=today(), by=auditor)


def log():
    return list(AuditEvent.objects.order_by("at").values_list("action", flat=True))


def test_a_finding_goes_from_open_to_settled_and_every_word_is_kept(finding, auditor, organiser):
    findings.answer(finding, text="已请本人补签", by=organiser)
    findings.send_back(finding, text="请附补签表照片", by=auditor)
    findings.answer(finding, text="已附补签表照片", by=organiser)
    findings.settle(finding, by=auditor)
    findings.settle(finding, by=auditor)

    finding.refresh_from_db()
    assert finding.state == "settled"
    assert [word.kind for word in finding.words.all()] == ["answered", "sent_back", "answered", "settled"]
    assert log() == [f"trainees.finding.{verb}" for verb in ("write", "answer", "send_back", "answer", "settle")]
    with pytest.raises(findings.FindingRefused, match="settled"):
        findings.answer(finding, text="还有话说", by=organiser)


@pytest.mark.parametrize("role", ["organiser", "township", "follow_up", "trainer", "poverty", "province"])
def test_only_the_bureau_writes_and_settles(finding, role):
    user = places.officer(role, username=f"a-{role}")
    for subject in (finding.person, finding.enrolment, finding.held):
        with pytest.raises(findings.FindingRefused):
            findings.write(subject, what="有问题的记录", severity="remark", since=today(), by=user)
    with pytest.raises(findings.FindingRefused):
        findings.settle(finding, by=user)
    with pytest.raises(findings.FindingRefused):
        findings.send_back(finding, text="请再核对一次", by=user)


def test_the_bureau_does_not_answer_itself_and_another_county_says_nothing(finding, auditor):
    next_door = places.region("433126000000")
    for user in (auditor, places.officer("organiser", within=next_door, username="next")):
        with pytest.raises(findings.FindingRefused):
            findings.answer(finding, text="已核对无误", by=user)
    elsewhere = places.officer("auditor", within=next_door, username="bureau-next")
    with pytest.raises(findings.FindingRefused):
        findings.write(finding.held, what="有问题的班级", severity="remark", since=today(), by=elsewhere)
    assert not Finding.objects.visible_to(elsewhere).exists()


@pytest.mark.parametrize("text", ["", "  ", "短", "电话13812345678打不通", f"身份证{people.id_number(7)}有误"])
def test_empty_words_and_whole_numbers_are_refused(finding, auditor, organiser, text):
    with pytest.raises(findings.FindingRefused):
        findings.write(finding.person, what=text, severity="remark", since=today(), by=auditor)
    with pytest.raises(findings.FindingRefused):
        findings.answer(finding, text=text, by=organiser)


def test_who_works_for_one_programme_finds_and_reads_within_it(finding):
    programme, other = finding.held.programme, places.programme(name="另一个项目")
    mine, theirs = places.user("mine"), places.user("theirs")
    officers.appoint(mine, "auditor", places.region(), programme=programme, by=None)
    officers.appoint(theirs, "auditor", places.region(), programme=other, by=None)
    made = findings.write(finding.person, what="户籍与系统不符", severity="warning", since=today(), by=mine)
    assert made.programme == programme
    assert set(Finding.objects.visible_to(mine)) == {finding, made}
    assert not Finding.objects.visible_to(theirs).exists()
    with pytest.raises(findings.FindingRefused):
        findings.write(finding.person, what="户籍与系统不符", severity="warning", since=today(), by=theirs)


def test_findings_are_found_by_what_they_are_about(finding, auditor):
    other = people.trainee()
    of_class = findings.write(
        finding.held, what="照片与日期不符", severity="remark", since=dt.date(2026, 1, 2), by=auditor
    )
    of_other = findings.write(other, what="身份有疑问的人", severity="remark", since=today(), by=auditor)
    assert set(Finding.objects.about(finding.held)) == {finding, of_class}
    assert set(Finding.objects.about(finding.person)) == {finding}
    assert set(Finding.objects.about(other)) == {of_other}
