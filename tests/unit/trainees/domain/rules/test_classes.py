"""Rules about rooms, trainers, sizes and changes of classes: a case that fires and one beside it that does not."""

import datetime as dt

import pytest
from django.db import connection

from lms.kit.clock import now
from tests.factories import people, places, training
from trainees.models import Attendance

from .conftest import held, named, present, run

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="there the database refuses two sessions at once itself"
)


def test_r16_more_people_than_seats():
    full, near = held(), held(hour=14)
    room = places.venue(name="小教室", seats=2)
    for training_class in (full, near):
        training_class.sessions.update(venue=room)
    for _ in range(3):
        present(people.trainee(), full)
    for mark in ("present", "present", "absent"):
        present(people.trainee(), near, mark=mark)
    flag = run("R16")
    assert (flag.training_class, flag.facts["present"], flag.facts["seats"]) == (full, 3, 2)


@on_sqlite
def test_r16b_two_classes_in_one_room_and_r17_one_trainer():
    one, other, after = held(hour=9, hours=2), held(hour=10, hours=2), held(hour=12)
    for training_class in (one, other, after):
        training_class.sessions.update(venue=places.venue(name="同一间"))
    assert run("R16b").training_class == other
    other.sessions.update(trainer=one.trainer)
    after.sessions.update(trainer=one.trainer)
    flag = run("R17")
    assert (flag.training_class, flag.doubts) == (other, "nobody")


def test_r18_everybody_there_every_time():
    good, near = held(), held(hour=14)
    for training_class in (good, near):
        training.session(training_class, number=2, hour=19)
        for _ in range(20):
            present(people.trainee(), training_class)
    Attendance.objects.filter(pk=Attendance.objects.filter(session__training_class=near).first().pk).update(mark="late")
    flag = run("R18")
    assert (flag.training_class, flag.severity, flag.facts["marks"]) == (good, "info", 40)


def test_r18b_ten_classes_exactly_full():
    classes = [held(seats=1, day=dt.date(2026, 3, 1) + dt.timedelta(days=n)) for n in range(10)]
    for training_class in classes:
        present(people.trainee(), training_class)
    assert run("R18b").facts["full"] == 10
    for training_class in classes[:2]:
        type(training_class).objects.filter(pk=training_class.pk).update(seats=5)
    assert run("R18b", state="corrected")


def test_r21_results_without_a_syllabus_doubt_the_whole_class():
    empty, taught = held(), held(page=training.course(videos=[None]), hour=14)
    for training_class in (empty, taught):
        present(people.trainee(), training_class)
    flag = run("R21")
    assert (flag.training_class, flag.doubts) == (empty, "class")


def test_r23_a_trainer_for_twelve_hours():
    long = held(hour=8, hours=12, trainer=training.trainer())
    held(hour=8, hours=9)
    flags = run("R23", many=True)
    assert {(flag.training_class, flag.facts["why"]) for flag in flags} == {(long, "trainer"), (long, "room")}


def test_r29_marks_changed_after_closing():
    training_class = held()
    place, corrected_before = (present(people.trainee(), training_class) for _ in range(2))
    session = training_class.sessions.get()
    for row, at in ((place, now()), (corrected_before, session.closed_at - dt.timedelta(hours=1))):
        row.attendances.update(superseded_at=at)
        made = Attendance.objects.create(session=session, enrolment=row, mark="late", how="hand", marked_at=at)
        Attendance.objects.filter(pk=made.pk).update(received_at=at)
    flag = run("R29")
    assert (named(flag), flag.facts["number"], flag.facts["present"]) == ({place}, 1, 1)
