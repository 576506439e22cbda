"""A batch taken back: what it made goes, what it filled in goes back, what something depends on stays."""

import pytest

from tests.factories import people
from tests.factories.registers import person
from trainees.domain.imports import batches, undoing
from trainees.models import Household, HouseholdMember, ImportBatch, Trainee, TraineeGroup


def test_undo_leaves_the_register_as_it_was(bring):
    known = people.trainee(number=person(1)["身份证号"], name=person(1)["姓名"], phone="+8613800000001")
    before = list(Trainee.objects.values())
    batch = bring(*[person(n) for n in range(20)])
    assert Trainee.objects.count() == 20
    undone = undoing.undo(batch, by=None)
    assert list(Trainee.objects.values()) == [row | {"id_number": row["id_number"]} for row in before]
    assert undone.state == "undone"
    assert undone.counts["removed"] == 19
    assert not Household.objects.exists()
    assert not HouseholdMember.objects.exists()
    assert not TraineeGroup.objects.exists()
    assert Trainee.objects.get() == known


def test_who_something_depends_on_stays(bring):
    batch = bring(person(1), person(2), person(4))
    first, second, _third = Trainee.objects.order_by("pk")
    people.enrolment(first)
    bring(person(2))  # another list knows the second
    undoing.undo(batch, by=None)
    assert set(Trainee.objects.all()) == {first, second}
    assert Household.objects.count() == 1
    assert ImportBatch.objects.get(pk=batch.pk).counts["kept"] == 2


def test_a_fact_somebody_changed_since_stays(bring):
    someone = people.trainee(number=person(1)["身份证号"], name=person(1)["姓名"])
    batch = bring(person(1))
    Trainee.objects.filter(pk=someone.pk).update(education="high")
    undoing.undo(batch, by=None)
    someone.refresh_from_db()
    assert someone.education == "high"
    assert someone.ethnicity == ""


def test_undoing_twice_and_undoing_a_dry_run_change_nothing(bring):
    batch = bring(person(1))
    undoing.undo(batch, by=None)
    assert undoing.undo(batch, by=None).counts["removed"] == 1
    bring(person(1))
    assert Trainee.objects.count() == 1


@pytest.mark.django_db
def test_imports_that_are_not_checked_bring_nothing_in(bring):
    batch = bring(person(1))
    undoing.undo(batch, by=None)
    batch.refresh_from_db()
    assert batches.bring_in(batch, by=None).state == "undone"
    assert not Trainee.objects.exists()
