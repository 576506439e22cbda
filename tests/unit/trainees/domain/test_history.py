"""A person's history tells every kind of thing that happened, each with who, when and the way to its proof."""

import pytest

from certificates.domain import issuing
from certificates.models import Certificate
from lms.kit.clock import today
from tests.factories import people, places, training
from tests.factories.registers import HEADINGS, as_xlsx, person
from trainees.domain import disclosure, entry_codes, history, merging, rights
from trainees.domain.imports import batches, undoing
from trainees.models import ImportBatch, Trainee, TraineeAlias

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def organiser():
    return places.officer("organiser")


@pytest.fixture
def who():
    return people.trainee(name="田小花")


def told(who, user) -> dict[str, history.Moment]:
    return {moment.title: moment for moment in history.timeline(who, user=user)}


def test_a_list_is_told_with_its_row_and_leads_to_it_for_who_may_open_it(organiser):
    for number in range(1, 21):
        places.village(number)
    data = as_xlsx([person(n) for n in range(2)], headings=HEADINGS)
    batch = batches.import_now(
        places.region(), kind=ImportBatch.Kind.REGISTER, data=data, name="名单.xlsx", by=organiser
    )
    who = Trainee.objects.first()

    line = told(who, organiser)["Brought in by a list"]
    assert (line.link, line.by, line.is_struck) == (("import_batch", batch.pk), organiser, False)
    assert "名单.xlsx · row " in line.detail
    assert told(who, places.officer("auditor"))["Brought in by a list"].link is None

    people.enrolment(who)
    undoing.undo(batch, by=organiser)
    assert told(who, organiser)["Brought in by a list"].is_struck


def test_corrections_consents_requests_and_codes_are_told_without_a_number(organiser, who):
    rights.give_consent(who, version="2026-1", by=organiser)
    rights.withdraw_consent(who, by=organiser)
    request = rights.ask(who, what="phone", wanted="13900000001", by=organiser)
    rights.carry_out(request, answer="改好了", by=organiser)
    entry_codes.issue(who, by=organiser)

    lines = told(who, organiser)
    assert lines["Agreed to what is kept"].detail == "version of the text: 2026-1"
    assert lines["Took the consent back"].by == organiser
    assert lines["Corrected in the register"].detail == "phone number"
    assert "Asked about their own data: phone number" in lines
    assert "改好了" in lines["carried out"].detail
    assert "Entry code given" in lines
    assert "13900000001" not in "".join(line.title + line.detail for line in lines.values())


def test_household_and_its_status_stand_on_their_days(organiser, who):
    people.household(who, number="433127000099", poor=True)
    lines = told(who, organiser)
    assert lines["Lives in the household"].detail == "No. 433127000099"
    assert (lines["poverty-registered"].detail, lines["poverty-registered"].on.year) == ("测试名册", 2014)


def test_who_looked_is_told_to_those_who_read_the_log_only(organiser, who):
    disclosure.unmask(who, reason="call", note="电话回访核实", by=organiser)
    assert told(who, organiser)["Whole numbers seen"].by == organiser
    assert "Whole numbers seen" not in told(who, places.officer("township", username="t"))


def test_certificates_come_from_above_with_their_page(organiser, who):
    done = people.enrolment(who, training.training_class(state="closed"), state="completed")
    paper = issuing.issue(done, "completion", by=organiser)
    line = told(who, organiser)["Certificate issued"]
    assert (line.link, line.by) == (("certificate", paper.pk), organiser)
    assert paper.number in line.detail
    issuing.revoke(paper, because="名字错了", by=organiser)
    assert told(who, organiser)["Certificate issued"].is_struck
    assert "名字错了" in told(who, organiser)["Certificate revoked"].detail
    assert Certificate.objects.count() == 1


def test_rows_of_one_person_tell_one_story(organiser, who):
    other = people.trainee(name="田小花", number="")
    rights.give_consent(other, version="2026-1", by=organiser)
    merging.merge(who, other, reason="同一人", by=organiser)
    lines = told(who, organiser)
    assert "Agreed to what is kept" in lines
    assert "Found to be one person: 田小花 = 田小花" in lines
    merging.unmerge(TraineeAlias.objects.get(), because="看错了", by=organiser)
    assert "Agreed to what is kept" not in told(who, organiser)
    assert "Taken apart again" in told(who, organiser)


def test_the_page_shows_the_way_to_the_proof(client, organiser, who):
    done = people.enrolment(who, training.training_class(state="closed"), state="completed")
    paper = issuing.issue(done, "completion", by=organiser)
    client.force_login(organiser)
    page = client.get(f"/register/{who.pk}/").content.decode()
    assert f'href="/certificates/{paper.pk}/"' in page
    assert f"{today():%Y-%m-%d}" in page
