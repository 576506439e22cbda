"""Keys change under people at work: nothing is lost, nothing stays behind, a stopped run goes on."""

import base64
from io import StringIO

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from lms.kit import rotation
from lms.kit.models import AuditEvent
from lms.kit.rotation import columns
from lms.kit.sealed import seal, unseal
from lms.kit.suites import Key
from tests.factories import people, places, training
from trainees.models import RosterImport, Trainee

pytestmark = pytest.mark.django_db
OLD, NEW, SM4 = Key(b"1" * 32), Key(b"2" * 32), Key(b"3" * 16, "sm4")
PHONE = "+8613812345678"


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.FIELD_KEYS = {"k1": OLD}


def new_key(settings, key=NEW):
    settings.FIELD_KEYS = {"k2": key, "k1": OLD}


def rotate(*arguments) -> str:
    said = StringIO()
    call_command("rotate_keys", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def stored(person) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone FROM trainees_trainee WHERE id = %s", [person.pk])
        return [value for value in cursor.fetchone() if value]


@pytest.mark.parametrize("key", [NEW, SM4])
def test_moves_every_value_and_drops_the_old_key(settings, key):
    folk = [people.trainee(number=people.id_number(n), phone=PHONE) for n in range(5)]
    before = [person.id_number for person in folk]
    new_key(settings, key)

    said = rotate("--batch", "2")

    assert "10 values moved to k2" in said
    settings.FIELD_KEYS = {"k2": key}
    assert [person.id_number for person in Trainee.objects.order_by("pk")] == before
    assert AuditEvent.objects.get(action="kit.keys.rotate").details["moved"] == {
        "trainees_trainee.id_number": 5,
        "trainees_trainee.phone": 5,
    }


def test_check_counts_and_changes_nothing(settings):
    person = people.trainee(number=people.id_number(1), phone=PHONE)
    before = stored(person)
    new_key(settings)

    with pytest.raises(CommandError, match="2 values still carry an old key"):
        rotate("--check")
    assert stored(person) == before
    rotate()
    assert "trainees_trainee.phone: k2 1" in rotate("--check")


def test_keeps_what_somebody_writes_meanwhile(settings, monkeypatch):
    """The writer comes between the reading of a row and its replacing."""
    person = people.trainee(phone=PHONE)
    new_key(settings)
    renewed, newest = columns.renewed, "+8613900000001"

    def write_first(value, *, place):
        fresh = renewed(value, place=place)
        if place == "trainees_trainee.phone":
            Trainee.objects.filter(pk=person.pk).update(phone=newest)
        return fresh

    monkeypatch.setattr(columns, "renewed", write_first)
    rotate()

    person.refresh_from_db()
    assert person.phone == newest
    assert all(value.startswith("k2:") for value in stored(person))


def test_a_stopped_run_goes_on(settings):
    for number in range(4):
        people.trainee(number=people.id_number(number))
    new_key(settings)
    column = next(store for store in rotation.stores() if store.place == "trainees_trainee.id_number")

    assert next(column.rotate(size=3)).moved == 3
    assert column.counts() == {"k2": 3, "k1": 1, "?": 0}
    assert "5 values moved" in rotate()  # one ID number and four phones


def test_tells_the_rows_that_do_not_open_and_moves_the_rest(settings):
    lost, kept = people.trainee(phone=PHONE), people.trainee(phone="+8613812345679")
    settings.FIELD_KEYS = {"k0": Key(b"0" * 32), "k1": OLD}
    lost.save()
    settings.FIELD_KEYS = {"k2": NEW, "k1": OLD}

    said = StringIO()
    with pytest.raises(CommandError):
        call_command("rotate_keys", stdout=said, stderr=said)
    assert f"trainees_trainee.phone, row {lost.pk}: does not open" in said.getvalue()
    assert PHONE not in said.getvalue()
    assert stored(kept)[-1].startswith("k2:")


def test_moves_sealed_files(settings):
    place, data = "trainees_rosterimport.file", b"a workbook"
    sealed = ContentFile(seal(base64.b64encode(data).decode(), place=place).encode(), name="roster")
    roster = RosterImport.objects.create(
        training_class=training.training_class(), file=sealed, name="x.xlsx", uploaded_by=places.user("one")
    )
    before = roster.file.name
    new_key(settings)
    rotate()

    settings.FIELD_KEYS = {"k2": NEW}
    roster.refresh_from_db()
    assert base64.b64decode(unseal(roster.file.read().decode(), place=place)) == data
    assert roster.file.name != before
    assert not (project.PRIVATE_ROOT / before).exists()
