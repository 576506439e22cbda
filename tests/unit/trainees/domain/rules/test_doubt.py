"""What flags do to the count: open critical ones wait, upheld ones are gone, and every number follows one predicate."""

import pytest
from django.contrib.auth import get_user_model

from certificates.domain import issuing
from certificates.models import Kind
from lms.kit.clock import now
from tests.factories import people, places, training
from trainees.domain import indicators, reopening, training_plans
from trainees.domain.indicators import Cut
from trainees.domain.rules import doubt
from trainees.models import AnomalyFlag, Enrolment, FlagSubject

pytestmark = pytest.mark.django_db


def flag(*doubted, state="open", severity="critical", doubts="named", persons=(), training_class=None):
    settled = {"settled_at": now(), "settled_by": _staff(), "word": "电话核实，本人未到场"}
    made = AnomalyFlag.objects.create(
        rule="R11",
        fingerprint=f"{AnomalyFlag.objects.count():064d}",
        severity=severity,
        doubts=doubts,
        state=state,
        region=places.region(),
        training_class=training_class,
        **(settled if state != "open" else {}),
    )
    FlagSubject.objects.bulk_create(FlagSubject(flag=made, enrolment=place) for place in doubted)
    FlagSubject.objects.bulk_create(FlagSubject(flag=made, trainee=person) for person in persons)
    return made


def _staff():
    return get_user_model().objects.filter(username="staff").first() or places.user("staff")


@pytest.fixture
def held():
    """A closed class that three people completed."""
    training_class = training.training_class(state="closed")
    return [people.enrolment(None, training_class, state="completed") for _number in range(3)]


def cut_of(place):
    return Cut(place.training_class.programme, None)


def figure(code, place, **more):
    return indicators.compute(code, cut_of(place), **more)


def test_an_open_critical_flag_waits_and_both_numbers_are_known(held):
    flag(held[0])
    found = figure("training_person_times", held[0], both=True)
    assert (found.value, found.waits, found.value_with_waiting) == (2, 1, 3)
    assert set(indicators.rows("training_person_times", cut_of(held[0]))) == set(held[1:])
    assert list(indicators.rows("training_person_times", cut_of(held[0]), indicators.WAITING)) == held[:1]


@pytest.mark.parametrize(("state", "severity"), [("open", "warning"), ("explained", "critical"), ("open", "info")])
def test_other_flags_leave_the_count(held, state, severity):
    flag(held[0], state=state, severity=severity)
    found = figure("training_person_times", held[0], both=True)
    assert (found.value, found.with_waiting) == (3, None)


def test_an_upheld_flag_of_any_severity_disallows(held):
    flag(held[0], state="upheld", severity="warning")
    found = figure("training_person_times", held[0], both=True)
    assert (found.value, found.with_waiting) == (2, None)
    assert set(doubt.counting(Enrolment.objects.all())) == set(held[1:])


def test_a_flag_on_a_person_takes_all_of_theirs_and_one_on_a_class_everybody(held):
    elsewhere = training.training_class(programme=held[0].training_class.programme, state="closed")
    other = people.enrolment(held[0].trainee, elsewhere, state="completed")
    flag(persons=[held[0].trainee])
    assert set(doubt.counting(Enrolment.objects.all())) == set(held[1:])
    flag(doubts="class", training_class=held[1].training_class)
    assert not doubt.counting(Enrolment.objects.all()).exists()
    assert figure("training_person_times", other, both=True).waits == 4


def test_rates_lose_what_does_not_count(held):
    flag(held[0], state="upheld")
    found = figure("completion_rate", held[0])
    assert (found.numerator, found.denominator) == (2, 3)


def test_a_doubted_status_leaves_the_poor_figures_only(held):
    Enrolment.objects.update(snapshot_poor=True)
    flag(held[0], doubts="poor")
    assert figure("training_person_times", held[0]).value == 3
    poor = figure("poor_person_times", held[0], both=True)
    assert (poor.value, poor.waits) == (2, 1)


def test_reopening_and_plans_count_the_same(held):
    flag(held[0])
    flag(held[1], state="upheld")
    assert reopening.effect(held[0].training_class).person_times == 1
    officer = places.officer("organiser")
    assert training_plans.person_times([held[0].training_class], user=officer)[held[0].training_class_id] == 1


def test_no_paper_while_it_waits_and_none_when_disallowed(held):
    flag(held[0])
    flag(held[1], state="upheld")
    organiser = _staff()
    with pytest.raises(issuing.WaitsForAWord):
        issuing.issue(held[0], Kind.COMPLETION, by=organiser)
    with pytest.raises(issuing.Disallowed):
        issuing.issue(held[1], Kind.COMPLETION, by=organiser)
    assert issuing.issue(held[2], Kind.COMPLETION, by=organiser).is_valid
    assert issuing.held_back(held[0].training_class) == (1, 1)
    assert set(issuing.eligible(held[0].training_class, Kind.COMPLETION)) == {held[2]}


def test_nothing_in_doubt_costs_one_query(held, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert doubt.left_out(Enrolment.objects.all()) == doubt.LeftOut()
    flag(held[0], state="explained")
    with django_assert_num_queries(1):
        doubt.left_out(Enrolment.objects.all())
