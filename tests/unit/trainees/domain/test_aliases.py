"""Two rows that turn out to be one person while a class goes on: nothing they did is lost, nothing counts twice."""

import datetime as dt

import pytest

from lms.kit.clock import local_date
from tests.factories import people, places, training
from tests.factories.watching import after, grant, held_class, play
from trainees.domain import (
    aliases,
    attendance,
    completion,
    consequences,
    crediting,
    enrolments,
    indicators,
    learning,
    merging,
    watching,
)
from trainees.domain.indicators import Cut
from trainees.models import Enrolment, TraineeAlias, WatchProgress

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return places.officer("organiser")


@pytest.fixture
def rows(officer):
    """Two rows of one person, not merged yet."""
    return people.trainee(name="田小花"), people.trainee(name="田小花", number="")


def merge(rows, officer):
    merging.merge(*rows, reason="同一人", by=officer)
    for row in rows:
        row.refresh_from_db()


@pytest.fixture
def half_and_half(rows):
    """A class of four sessions; the first row was in two of them and in a third, which the other was in too."""
    held = training.training_class(sessions=4)
    first, second = (people.enrolment(row, held) for row in rows)
    sessions = list(held.sessions.order_by("number"))
    for session in sessions[:3]:
        attendance.mark(session, first, "present", by=None)
    for session in sessions[2:]:
        attendance.mark(session, second, "present", by=None)
    return held, first, second


def proof(enrolment):
    return completion.proofs([Enrolment.objects.get(pk=enrolment.pk)])[enrolment.pk]


def test_sessions_of_two_rows_add_up_and_one_they_share_counts_once(half_and_half, rows, officer):
    _held, first, second = half_and_half
    whole = proof(first).scheduled
    assert (proof(first).attended * 4, proof(second).attended * 4) == (3 * whole, 2 * whole)

    merge(rows, officer)
    assert proof(first) == proof(second)
    assert proof(first).attended == whole

    merging.unmerge(TraineeAlias.objects.get(), because="看错了", by=officer)
    assert (proof(first).attended * 4, proof(second).attended * 4) == (3 * whole, 2 * whole)


def test_who_attended_enough_only_under_both_rows_is_one_person_time(half_and_half, rows, officer, time_machine):
    held, *_places = half_and_half
    time_machine.move_to(max(session.ends_at for session in held.sessions.all()))
    for session in held.sessions.all():
        attendance.close_session(session, by=officer)
    merge(rows, officer)
    completion.close_class(held, by=officer)

    assert consequences.settled_together(TraineeAlias.objects.get()) == [held]
    cut = Cut(held.programme, None)
    figures = indicators.compute_all(["training_person_times", "trained_persons", "completion_rate"], cut)
    assert [(figure.numerator, figure.denominator) for figure in figures] == [(1, None), (1, None), (1, 1)]


@pytest.fixture
def held():
    return held_class()


@pytest.fixture
def lesson(held):
    return held.lessons[0]


def test_seconds_seen_under_two_rows_are_joined_and_count_once(held, lesson, rows, officer):
    first, second = rows
    play(grant(first, held), 0, 300, at=300)
    play(grant(second, held, at=400), 200, 600, at=900)
    about = (first.pk, lesson["key"], lesson["video"])
    assert aliases.seconds_seen({first.pk})[about] == 300

    merge(rows, officer)
    assert aliases.seconds_seen({first.pk}) == {about: 600}
    for row in rows:
        assert watching.progress_of(row, lesson).seen_seconds == 600
    assert sorted(WatchProgress.objects.values_list("seen_seconds", flat=True)) == [300, 400]


def test_two_windows_of_two_rows_earn_what_one_does(held, lesson, rows, officer):
    merge(rows, officer)
    one, other = grant(rows[0], held), grant(rows[1], held, at=1)
    play(one, 0, 300, at=100)
    answer = play(other, 300, 600, at=101)
    together = aliases.seconds_seen({rows[0].pk})[rows[0].pk, lesson["key"], lesson["video"]]
    assert together == answer.progress.seen_seconds <= 2 * (101 + crediting.GRACE)


def test_the_learning_page_shows_what_was_seen_under_the_other_row(held, rows, officer):
    place = people.enrolment(rows[0], held)
    play(grant(rows[1], held), 0, 600, at=600)
    assert learning.participations([place])[0].lessons[0].share == 0
    merge(rows, officer)
    places_of_one = Enrolment.objects.filter(pk=place.pk).select_related("trainee", "training_class__programme")
    [shown] = learning.participations(places_of_one)
    assert shown.lessons[0].share == 1
    assert shown.gaps == []


def test_a_scan_under_one_row_finds_the_seat_of_the_other(rows, officer):
    held = training.training_class(sessions=1)
    place = people.enrolment(rows[1], held)
    merge(rows, officer)
    session = held.sessions.get()
    made, again = attendance.scan(session, rows[0], scanned_at=session.starts_at, device="", by=None)
    assert (made.enrolment, again) == (place, False)
    assert attendance.scan(session, rows[1], scanned_at=session.starts_at, device="", by=None) == (made, True)


def test_a_person_gets_one_place_in_a_class_whichever_row_asks(rows, officer):
    held = training.training_class()
    place = people.enrolment(rows[1], held)
    merge(rows, officer)
    assert enrolments.enrol(rows[0], held, by=None) == place
    assert enrolments.admit_at_the_door(rows[0], held, by=None) == place


def test_a_place_under_the_other_row_makes_somebody_be_elsewhere(rows, officer):
    day = local_date(after(0)) + dt.timedelta(days=365)
    busy, wanted = (training.training_class(day=day, sessions=1) for _ in range(2))
    people.enrolment(rows[1], busy)
    merge(rows, officer)
    with pytest.raises(enrolments.TraineeIsElsewhere):
        enrolments.enrol(rows[0], wanted, by=None)
