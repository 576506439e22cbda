"""The way of a list through the pages: upload, look, bring in, take back; and workbooks that compute nothing."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.kit.models import AuditEvent
from tests.factories import places
from tests.factories.registers import as_xlsx, person
from trainees.domain.imports import register_list
from trainees.models import ImportBatch, Trainee

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    for number in range(1, 21):
        places.village(number)
    user = places.officer("organiser")
    client.force_login(user)
    return user


def upload(client, *rows, name="名单.xlsx"):
    file = SimpleUploadedFile(name, as_xlsx(list(rows)))
    return client.post(reverse("imports"), {"region": places.COUNTY, "file": file})


@pytest.fixture
def batch(client, organiser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, person(1), person(2, 身份证号="433199195006150012"), person(3, 民族="火星族", 姓名="田?"))
    return ImportBatch.objects.get()


def test_a_list_is_checked_looked_at_brought_in_and_taken_back(client, batch, django_capture_on_commit_callbacks):
    assert batch.state == "checked"
    assert not Trainee.objects.exists()
    page = client.get(reverse("import_batch", args=[batch.pk]))
    assert "身份证号" in page.text
    assert client.get(reverse("import_batch", args=[batch.pk]), {"show": "id_check_digit"}).text.count("row-title") == 1
    for name, people in (("import_bring_in", 1), ("import_bring_in", 1), ("import_undo", 0)):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse(name, args=[batch.pk]))
        assert Trainee.objects.count() == people
    assert client.get(reverse("import_batch", args=[batch.pk])).status_code == 200
    assert client.get(reverse("imports")).status_code == 200


def test_a_file_that_cannot_be_read_says_so(client, organiser, django_capture_on_commit_callbacks):
    file = SimpleUploadedFile("名单.xlsx", b"no workbook")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("imports"), {"region": places.COUNTY, "file": file})
    found = ImportBatch.objects.get()
    assert found.state == "unreadable"
    assert found.refusal in client.get(reverse("import_batch", args=[found.pk])).text


def test_the_marked_list_has_its_reasons_and_no_formulas(client, batch):
    response = client.post(reverse("import_marked", args=[batch.pk]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = book.worksheets[0]
    assert sheet["B3"].comment.text
    assert sheet["B3"].fill.start_color.rgb != sheet["B2"].fill.start_color.rgb
    assert sheet["B2"].value == person(1)["身份证号"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        assert all(b"<f>" not in parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)
    assert AuditEvent.objects.filter(action="trainees.import.download").exists()


def test_the_form_filled_in_can_be_read(client, organiser):
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("import_form")).content))
    sheet = book.worksheets[0]
    assert sheet.data_validations.dataValidation
    headings = [cell.value for cell in sheet[1]]
    for position, heading in enumerate(headings, 1):
        sheet.cell(2, position, person(1).get(heading, ""))
    out = io.BytesIO()
    book.save(out)
    checked = register_list.check(out.getvalue(), name="form.xlsx", region=places.region())
    assert checked.counts()["accepted"] >= 1


def test_other_roles_have_no_lists(client, organiser, batch):
    client.force_login(places.officer("follow_up"))
    assert client.get(reverse("imports")).status_code == 403
