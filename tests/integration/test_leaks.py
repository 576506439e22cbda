"""After a day's work no table, log, cache, file or address holds a whole ID number or phone number in the open."""

import logging

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.models import Role
from lms.kit import queue
from lms.kit.models import AuditEvent, Job
from tests.factories import people, places, registers, rosters
from trainees.domain import register
from trainees.models import ImportBatch, RosterImport, Trainee

from .addresses import PLACES, REASON, THINGS, contact_form
from .home_county import NUMBER, PHONE, County
from .leaks import Watched, texts_of_the_cache, texts_of_the_database, texts_of_the_files, unpacked
from .test_scopes import EFFECTIVE, body, form_of, send, who

pytestmark = pytest.mark.django_db
DIGITS = PHONE.removeprefix("+86")
NEW_NUMBER, NEW_DIGITS = people.id_number(905, birth="19920229"), "13698765432"
WHOLE = (NUMBER, NUMBER[:17], DIGITS, NEW_NUMBER, NEW_DIGITS)
# Free text of a form: what somebody may type a number into.
FREE_TEXTS = {
    *("because", "reason", "note", "text", "word", "purpose", "answer", "what", "wanted", "need_text"),
    *("shop_name", "employer"),
}


@pytest.fixture(autouse=True)
def files_from_before(settings):
    """What other tests have left in the folder of this process."""
    settings.SMS_GATEWAY = "lms.sms.FileGateway"
    (settings.VAR / "sms.log").unlink(missing_ok=True)
    return set(settings.VAR.rglob("*"))


def work_a_day(client, county):
    """Everybody does what they do: register, look up, call, unmask, export, mark, visit, issue, bring lists in."""
    register.register("田小芳", NEW_NUMBER, NEW_DIGITS, region=places.village(4), by=county.officer("organiser"))
    county.holder.set_phone(PHONE, verified=True)
    county.holder.save()
    client.post(reverse("account_request_login_code"), {"phone": DIGITS})
    client.post(reverse("account_login"), {"login": DIGITS, "password": "wrong"})
    client.sign_in(county.officer("trainer"))
    for name in ("mark", "walk_in"):
        address, form = form_of(county, THINGS, name)
        client.post(address, form)
    client.sign_in(county.officer("follow_up"))
    client.post(reverse("register_list"), {"q": DIGITS})
    client.post(reverse("call_trainee", args=[county.task.pk]))
    client.post(reverse("contact", args=[county.task.pk]), contact_form(county))
    client.sign_in(county.officer("auditor"))
    client.post(reverse("register_list"), {"q": NUMBER})
    client.post(reverse("unmask", args=[county.person.pk]), REASON)
    client.post(reverse("unmask", args=[county.person.pk]), REASON | {"note": f"看看 {NUMBER}"})
    client.post(reverse("register_export"), REASON)
    client.get(reverse("register_list"), {"q": "999999999999"})
    client.sign_in(county.officer("organiser"))
    for name in ("certificate_reissue", "class_certificates"):
        address, form = form_of(county, THINGS, name)
        client.post(address, form)
    bring_lists(client, county)


def bring_lists(client, county):
    """A roster and a list for the register, in files that are called by the numbers of somebody."""
    name = f"{NUMBER} {DIGITS}.xlsx"
    whom = registers.person(3) | {"身份证号": NEW_NUMBER, "姓名": "田小芳", "手机号": NEW_DIGITS}
    row = ["田小芳", NEW_NUMBER, NEW_DIGITS, "第1镇第4村", "", ""]
    addresses = {
        reverse("imports"): {"region": places.COUNTY},
        reverse("roster_upload", args=[county.open_class.pk]): {},
    }
    for address, form in addresses.items():
        data = rosters.workbook(row) if "roster" in address else registers.as_xlsx([whom])
        client.post(address, form | {"file": SimpleUploadedFile(name, data)})


def in_the_open(files_from_before) -> set[str]:
    """Where a whole number lies."""
    files = texts_of_the_files(settings.VAR, without=files_from_before)
    held = [*texts_of_the_database(), *texts_of_the_cache(), *files]
    return {where for where, text in held for whole in WHOLE if whole in text}


def test_nothing_holds_a_whole_number_after_a_day(client, caplog, capfd, files_from_before):
    caplog.set_level(logging.DEBUG)
    county, client = County(), Watched(client)
    work_a_day(client, county)
    logged = caplog.text + "".join(capfd.readouterr())

    assert AuditEvent.objects.filter(action__in=["trainees.trainee.unmask", "trainees.register.export"]).count() == 3
    assert Trainee.objects.with_id_number(NEW_NUMBER).get().id_number == NEW_NUMBER
    assert ImportBatch.objects.exclude(pk=county.list.pk).exists()
    assert RosterImport.objects.exists()
    assert not in_the_open(files_from_before)
    assert not [whole for whole in WHOLE if whole in logged]
    assert not [address for address in client.addresses for whole in WHOLE if whole in address]


@pytest.mark.parametrize(("table", "name"), EFFECTIVE, ids=[name for _table, name in EFFECTIVE])
def test_a_number_typed_where_it_does_not_belong_is_kept_nowhere(client, table, name, files_from_before, caplog):
    county = County()
    address, form = form_of(county, table, name)
    # Fields the form does not need, or does not have, are filled too.
    soiled = form | {key: f"{form.get(key, '')} {NUMBER} {DIGITS}" for key in FREE_TEXTS}
    client.force_login(who(county, table[name].poster))
    send(client, address, soiled, table[name])

    assert not in_the_open(files_from_before)
    assert not [whole for whole in WHOLE if whole in caplog.text]


def test_a_message_to_a_worker_carries_a_number_of_a_job_and_nothing_else(monkeypatch):
    sent = []
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda self, **message: sent.append((self.name, message)))
    county = County()
    for kind in sorted(queue.QUEUES):
        job = Job.objects.create(kind=kind, subject="987654", queue=queue.QUEUES[kind], created_by=county.holder)
        queue.announce(job)
        assert sent.pop() == (kind, {"args": [job.pk], "queue": job.queue})


@pytest.mark.parametrize("role", ["organiser", "auditor"])
def test_what_is_taken_away_is_masked(client, role):
    county = County()
    client.force_login(county.officer(role))
    for name, form in (("register_export", REASON), ("figures_export", {"purpose": "季度报告核对"}),
                       ("findings_export", {"purpose": "季度报告核对"})):  # fmt: skip
        answer = client.post(reverse(name), form)
        assert answer.status_code == 200
        text = unpacked(answer.content)
        assert len(text) > 1000
        assert not [whole for whole in WHOLE if whole in text]
        assert not [whole for whole in WHOLE if whole in answer["Content-Disposition"]]


def test_the_search_for_leaks_finds_what_lies_open(tmp_path):
    county = County()
    Trainee.objects.filter(pk=county.person.pk).update(name=NUMBER)

    cache.set(f"seen-{DIGITS}", {"number": NUMBER})

    assert [where for where, text in texts_of_the_database() if NUMBER in text] == ["trainees_trainee.name"]
    (tmp_path / f"{NUMBER}.xlsx").write_bytes(registers.as_xlsx([registers.person(1, 手机号=DIGITS)]))
    assert [where for where, text in texts_of_the_files(tmp_path) if NUMBER in text and DIGITS in text]
    assert [where for where, text in texts_of_the_cache() if NUMBER in text and DIGITS in text]


@pytest.mark.parametrize(
    "role", ["trainer", "organiser", "follow_up", "township", "auditor", "poverty", "province", "holder"]
)
def test_no_page_shows_whole_numbers_unasked(client, role):
    """Whole numbers come only by a POST that is logged: unmask and call_trainee."""
    county = County()
    client.force_login(county.holder if role == "holder" else county.officer(role))
    complaints = []
    for table in (THINGS, PLACES):
        for name in table:
            address, _form = form_of(county, table, name)
            said = body(client.get(address))
            complaints += [f"{name}: {whole}" for whole in (NUMBER, DIGITS) if whole in said]

    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("role", Role.values)
def test_answers_to_forms_show_whole_numbers_only_where_they_are_asked_for(client, role):
    county = County()
    client.force_login(county.officer(role))
    asked_for = {
        "trainer": set(),
        "organiser": {"unmask", "call_trainee"},
        "follow_up": {"call_trainee"},
        "township": {"call_trainee"},
        "auditor": {"unmask"},
        "poverty": set(),
        "province": set(),
    }
    shown = set()
    for table in (THINGS, PLACES):
        for name in table:
            address, form = form_of(county, table, name)
            said = body(send(client, address, form, table[name], follow=True))
            if NUMBER in said or DIGITS in said:
                shown.add(name)

    assert shown == asked_for[role]
