"""What is changed in a class is looked at soon after, by one job however much is changed."""

import pytest
import time_machine

from lms.kit.clock import now
from lms.kit.models import Job
from tests.factories import people, places, proofs, training
from tests.factories.rosters import workbook
from trainees.domain import attendance, completion, enrolments, reopening, rosters
from trainees.domain.dossier import pieces
from trainees.domain.rules import running
from trainees.models import AnomalyFlag, Enrolment

from .conftest import held, present

pytestmark = pytest.mark.django_db


def looks_at(training_class):
    subject = f"class:{training_class.pk}"
    return Job.objects.filter(kind=running.RUN, subject__in=[subject, f"{subject}:again"])


def test_closing_a_session_and_the_class_ask_for_one_look_that_is_due_at_once(organiser):
    training_class = training.training_class()
    session = training.session(training_class, hour=0, hours=1)
    people.enrolment(None, training_class)
    with time_machine.travel(session.ends_at, tick=True):
        attendance.close_session(session, by=organiser)
        job = looks_at(training_class).get()
        assert job.due_at > now()
        completion.close_class(training_class, by=organiser)
        job = looks_at(training_class).get()
        assert job.due_at <= now()


def test_a_correction_asks_again_and_many_ask_once(organiser):
    training_class = held()
    training_class.state = "open"
    training_class.save()
    session = training_class.sessions.get()
    rows = [present(people.trainee(), training_class, state="confirmed") for _number in range(3)]
    for row in rows:
        attendance.mark(session, row, "absent", reason="不是本人签到", by=organiser)
    assert looks_at(training_class).count() == 1


def test_what_changes_during_a_look_is_looked_at_after_it(organiser):
    training_class = held()
    job = running.ask_about_class(training_class)
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=now())
    again = [running.ask_about_class(training_class) for _time in range(3)]
    assert {one.subject for one in again} == {f"class:{training_class.pk}:again"}
    assert running.run_subject(again[0].subject)


def test_reopening_and_proof_ask_for_a_look(organiser):
    training_class = held()
    reopening.reopen_class(training_class, reason="补记一次签到", by=organiser)
    assert looks_at(training_class).get().due_at <= now()
    other = training.training_class()
    pieces.add(other, "4.3", proofs.upload(proofs.photo(3)), by=places.officer("organiser", username="second"))
    assert looks_at(other).exists()


def asked(change, *classes) -> bool:
    """Whether `change` makes the rules look at each of `classes`, once."""
    Job.objects.all().delete()
    change()
    return [looks_at(one).count() for one in classes] == [1] * len(classes)


def test_every_change_of_the_roster_asks_for_a_look(organiser):
    first = training.training_class(seats=1, number=1)
    second = training.training_class(page=first.course, seats=2, number=2, region=first.region)
    enrol, by = enrolments.enrol, organiser
    assert asked(lambda: enrol(people.trainee(), first, by=by), first)
    waiting = enrol(people.trainee(), first, by=by)
    assert not asked(lambda: enrol(people.trainee(), first, by=by), first)
    place = first.enrolments.get(state="confirmed")
    assert asked(lambda: enrolments.withdraw(place, by=by), first)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert asked(lambda: enrolments.transfer(waiting, second, by=by), first, second)
    request = enrolments.request(people.trainee(), second, by=by)
    assert asked(lambda: enrolments.confirm(request, by=by), second)
    assert not asked(lambda: enrolments.confirm(request, by=by), second)
    waiting = enrol(people.trainee(), second, by=by)
    type(second).objects.update(seats=3)
    assert asked(lambda: enrolments.move_up(second, by=by), second)
    assert not asked(lambda: enrolments.move_up(second, by=by), second)


def test_a_roster_brought_in_asks_once_for_all_its_people(organiser):
    training_class = training.training_class()
    village = places.village(1).name
    rows = [(f"田{number}", people.id_number(number), f"1380013800{number}", village, "", "") for number in range(3)]
    roster = rosters.check(training_class, data=workbook(*rows), name="名册.xlsx", by=organiser)
    assert not looks_at(training_class).exists()
    assert asked(lambda: rosters.bring_in(roster, by=organiser), training_class)
    assert training_class.enrolments.filter(state="confirmed").count() == 3


def test_a_look_after_a_withdrawal_closes_what_was_found_about_the_place(organiser):
    training_class = training.training_class()
    place = enrolments.enrol(people.trainee(), training_class, by=organiser)
    Enrolment.objects.update(snapshot_birth_on="2020-01-01")
    subject = looks_at(training_class).get().subject
    running.run_subject(subject)
    flag = AnomalyFlag.objects.get(rule="R05", training_class=training_class)
    assert flag.state == "open"
    enrolments.withdraw(place, by=organiser)
    running.run_subject(subject)
    flag.refresh_from_db()
    assert flag.state == "corrected"


def test_the_job_raises_what_the_rules_find(organiser):
    training_class = held()
    present(people.trainee(), training_class, snapshot_birth_on="2020-01-01")
    running.run_subject(f"class:{training_class.pk}")
    assert AnomalyFlag.objects.filter(rule="R05", training_class=training_class).exists()
