"""Findings on the screen: written where the bureau looks, answered from the organiser's home, listed, taken away."""

import io

import openpyxl
import pytest

from courses.domain import officers
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import people, places, training
from trainees.domain import findings, indicators
from trainees.models import Finding

pytestmark = pytest.mark.django_db
FORM = {"what": "签到表上的签名不像本人", "since": "2026-01-05", "severity": "critical"}


@pytest.fixture
def place():
    training.track_page("basic")
    return people.enrolment(people.trainee(name="田小花"), training.training_class(state="closed"), state="completed")


@pytest.fixture
def auditor(client, place):
    user = places.officer("auditor")
    client.force_login(user)
    return user


def test_a_finding_is_written_from_the_rows_behind_a_figure(client, auditor, place):
    rows = client.get("/figures/training_person_times/").content.decode()
    address = f"/findings/participation/{place.pk}/?figure=training_person_times"
    assert address in rows
    assert client.get(address).status_code == 200
    answer = client.post(address, FORM)
    made = Finding.objects.get()
    assert answer.url == f"/findings/{made.pk}/"
    version = indicators.find("training_person_times").version
    assert (made.enrolment, str(made.since_on)) == (place, "2026-01-05")
    assert made.indicator == f"training_person_times v{version}"
    page = client.get(answer.url).content.decode()
    assert FORM["what"] in page


@pytest.mark.parametrize("about", ["person", "class"])
def test_the_pages_of_a_person_and_a_class_lead_to_writing_one_and_show_it(client, auditor, place, about):
    subject, page = {
        "person": (place.trainee, f"/register/{place.trainee_id}/"),
        "class": (place.training_class, f"/office/classes/{place.training_class_id}/"),
    }[about]
    address = f"/findings/{about}/{subject.pk}/"
    assert address in client.get(page).content.decode()
    client.post(address, FORM)
    assert FORM["what"] in client.get(page).content.decode()


def test_what_makes_no_sense_is_said_and_not_kept(client, auditor, place):
    address = f"/findings/person/{place.trainee_id}/"
    for wrong in ({"what": ""}, {"since": "2099-01-01"}, {"severity": "x"}, {"what": "打 13812345678 问过"}):
        assert client.post(address, FORM | wrong).status_code == 200
    assert client.get(f"/findings/household/{place.pk}/").status_code == 404
    assert not Finding.objects.exists()


def test_the_organiser_sees_it_at_home_and_answers(client, auditor, place):
    made = findings.write(place, what="签名不像本人", severity="warning", since=today(), by=auditor)
    desk = places.user("desk")
    officers.appoint(desk, "organiser", places.region(), by=None)
    client.force_login(desk)
    assert f"/findings/{made.pk}/" in client.get("/cms/").content.decode()
    assert client.post(f"/findings/{made.pk}/", {"act": "settle", "text": ""}).status_code == 200
    client.post(f"/findings/{made.pk}/", {"act": "answer", "text": "已请本人补签"})
    made.refresh_from_db()
    assert made.state == "answered"
    assert f"/findings/{made.pk}/" not in client.get("/cms/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, auditor, place, django_assert_num_queries, number):
    for serial in range(number):
        findings.write(place, what=f"签名不像本人{serial}", severity="warning", since=today(), by=auditor)
    client.get("/findings/")
    with django_assert_num_queries(6):
        client.get("/findings/")


def test_the_list_is_filtered_and_taken_away_with_masked_names(client, auditor, place):
    findings.write(place, what="签名不像本人", severity="warning", since=today(), by=auditor)
    grave = findings.write(place, what="同日在两处上课", severity="critical", since=today(), by=auditor)
    said = client.get("/findings/?severity=critical&state=open").content.decode()
    assert grave.what in said
    assert "签名不像本人" not in said

    assert client.post("/findings/export/", {"purpose": ""}).status_code == 302
    answer = client.post("/findings/export/?severity=critical", {"purpose": "季度核查归档"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert grave.what in cells
    assert "签名不像本人" not in cells
    assert "田**" in cells
    assert "田小花" not in cells
    event = AuditEvent.objects.get(action="trainees.findings.export")
    assert (event.purpose, event.details["rows"]) == ("季度核查归档", 1)
