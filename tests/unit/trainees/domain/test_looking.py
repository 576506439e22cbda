"""Look-alikes are looked for in the background: who is new every night and after a list, an area on request."""

import datetime as dt
import io
import json

import pytest
from django.conf import settings
from django.core.management import call_command

from lms.kit.clock import now
from lms.kit.models import Job
from tests.factories import people, places
from tests.factories.registers import HEADINGS, as_xlsx, person
from trainees.domain import look_alikes, looking, register, rights
from trainees.models import LookAlike, Trainee
from trainees.tasks import look_nightly

pytestmark = pytest.mark.django_db


def noted(who, hours_ago):
    Trainee.objects.filter(pk=who.pk).update(noted_at=now() - dt.timedelta(hours=hours_ago))
    return who


def pairs():
    return sorted((str(pair), *pair.reasons) for pair in LookAlike.objects.all())


def test_only_pairs_with_somebody_new_are_proposed():
    for _ in range(2):
        noted(people.trainee(name="田小花"), 48)
        noted(people.trainee(name="向大山"), 48)
    people.trainee(name="田小花")
    since = now() - dt.timedelta(hours=24)

    assert look_alikes.find(since=since) == 2
    assert look_alikes.find(since=since) == 0
    assert {str(pair) for pair in LookAlike.objects.all()} == {"田小花 ? 田小花"}
    assert look_alikes.find() == 2


def test_somebody_new_with_an_id_number_meets_the_weak_row_behind_the_same_phone_in_another_village():
    weak = noted(people.trainee(name="田老三", number="", phone="+8613900000001", region=places.village(2)), 48)
    new = people.trainee(name="田三", phone="+8613900000001")
    assert look_alikes.find(since=now() - dt.timedelta(hours=1)) == 1
    assert set(LookAlike.objects.values_list("one", "other")) == {(weak.pk, new.pk)}


def test_a_filled_in_phone_and_a_corrected_name_make_somebody_new_again():
    officer = places.officer("organiser")
    known = noted(people.trainee(name="向大山"), 48)
    Trainee.objects.filter(pk=known.pk).update(phone="", phone_index="")
    other = noted(people.trainee(name="田小华", number=""), 48)
    noted(people.trainee(name="田小花"), 48)
    since = now() - dt.timedelta(hours=24)
    assert look_alikes.find(since=since) == 0

    register.register("向大山", known.id_number, "13900000001", region=known.region, by=officer)
    rights.correct(other, name="田小花", by=officer)

    assert set(Trainee.objects.filter(noted_at__gte=since)) == {known, other}
    assert look_alikes.find(since=since) == 1


def test_every_night_who_is_new_since_the_last_look(time_machine, django_capture_on_commit_callbacks):
    def night():
        with django_capture_on_commit_callbacks(execute=True):
            key = look_nightly()
        return Job.objects.get(pk=key)

    time_machine.move_to("2026-05-01T10:00:00Z")
    for _ in range(2):
        people.trainee(name="田小花")
    time_machine.move_to("2026-05-01T19:10:00Z")
    first = night()
    assert first.state == "done"
    assert "1" in first.note
    assert LookAlike.objects.count() == 1
    LookAlike.objects.all().delete()

    time_machine.move_to("2026-05-02T19:10:00Z")
    people.trainee(name="向大山")
    night()
    assert not LookAlike.objects.exists(), "the night looked at people it had looked at before"
    people.trainee(name="向大山")
    night()
    assert LookAlike.objects.count() == 1
    assert settings.CELERY_BEAT_SCHEDULE["look-alikes"]["task"] == look_nightly.name


def test_a_list_brought_in_is_looked_through_at_once(tmp_path, django_capture_on_commit_callbacks):
    for number in range(1, 21):
        places.village(number)
    file = tmp_path / "list.xlsx"
    file.write_bytes(as_xlsx([person(n) for n in range(3)], headings=HEADINGS))
    told = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("import_register", str(file), "--json", "--region", places.COUNTY, stdout=told)
    assert json.loads(told.getvalue())["accepted"] == 3
    assert Job.objects.get(kind=looking.LOOK).state == "done"


def test_an_officer_has_the_own_area_looked_through_once_at_a_time():
    officer = places.officer("township", within=places.village(1).parent)
    [job] = looking.ask_about_the_area_of(officer)
    assert looking.ask_about_the_area_of(officer) == [job] == [looking.under_way_for(officer)]
    assert looking.under_way_for(places.officer("organiser")) is None

    for township in (1, 2):
        for _ in range(2):
            people.trainee(name="田小花", region=places.village(1, township=township))
    looking.look(job.subject)
    assert LookAlike.objects.count() == 1


@pytest.mark.parametrize("villages", [1, 3])
def test_a_look_asks_a_few_questions_a_village_however_many_people(django_assert_num_queries, villages):
    for village in range(1, villages + 1):
        for _ in range(5):
            people.trainee(name="田小花", region=places.village(village))
    # How many there are, before and after; which villages; and in each its people, their shared phones, the writing.
    with django_assert_num_queries(3 + 3 * villages):
        assert look_alikes.find() == 10 * villages
