"""Lists to take away: for a reason, as far as one's area reaches, logged; long ones for who asked and for a day."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.urls import reverse

from lms.kit.clock import now
from lms.kit.models import AuditEvent, Job
from lms.kit.spreadsheets import UnreadableTable, read_book
from tests.factories import people, places
from trainees import tasks
from trainees.domain import disclosure, exports
from trainees.domain.imports import batches, register_list
from trainees.models import RegisterExport, TraineeGroup

pytestmark = pytest.mark.django_db
WISH = {"reason": "sample", "note": "抽查第三季度样本"}
NUMBER = people.id_number(7, birth="19900307")


@pytest.fixture
def somebody():
    return people.trainee(name="=1+1", number=NUMBER, phone="+8613912345678")


@pytest.fixture
def organiser():
    return places.officer("organiser")


def take(by, *, numbers="whole", kind="csv", filters=None):
    return exports.take_away(filters or {}, region=places.region(), numbers=numbers, kind=kind, by=by, **WISH)


def test_csv_says_who_and_why_keeps_numbers_whole_and_computes_nothing(somebody, organiser):
    mark, headings, row = csv.reader(io.StringIO(take(organiser).decode("utf-8-sig")))

    assert WISH["note"] in mark[0]
    assert organiser.get_username() in mark[0]
    assert headings[:2] == ["姓名", "身份证号"]
    assert row[:2] == ["'=1+1", f"{NUMBER}\t"]
    assert "13912345678\t" in row


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_masked_list_is_not_taken_in_again_and_says_so(somebody, organiser, kind):
    data = take(organiser, numbers="masked", kind=kind)
    book = read_book(data, name=f"a.{kind}", max_rows=100)

    assert NUMBER not in str(book)
    assert "13912345678" not in str(book)
    with pytest.raises(UnreadableTable, match=r"masked|星号"):
        register_list.check(data, name=f"a.{kind}", region=places.region())
    with pytest.raises(batches.ListRefused):
        batches.import_now(places.region(), kind="register", data=data, name=f"a.{kind}")


def test_every_group_has_a_word_that_is_read_back():
    from trainees.domain.imports.words import GROUPS
    from trainees.domain.roster_check import WORDS

    assert {group: str(WORDS[word]) for group, word in GROUPS.items()} == {g: g for g in TraineeGroup.Group.values}


def test_whole_numbers_are_for_disclosers_and_logged(somebody, organiser):
    with pytest.raises(disclosure.MayNotDisclose):
        take(places.officer("follow_up"))
    take(organiser)
    event = AuditEvent.objects.get(action="trainees.register.export")
    assert (event.details["numbers"], event.details["rows"], event.purpose) == ("whole", 1, WISH["note"])


def test_filters_are_those_of_the_register_and_nobody_reaches_beyond_their_area(somebody, organiser):
    there = people.trainee(name="田那边", region=places.village(1, township=2))
    outside = people.trainee(name="彭外县", region=places.region("433126101201"))

    assert exports.people_of({}, organiser).count() == 2
    assert list(exports.people_of({"region": there.region_id}, organiser)) == [there]
    assert list(exports.people_of({"text": "田那边"}, organiser)) == [there]
    assert not exports.people_of({"region": outside.region_id}, organiser).exists()
    assert not exports.people_of({"region": "nonsense"}, organiser).exists()


def test_two_villages_of_one_name_are_told_apart_by_code(organiser):
    for code in ("433127101201", "433127101202"):
        people.trainee(name="田一", number="", phone=f"+86138{code[-8:]}", region=places.region(code, name="新村"))
    data = take(organiser)
    assert "433127101201" in data.decode()
    batch = batches.import_now(places.region(), kind="register", data=data, name="a.csv")
    assert (batch.counts["known"], batch.counts["refused"]) == (2, 0)


def test_a_whole_number_in_the_address_is_kept_nowhere(client, somebody, organiser, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", -1)
    client.force_login(organiser)
    client.post(f"{reverse('register_export')}?q={NUMBER}", WISH)
    assert NUMBER not in str(RegisterExport.objects.get().filters)
    assert not exports.people_of(RegisterExport.objects.get().filters, organiser).exists()


@pytest.fixture
def long(monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)


def asked(client, user, **more):
    client.force_login(user)
    answer = client.post(reverse("register_export"), WISH | {"numbers": "whole", "kind": "csv"} | more)
    return RegisterExport.objects.latest("pk"), answer


def test_a_long_list_is_made_in_the_background_once(
    client, somebody, organiser, long, django_capture_on_commit_callbacks
):
    export, answer = asked(client, organiser)
    job = Job.objects.about(exports.MAKE, export.pk).get()

    assert answer.url == reverse("register_export_page", args=[export.pk])
    assert not AuditEvent.objects.filter(action="trainees.register.export").exists()
    if not job.is_finished:
        tasks.make_export(job.pk)
    exports.make(RegisterExport.objects.get(pk=export.pk))
    assert AuditEvent.objects.filter(action="trainees.register.export").count() == 1
    export.refresh_from_db()
    assert export.people == 1
    assert NUMBER.encode() not in export.file.open("rb").read()
    assert "1" in client.get(answer.url).content.decode()
    file = client.post(reverse("register_export_file", args=[export.pk]))
    assert NUMBER in file.content.decode("utf-8-sig")
    assert file["Content-Disposition"].endswith('.csv"')


def test_a_long_list_is_written_while_nobody_waits(client, somebody, organiser, long):
    export, _answer = asked(client, organiser)
    held = []

    exports.make(export, report=lambda *_told: held.append(len(connection.savepoint_ids)))
    assert set(held) == {0}


def test_a_long_list_goes_to_nobody_else_and_is_deleted_after_a_day(client, somebody, organiser, long):
    export, _answer = asked(client, organiser)
    exports.make(export)
    client.force_login(places.officer("auditor"))
    assert client.get(reverse("register_export_page", args=[export.pk])).status_code == 404
    assert client.post(reverse("register_export_file", args=[export.pk])).status_code == 404

    RegisterExport.objects.update(asked_at=now() - dt.timedelta(days=1, minutes=1))
    client.force_login(organiser)
    assert client.post(reverse("register_export_file", args=[export.pk])).url == reverse("register_list")
    tasks.forget_exports()
    export.refresh_from_db()
    assert not export.file
    assert client.get(reverse("register_export_page", args=[export.pk])).status_code == 200
    exports.make(export)
    assert not export.file


def test_old_lists_are_looked_for_every_hour(settings):
    assert {"task": tasks.forget_exports.name, "schedule": 3600.0} in settings.CELERY_BEAT_SCHEDULE.values()


def test_who_lost_the_role_meanwhile_gets_nothing(somebody, organiser, long, client):
    export, _answer = asked(client, organiser)
    places.StaffScope.objects.all().delete()
    fresh = RegisterExport.objects.get(pk=export.pk)
    with pytest.raises(disclosure.MayNotDisclose):
        exports.make(fresh)
    assert not RegisterExport.objects.get(pk=export.pk).file


def test_a_list_made_goes_to_nobody_whose_area_has_shrunk_since(somebody, organiser, long, client):
    export, _answer = asked(client, organiser)
    exports.make(export)
    places.StaffScope.objects.create(user=organiser, role="organiser", region=places.village(1))
    places.StaffScope.objects.filter(region=places.region()).update(valid_until=dt.date(2020, 1, 1))

    client.force_login(organiser)
    answer = client.post(reverse("register_export_file", args=[export.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("register_list"), 302)]
    assert NUMBER not in answer.content.decode()
    assert not AuditEvent.objects.filter(action="trainees.register.download").exists()


def test_too_many_people_for_one_import_are_taken_in_parts(client, somebody, organiser, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 0)
    client.force_login(organiser)
    answer = client.post(reverse("register_export"), WISH)
    assert answer.url == reverse("register_list")
    assert not RegisterExport.objects.exists()
