"""What everybody may see: totals against targets, no small group, five minutes old at most."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from courses.domain import officers
from tests.factories import people, places, training
from trainees.domain import progress
from trainees.models import Enrolment, Target

pytestmark = pytest.mark.django_db


def train(number: int, *, township: int = 1, track: str = "basic"):
    held = training.training_class(page=training.course(track), state="closed")
    for _ in range(number):
        person = people.trainee(region=places.village(1, township=township))
        people.enrolment(person, held, state="completed")
    return held.programme


def shown(programme, code):
    found = progress.public_progress(programme).figures
    return next(figure for figure in found if figure.code == code)


def test_show_figures_against_target_and_hide_those_of_few_people():
    programme = train(6)
    train(3, track="cadre")
    Target.objects.create(
        programme=programme, indicator="training_person_times", value=90, unit="person_times", clause="YS:119"
    )

    everything = shown(programme, "training_person_times")
    assert (everything.value, everything.target, everything.share, everything.clause) == (9, 90.0, 0.1, "YS:119")
    few = shown(programme, "cadre_person_times")
    assert (few.value, few.hidden, few.share) == (None, True, None)
    nobody = shown(programme, "practical_person_times")
    assert (nobody.value, nobody.hidden) == (0, False)


def test_person_times_of_few_people_are_hidden_too():
    person = people.trainee()
    for _ in range(6):
        held = training.training_class(state="closed")
        people.enrolment(person, held, state="completed")
    assert shown(held.programme, "training_person_times").hidden


def test_hide_a_small_township_and_the_next_smallest():
    for township, number in ((1, 3), (2, 6), (3, 8)):
        programme = train(number, township=township)
    found = {each.name: (each.person_times, each.persons) for each in progress.public_progress(programme).townships}
    assert sorted(found.values(), key=str) == [(8, 8), (None, None), (None, None)]


def test_compute_once_in_five_minutes(django_assert_num_queries):
    programme = train(6)
    first = progress.public_progress(programme)
    train(6)
    with django_assert_num_queries(0):
        assert progress.public_progress(programme) == first


def test_a_small_track_cannot_be_told_from_the_total():
    train(3, track="cadre")
    programme = train(6)
    assert shown(programme, "cadre_person_times").hidden
    assert shown(programme, "basic_person_times").hidden
    assert not shown(programme, "training_person_times").hidden


def test_overview_lists_the_programmes_of_the_area_and_hides_a_small_rest():
    programme = train(6)
    user = places.user("province")
    officers.appoint(user, "province", places.region("430000000000"), by=None)
    [line] = progress.overview(user)
    found = {figure.code: figure for figure in line.figures}
    assert line.programme == programme
    assert found["trained_persons"].value == 6
    assert (found["poor_trained_persons"].value, found["poor_trained_persons"].hidden) == (0, False)
    Enrolment.objects.filter(pk__in=Enrolment.objects.values("pk")[:4]).update(snapshot_poor=True)
    cache.clear()
    [line] = progress.overview(get_user_model().objects.get(pk=user.pk))
    assert next(figure for figure in line.figures if figure.code == "poor_trained_persons").hidden


def test_overview_of_elsewhere_is_empty():
    train(6)
    user = places.user("province")
    officers.appoint(user, "province", places.region("440000000000"), by=None)
    assert progress.overview(user) == []
