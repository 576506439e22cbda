"""Who may stand in the register twice: what is proposed, what is not, and that nobody is asked twice."""

import pytest

from lms.kit.models import AuditEvent
from tests.factories import people, places
from trainees.domain import look_alikes, merging
from trainees.models import LookAlike, Trainee, TraineeAlias

pytestmark = pytest.mark.django_db
PHONE = "+8613900000001"


def proposed() -> list[tuple[str, list[str]]]:
    look_alikes.find()
    return [(str(pair), pair.reasons) for pair in LookAlike.objects.order_by("pk")]


def test_find_who_has_name_village_and_birth_year_in_common():
    for _ in range(2):
        people.trainee(name="田小花")
    people.trainee(name="田小花", region=places.village(2))
    born_later = people.trainee(name="田小花")
    Trainee.objects.filter(pk=born_later.pk).update(birth_on="1999-01-01")

    assert proposed() == [("田小花 ? 田小花", ["born_alike"])]


def test_rows_of_a_day_of_birth_nobody_knows_are_no_pair():
    for _ in range(2):
        people.trainee(name="田小花")
    Trainee.objects.update(birth_on=None)
    assert proposed() == []


def test_find_who_has_no_id_number_beside_one_of_that_name_and_village():
    people.trainee(name="田小花")
    people.trainee(name="田小花", number="")
    assert proposed() == [("田小花 ? 田小花", ["no_id_number"])]


def test_a_family_on_one_phone_is_no_pair_unless_somebody_has_no_id_number():
    people.trainee(name="田大", phone=PHONE)
    people.trainee(name="田二", phone=PHONE)
    assert proposed() == []

    people.trainee(name="田老三", phone=PHONE, number="", region=places.village(2))
    people.trainee(name="彭老三", phone=PHONE, number="")
    assert proposed() == [("田大 ? 田老三", ["phone"]), ("田二 ? 田老三", ["phone"])]


def test_find_in_one_region_only():
    for _ in range(2):
        people.trainee(name="田小花", region=places.village(1, township=2))
    assert look_alikes.find(places.village(1)) == 0
    assert look_alikes.find(places.village(1, township=2).parent) == 1


def test_many_of_one_name_in_a_village_are_a_bad_list_and_no_pairs():
    for _ in range(look_alikes.MOST_ALIKE + 1):
        people.trainee(name="无名氏")
    assert look_alikes.find() == 0


@pytest.fixture
def pair():
    for _ in range(2):
        people.trainee(name="田小花")
    look_alikes.find()
    return LookAlike.objects.get()


def test_two_people_stay_two_people_and_nobody_is_asked_again(pair):
    look_alikes.decide_different(pair, by=places.officer("organiser"))

    assert look_alikes.find() == 0
    assert not LookAlike.objects.undecided().exists()
    assert Trainee.objects.canonical().count() == 2
    assert AuditEvent.objects.filter(action="trainees.trainee.tell_apart").exists()


def test_the_same_person_is_merged_with_the_reasons_found(pair):
    assert look_alikes.decide_same(pair, because="", by=places.officer("organiser")) == pair.one
    assert TraineeAlias.objects.get().reason == str(LookAlike.Reason.BORN_ALIKE.label)
    assert Trainee.objects.canonical().get() == pair.one


def test_a_merge_taken_back_is_asked_anew(pair):
    officer = places.officer("organiser")
    look_alikes.decide_same(pair, because="", by=officer)
    merging.unmerge(TraineeAlias.objects.get(), because="看错了", by=officer)
    look_alikes.ask_again(pair.other, pair.one)

    assert LookAlike.objects.undecided().get() == pair


def test_one_person_is_not_put_beside_themselves(pair):
    officer = places.officer("organiser")
    look_alikes.decide_same(pair, because="", by=officer)
    pair.other.refresh_from_db()
    with pytest.raises(merging.OneAndTheSameRow):
        look_alikes.put_side_by_side(pair.one, pair.other, by=officer)
