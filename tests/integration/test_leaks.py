"""After a day's work neither the database nor the log holds a whole ID number or phone number in the open."""

import logging

import pytest
from django.db import connection
from django.urls import reverse

from courses.models import Role
from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import register
from trainees.models import Trainee

from .addresses import PLACES, REASON, THINGS, contact_form
from .home_county import NUMBER, PHONE, County
from .test_scopes import body, form_of, send

pytestmark = pytest.mark.django_db
DIGITS = PHONE.removeprefix("+86")
NEW_NUMBER, NEW_DIGITS = people.id_number(905, birth="19920229"), "13698765432"
WHOLE = (NUMBER, NUMBER[:17], DIGITS, NEW_NUMBER, NEW_DIGITS)


def texts_of_the_database():
    """(table, column, value) of every value that is text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str | dict | list):
                        yield table, column, str(value)
                    elif isinstance(value, bytes | memoryview):
                        yield table, column, bytes(value).decode("latin-1")


def work_a_day(client, county):
    """Everybody does what they do: register, look up, call, unmask, export, mark, visit, issue."""
    register.register("田小芳", NEW_NUMBER, NEW_DIGITS, region=places.village(4), by=county.officer("organiser"))
    county.holder.set_phone(PHONE, verified=True)
    county.holder.save()
    client.force_login(county.officer("trainer"))
    for name in ("mark", "walk_in"):
        address, form = form_of(county, THINGS, name)
        client.post(address, form)
    client.force_login(county.officer("follow_up"))
    client.post(reverse("register_list"), {"q": DIGITS})
    client.post(reverse("call_trainee", args=[county.task.pk]))
    client.post(reverse("contact", args=[county.task.pk]), contact_form(county))
    client.force_login(county.officer("auditor"))
    client.post(reverse("register_list"), {"q": NUMBER})
    client.post(reverse("unmask", args=[county.person.pk]), REASON)
    client.post(reverse("unmask", args=[county.person.pk]), REASON | {"note": f"看看 {NUMBER}"})
    client.post(reverse("register_export"), REASON)
    client.get(reverse("register_list"), {"q": "999999999999"})
    client.force_login(county.officer("organiser"))
    for name in ("certificate_reissue", "class_certificates"):
        address, form = form_of(county, THINGS, name)
        client.post(address, form)


def test_the_database_and_the_log_hold_no_whole_number(client, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    county = County()
    work_a_day(client, county)
    logged = caplog.text + "".join(capfd.readouterr())
    in_the_open = {(table, column) for table, column, text in texts_of_the_database() for n in WHOLE if n in text}

    assert AuditEvent.objects.filter(action__in=["trainees.trainee.unmask", "trainees.register.export"]).count() == 2
    assert Trainee.objects.with_id_number(NEW_NUMBER).get().id_number == NEW_NUMBER
    assert not in_the_open
    assert not [whole for whole in WHOLE if whole in logged]


def test_the_search_for_leaks_finds_what_lies_open():
    county = County()
    Trainee.objects.filter(pk=county.person.pk).update(name=NUMBER)

    assert [column for _table, column, text in texts_of_the_database() if NUMBER in text] == ["name"]


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
