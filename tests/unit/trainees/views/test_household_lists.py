"""The way of a household list through the pages, and who may walk it."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.kit.models import AuditEvent
from tests.factories import people, places
from tests.factories.household_lists import household, member, workbook
from trainees.domain.imports import household_list
from trainees.models import HouseholdStatus, ImportBatch, Trainee

pytestmark = pytest.mark.django_db
NEXT = {"数据日期": "2021-12-31"}
WHY = {"reason": "sample", "note": "与乡镇核对"}


@pytest.fixture
def office(client):
    for number in range(1, 21):
        places.village(number)
    user = places.officer("poverty")
    client.force_login(user)
    return user


@pytest.fixture
def upload(client, office, django_capture_on_commit_callbacks):
    def upload(*rows, **about):
        file = SimpleUploadedFile("名册.xlsx", workbook(*rows))
        form = {"region": places.COUNTY, "source": "县乡村振兴局", "file": file, **about}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("household_lists"), form)

    return upload


@pytest.fixture
def bring_in(client, upload, django_capture_on_commit_callbacks):
    def bring_in(*rows):
        upload(*rows)
        batch = ImportBatch.objects.first()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("import_bring_in", args=[batch.pk]))
        batch.refresh_from_db()
        return batch

    return bring_in


def test_a_list_is_checked_looked_at_and_brought_in(client, upload, bring_in):
    assert upload(*household(1)).status_code == 302
    assert not Trainee.objects.exists()
    batch = ImportBatch.objects.get()
    page = client.get(reverse("import_batch", args=[batch.pk])).text
    assert "健康状况" in page
    assert "长期慢性病" not in page
    changes = reverse("list_changes", args=[batch.pk])
    assert client.get(changes, {"kind": "new_person"}).text.count("row-title") == 4
    assert client.get(changes, {"number": "999"}).text.count("row-title") == 0
    assert bring_in(*household(1)).state == "imported"
    assert Trainee.objects.count() == 4


def test_status_before_and_after_and_the_workbook_of_changes(client, bring_in):
    bring_in(*household(1, 户类型="未脱贫户"), *household(21))
    batch = bring_in(*household(1, **NEXT))
    shown = client.get(reverse("list_changes", args=[batch.pk]), {"kind": "status"}).text
    assert "433199000001" in shown
    assert " → " in shown
    address = reverse("list_changes_export", args=[batch.pk])
    assert client.post(address, {}).status_code == 302
    book = openpyxl.load_workbook(io.BytesIO(client.post(address, WHY).content))
    values = [cell for row in book.worksheets[0].values for cell in row]
    assert "433199000021" in values
    assert member(4)["姓名"] not in values
    assert AuditEvent.objects.get(action="trainees.import.export").purpose == WHY["note"]
    client.post(reverse("list_end_absent", args=[batch.pk]), {"because": "已与乡镇核对"})
    assert HouseholdStatus.objects.get(household__number="433199000021").valid_until is not None


def test_the_marked_list_has_only_what_is_kept(client, upload):
    upload(member(4, 民族=""), *household(1)[1:])
    batch = ImportBatch.objects.get()
    book = openpyxl.load_workbook(io.BytesIO(client.post(reverse("import_marked", args=[batch.pk])).content))
    values = [str(cell) for row in book.worksheets[0].values for cell in row]
    assert "长期慢性病" not in values
    assert member(4)["证件号码"] in values
    assert sum(cell.comment is not None for row in book.worksheets[0] for cell in row) == 1


def test_the_form_filled_in_can_be_read(client, office):
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("household_list_form")).content))
    sheet = book.worksheets[0]
    assert sheet.data_validations.dataValidation
    headings = [cell.value for cell in sheet[1]]
    for at, row in enumerate(household(1), 2):
        for position, heading in enumerate(headings, 1):
            sheet.cell(at, position, row.get(heading, ""))
    out = io.BytesIO()
    book.save(out)
    kept = household_list.kept(out.getvalue(), name="form.xlsx")
    checked = household_list.check(kept, name="form.xlsx", region=places.region())
    assert checked.counts()["accepted"] >= 4


def test_a_file_that_cannot_be_read_says_so_at_once(client, office):
    form = {"region": places.COUNTY, "source": "县乡村振兴局", "file": SimpleUploadedFile("名册.xlsx", b"no workbook")}
    response = client.post(reverse("household_lists"), form)
    assert response.status_code == 422
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [("organiser", 200), ("follow_up", 403), ("auditor", 403), ("township", 403)]
)
def test_only_the_poverty_office_and_the_organiser_have_household_lists(client, upload, role, status):
    upload(*household(1))
    client.force_login(places.officer(role))
    assert client.get(reverse("household_lists")).status_code == status
    assert client.get(reverse("list_changes", args=[ImportBatch.objects.get().pk])).status_code == status


def test_the_poverty_office_has_no_lists_of_people(client, office):
    assert client.get(reverse("imports")).status_code == 403


def test_a_status_is_changed_by_hand_with_a_reason(client, office):
    home = people.household(people.trainee(name="田户主"), poor=True)
    address = reverse("household", args=[home.pk])
    form = {"what": "lifted", "on": "2021-06-01", "because": ""}
    assert client.post(address, form).status_code == 422
    assert client.post(address, form | {"because": "村里评议通过"}).status_code == 302
    assert "村里评议通过" in client.get(address).text
    assert client.post(address, form | {"because": "村里评议通过"}).status_code == 422
    assert (
        client.post(address, form | {"what": "monitored", "on": "2021-07-01", "because": "突发火灾"}).status_code == 422
    )
    told = form | {"what": "monitored", "on": "2021-07-01", "because": "突发火灾", "monitoring": "sudden"}
    assert client.post(address, told).status_code == 302
    assert set(home.statuses.filter(valid_until=None).values_list("kind", flat=True)) == {"lifted", "monitored"}


@pytest.mark.parametrize("day", ["0001-01-01", "0202-06-01", "9999-12-31"])
def test_a_status_from_a_year_that_nobody_means_is_refused(client, office, day):
    home = people.household(people.trainee(), poor=True)
    answer = client.post(reverse("household", args=[home.pk]), {"what": "lifted", "on": day, "because": "村里评议通过"})
    assert answer.status_code == 422
    assert home.statuses.count() == 1


def test_who_only_reads_finds_no_form_and_changes_nothing(client, office):
    home = people.household(people.trainee(), poor=True)
    client.force_login(places.officer("auditor"))
    address = reverse("household", args=[home.pk])
    assert 'name="because"' not in client.get(address).text
    form = {"what": "lifted", "on": "2021-06-01", "because": "村里评议通过"}
    assert client.post(address, form).status_code == 403
    assert home.statuses.count() == 1


def test_earlier_lists_are_told_by_their_source_and_none_by_a_sentence(client, upload):
    address = reverse("household_lists")
    assert "还没有导入过户名单" in client.get(address).text
    upload(*household(1))
    page = client.get(address).text
    assert "县乡村振兴局" in page
    assert "名册.xlsx" in page
    assert reverse("household_list_form") in page
    assert "县乡村振兴局" not in client.get(reverse("imports")).text
