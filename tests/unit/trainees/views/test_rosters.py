"""Rosters at the desk: dry run, import, the refused rows; nothing of the county next door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.domain.officers import appoint
from lms.kit.spreadsheets import read_table
from tests.factories import people, places, training
from tests.factories.people import id_number
from tests.factories.rosters import workbook
from trainees.domain import rosters
from trainees.models import Enrolment, RosterImport, Trainee

pytestmark = pytest.mark.django_db
GOOD = id_number(1)


@pytest.fixture
def desk(client):
    places.village()
    user = places.user("desk")
    appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    return user


@pytest.fixture
def training_class(desk):
    return training.training_class()


def upload(client, training_class, data, name="名册.xlsx"):
    return client.post(f"/cms/classes/{training_class.pk}/roster/", {"file": SimpleUploadedFile(name, data)})


def rows():
    village = places.village().name
    return workbook(("田大伟", GOOD, "13800138000", village, "H1", "农村青年"), ("彭小妹", "123", "", village, "", ""))


def test_upload_shows_a_dry_run_and_import_brings_in(client, desk, training_class):
    response = upload(client, training_class, rows())
    roster = RosterImport.objects.get()
    assert response.url == f"/cms/rosters/{roster.pk}/"
    page = client.get(response.url).content.decode()
    assert "田**" in page
    assert "大伟" not in page
    assert GOOD not in page
    assert not Trainee.objects.exists()

    client.post(f"/cms/rosters/{roster.pk}/import/")
    client.post(f"/cms/rosters/{roster.pk}/import/")
    assert Enrolment.objects.get().trainee == Trainee.objects.get(name="田大伟")


@pytest.mark.parametrize(("show", "names"), [("", 2), ("refused", 1), ("new", 1), ("known", 0), ("nonsense", 2)])
def test_dry_run_is_filtered_by_what_was_found(client, desk, training_class, show, names):
    roster = rosters.check(training_class, data=rows(), name="a.xlsx", by=desk)
    assert len(client.get(f"/cms/rosters/{roster.pk}/?show={show}").context["page_obj"].object_list) == names


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"just text", "名册.xlsx"), (b"", "名册.xlsx"), (b"MZ\x90", "名册.exe"), (b"\x00" * 100, "名册.csv")],
)
def test_upload_of_no_roster_is_a_sentence_on_the_form(client, desk, training_class, data, name):
    response = upload(client, training_class, data, name)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not RosterImport.objects.exists()


def test_upload_over_the_size_is_refused_before_it_is_read(client, desk, training_class, settings):
    settings.ROSTER_MAX_BYTES = 10
    assert upload(client, training_class, rows()).status_code == 422


def test_upload_without_a_file_is_refused(client, desk, training_class):
    assert client.post(f"/cms/classes/{training_class.pk}/roster/").status_code == 422


def test_import_into_a_class_closed_meanwhile_is_a_message(client, desk, training_class):
    roster = rosters.check(training_class, data=rows(), name="a.xlsx", by=desk)
    training_class.state = "void"
    training_class.save()
    assert client.post(f"/cms/rosters/{roster.pk}/import/").status_code == 302
    assert not Trainee.objects.exists()
    roster.refresh_from_db()
    assert roster.state == "checked"


def test_refused_rows_and_template_are_workbooks(client, desk, training_class):
    roster = rosters.check(training_class, data=rows(), name="a.xlsx", by=desk)
    refused = client.get(f"/cms/rosters/{roster.pk}/refused/")
    assert "attachment" in refused["Content-Disposition"]
    assert [cells[2] for _row, cells in read_table(refused.content, name="x.xlsx").rows] == ["姓名", "彭小妹"]
    template = client.get(f"/cms/classes/{training_class.pk}/roster/template/")
    assert read_table(template.content, name="x.xlsx").rows[0][1][:2] == ["姓名", "身份证号"]


@pytest.mark.parametrize(
    "address", ["classes/{c}/roster/", "classes/{c}/roster/template/", "rosters/{r}/", "rosters/{r}/refused/"]
)
def test_rosters_of_next_door_are_not_there(client, desk, address):
    foreign = training.training_class(region=places.region("433125000000"))
    roster = rosters.check(foreign, data=rows(), name="a.xlsx", by=desk)
    assert client.get(f"/cms/{address.format(c=foreign.pk, r=roster.pk)}").status_code == 404
    assert client.post(f"/cms/rosters/{roster.pk}/import/").status_code == 404
    assert upload(client, foreign, rows()).status_code == 404
    assert not Trainee.objects.exists()


@pytest.mark.parametrize("role", ["trainer", "auditor", "township", "follow_up"])
def test_rosters_are_closed_to_other_officers(client, role):
    client.force_login(places.officer(role))
    assert client.get(f"/cms/classes/{training.training_class().pk}/roster/").status_code == 302


def test_home_lists_places_asked_for(client, desk, training_class):
    people.enrolment(people.trainee(name="龙想学"), training_class, state="requested")
    assert "龙想学" in client.get("/cms/").content.decode()
