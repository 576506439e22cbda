"""Rules about who people are: a case that fires and one beside it that does not, from the rows of the database."""

import datetime as dt

import pytest

from lms.kit.clock import today
from lms.kit.sealed import blind_index
from tests.factories import people, training
from trainees.domain.rules import running
from trainees.models import AnomalyFlag, LookAlike, Trainee

from .conftest import held, named, present, run

pytestmark = pytest.mark.django_db


def take_part(*who):
    training_class = held()
    for one in who:
        present(one, training_class)
    return training_class


def test_r01_an_impossible_number_of_somebody_who_takes_part():
    wrong = people.trainee(number="43319919850615001X")
    take_part(wrong, people.trainee())
    people.trainee(number="433199198506150013")  # takes part in nothing
    flag = run("R01")
    assert named(flag) == {wrong}
    assert flag.facts["why"] == "IdNumberHasWrongCheckDigit"


def test_r02_one_number_under_two_names_after_a_merge():
    known = people.trainee(name="田一")
    row = people.trainee(name="田二", number="")
    other = people.trainee(name="田三", number="")
    Trainee.objects.filter(pk=row.pk).update(canonical=known, id_index=known.id_index)
    Trainee.objects.filter(pk=other.pk).update(canonical=known)
    assert named(run("R02")) == {known}


def test_r03_namesakes_until_somebody_told_them_apart():
    one, other = people.trainee(name="田同名"), people.trainee(name="田同名")
    people.trainee(name="田不同")
    take_part(one)
    flag = run("R03")
    assert named(flag) == {one, other}
    LookAlike.objects.create(
        one=one, other=other, reasons=["by_hand"], decision="different", decided_at="2026-01-01T00:00Z"
    )
    running.run_person(one)
    flag.refresh_from_db()
    assert flag.state == "corrected"


def test_r04_a_phone_of_three_households_and_not_that_of_a_family():
    family = [people.trainee(phone="+8613800000001") for _ in range(3)]
    people.household(*family)
    strangers = [people.trainee(phone="+8613800000002") for _ in range(3)]
    take_part(family[0], strangers[0])
    assert named(run("R04")) == set(strangers)
    running.run_person(strangers[1])
    assert AnomalyFlag.objects.get().state == "open"


def test_r05_too_young_by_the_day_of_the_class():
    first = today() - dt.timedelta(days=1)
    young, grown = first.replace(year=first.year - 16, day=28), dt.date(1980, 1, 1)
    training_class = held()
    place = present(people.trainee(), training_class, snapshot_birth_on=young + dt.timedelta(days=31))
    present(people.trainee(), training_class, snapshot_birth_on=grown)
    present(people.trainee(), training_class, snapshot_birth_on=None)
    assert named(run("R05")) == {place}


def test_r05_old_in_practical_training_only():
    old = {"snapshot_birth_on": dt.date(1940, 1, 1)}
    present(people.trainee(), held(page=training.course("basic")), **old)
    place = present(people.trainee(), held(page=training.course("practical"), hour=14), **old)
    assert named(run("R05")) == {place}


def test_r07_an_official_in_basic_training():
    place = present(people.trainee(), held(), snapshot_groups=["official"])
    present(people.trainee(), held(page=training.course("cadre"), hour=14), snapshot_groups=["official"])
    assert named(run("R07")) == {place}


def test_r08_staff_by_sign_in_and_the_trainer_by_name(organiser):
    training_class = held(trainer=training.trainer(name="石老师"))
    mine = present(people.trainee(user=organiser), training_class)
    same = present(people.trainee(name="石老师"), training_class)
    present(people.trainee(name="石头"), training_class)
    flags = run("R08", many=True)
    assert {next(iter(named(flag))): flag.facts["why"] for flag in flags} == {mine: "staff", same: "trainer"}


def test_r09_a_class_full_of_other_counties():
    training_class, other = held(), held(hour=14)
    foreign = [present(people.trainee(number=people.id_number(n, area="430102")), training_class) for n in range(5)]
    for _ in range(6):
        present(people.trainee(), training_class)
    for n in range(5, 9):
        present(people.trainee(number=people.id_number(n, area="430102")), other)
    assert named(run("R09")) == set(foreign)


def test_numbers_never_come_into_a_flag():
    number = "43319919850615001X"
    take_part(people.trainee(number=number))
    flag = run("R01")
    kept = str(list(AnomalyFlag.objects.values())) + str(list(flag.words.values()))
    assert number not in kept
    assert blind_index("id", number) not in kept
