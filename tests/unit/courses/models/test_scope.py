"""A scope for one programme reaches its classes and nothing that belongs to another or to none."""

import pytest

from courses.domain import officers
from courses.models import Programme, Region, StaffScope, Trainer, TrainingClass
from courses.models.scope import Role, acts_in, visible_regions
from courses.permissions import may_manage, may_plan
from tests.factories import people, places, training
from trainees.domain import indicators
from trainees.models import Enrolment, Household, Trainee
from trainees.permissions import may_merge, may_unmask

pytestmark = pytest.mark.django_db


@pytest.fixture
def programmes():
    return places.programme(name="甲项目"), places.programme(name="乙项目")


@pytest.fixture
def crowd(programmes):
    """Somebody of each programme, somebody of both, and somebody of none."""
    first, second = (training.training_class(programme=one, state="closed") for one in programmes)
    found = {name: people.trainee(name=name) for name in ("甲", "乙", "双", "无")}
    for name, held in (("甲", first), ("双", first), ("乙", second), ("双", second)):
        people.enrolment(found[name], held, state="completed")
    return found


def limited(role, programme, **more):
    user = places.user(f"{role}-{programme.pk}")
    officers.appoint(user, role, places.region(), programme=programme, by=None, **more)
    return user


def test_who_works_for_a_programme_sees_its_classes_participations_and_people(programmes, crowd):
    mine, _other = programmes
    user = limited(Role.AUDITOR, mine)
    assert {row.programme for row in TrainingClass.objects.visible_to(user)} == {mine}
    assert {row.training_class.programme for row in Enrolment.objects.visible_to(user)} == {mine}
    assert {row.name for row in Trainee.objects.visible_to(user)} == {"甲", "双"}
    assert list(Programme.objects.visible_to(user)) == [mine]
    assert Region.objects.visible_to(user).filter(pk=places.COUNTY).exists()
    assert Trainer.objects.visible_to(user).count() == Trainer.objects.count()


def test_two_scopes_add_up(programmes, crowd):
    user = limited(Role.FOLLOW_UP, programmes[0])
    officers.appoint(user, Role.FOLLOW_UP, places.village(1), by=None)
    assert {row.name for row in Trainee.objects.visible_to(user)} == set(crowd)


def test_households_and_figures_follow_the_programme(programmes, crowd):
    mine, other = programmes
    for person in crowd.values():
        people.household(person)
    user = limited(Role.AUDITOR, mine)
    assert Household.objects.visible_to(user).count() == 2
    assert indicators.compute("trained_persons", indicators.Cut(mine, user)).numerator == 2
    assert indicators.compute("trained_persons", indicators.Cut(other, user)).numerator == 0
    assert indicators.Cut(mine, user).is_whole
    assert not indicators.Cut(other, user).is_whole


def test_permissions_follow_the_programme(programmes, crowd):
    mine, other = programmes
    user, region = limited(Role.ORGANISER, mine), places.region()
    managed = {held.programme for held in TrainingClass.objects.all() if may_manage(user, held)}
    assert managed == {mine}
    assert (may_plan(user, region, mine), may_plan(user, region, other)) == (True, False)
    assert [may_unmask(user, crowd[name]) for name in crowd] == [True, False, True, False]
    assert not may_merge(user, crowd["甲"], crowd["双"])
    assert not acts_in(user, region.pk, Role.ORGANISER)


def test_rows_that_do_not_say_their_programme_stay_shut(programmes, crowd):
    user = limited(Role.AUDITOR, programmes[0])
    assert not visible_regions(Trainee.objects.all(), user, Role.AUDITOR).exists()


def test_the_scope_gives_what_it_gave_before_beside_a_limited_one(programmes):
    user = limited(Role.AUDITOR, programmes[0])
    whole = officers.appoint(user, Role.AUDITOR, places.region(), by=None)
    assert whole.programme is None
    assert StaffScope.objects.of(user).count() == 2


def test_a_limited_organiser_gives_roles_of_their_programme_only(programmes):
    mine, other = programmes
    desk, officer = limited(Role.ORGANISER, mine), places.user("xiang")
    made = officers.appoint(officer, Role.FOLLOW_UP, places.region(), programme=mine, by=desk)
    assert made.programme == mine
    for programme in (other, None):
        with pytest.raises(officers.GrantRefused):
            officers.appoint(officer, Role.FOLLOW_UP, places.region(), programme=programme, by=desk)


def test_a_programme_of_elsewhere_is_refused(programmes):
    with pytest.raises(officers.GrantRefused):
        officers.appoint(
            places.user("xiang"), Role.AUDITOR, places.region("433126000000"), programme=programmes[0], by=None
        )
