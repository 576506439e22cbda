"""Nobody has a place in two classes that meet at once."""

import pytest

from courses.domain import sittings
from tests.factories import people, places, training
from trainees.domain import enrolments, timetable
from trainees.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy():
    who = people.trainee(name="田小妹")
    people.enrolment(who, training.training_class(sessions=1))
    return who


def test_a_place_in_a_class_at_the_same_time_is_refused_with_who_is_where(busy):
    other = training.training_class(sessions=1)
    with pytest.raises(enrolments.TraineeIsElsewhere, match=r"田小妹.*县电商中心 201"):
        enrolments.enrol(busy, other, by=None)
    assert not other.enrolments.exists()


def test_the_door_and_touching_sessions_let_in(busy):
    touching = training.training_class()
    training.session(touching, hour=10)
    assert enrolments.enrol(busy, touching, by=None).state == "confirmed"
    assert enrolments.admit_at_the_door(busy, training.training_class(sessions=1), by=None).state == "confirmed"


@pytest.mark.parametrize("over", ["cancelled", "void", "withdrawn"])
def test_what_is_not_held_is_no_clash(busy, over):
    place = busy.enrolments.get()
    if over == "cancelled":
        place.training_class.sessions.update(state="cancelled")
    elif over == "void":
        type(place.training_class).objects.update(state="void")
    else:
        Enrolment.objects.update(state="withdrawn")
    other = training.training_class(sessions=1)
    assert enrolments.enrol(busy, other, by=None).state == "confirmed"


def test_a_merged_row_is_the_same_person(busy):
    alias = people.trainee(canonical=busy, number="")
    with pytest.raises(enrolments.TraineeIsElsewhere):
        enrolments.enrol(alias, training.training_class(sessions=1), by=None)


def test_a_session_at_which_people_are_elsewhere_is_refused(busy):
    other, organiser = training.training_class(), places.officer("organiser")
    people.enrolment(busy, other)
    session = training.session(other, hour=15, venue=places.venue(name="别处"))
    sittings.plan_session(session, by=organiser)
    session.starts_at = training.Session.objects.earliest("starts_at").starts_at
    with pytest.raises(timetable.TraineesAreElsewhere, match="田小妹"):
        sittings.plan_session(session, reason="换时间", by=organiser)


def test_the_waiting_list_passes_over_who_is_elsewhere(busy):
    full = training.training_class(sessions=1, seats=1)
    leaving = people.enrolment(training_class=full)
    first, second = (
        people.enrolment(busy, full, state="waiting"),
        people.enrolment(training_class=full, state="waiting"),
    )
    enrolments.withdraw(leaving, by=None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "confirmed")
