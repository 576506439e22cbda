"""What people write keeps no whole number of anybody, whichever way it is written."""

import pytest
from django.core.exceptions import ValidationError

from lms.kit import audit
from lms.kit.models import AuditEvent
from lms.kit.words import WordsField, no_whole_number, without_numbers
from tests.factories import people, places
from trainees.models import ContactAttempt, Need

NUMBER = people.id_number(31)


@pytest.mark.django_db
def test_saving_updating_and_making_many_cut_numbers_down():
    officer, place = places.user(), people.enrolment()
    said = {"enrolment": place, "category": "other", "raised_by": officer}
    need = Need.objects.create(**said, text=f"证件 {NUMBER}")
    assert need.text == f"证件 ****{NUMBER[-4:]}"
    Need.objects.filter(pk=need.pk).update(text="电话13812345678")
    Need.objects.bulk_create([Need(**said, text="电话138-1234-5678")])
    assert set(Need.objects.values_list("text", flat=True)) == {"电话****5678"}


@pytest.mark.django_db
def test_the_log_cuts_down_reasons_and_details():
    told = {"told": [{"was": "13812345678"}], "rows": 3}
    event = audit.record("trainees.need.note", None, by=None, purpose=f"见 {NUMBER}", **told)
    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.purpose, kept.details) == (f"见 ****{NUMBER[-4:]}", {"told": [{"was": "****5678"}], "rows": 3})


def test_migrations_see_a_plain_field():
    field = ContactAttempt._meta.get_field("note")
    assert isinstance(field, WordsField)
    assert field.deconstruct()[1] == "django.db.models.CharField"


def test_a_form_that_refuses_says_so():
    no_whole_number("2026-11-22 家里没人")
    with pytest.raises(ValidationError):
        no_whole_number("换号 13812345678")


def test_what_is_no_text_stays():
    assert without_numbers({"on": None, "n": 13812345678, "l": (True,)}) == {"on": None, "n": 13812345678, "l": [True]}
