"""R12, R37–R43 over real reports: what a cheat leaves behind is found, what an honest learner does is not."""

import datetime as dt

import pytest

from tests.factories import people, places, training
from tests.factories.watching import after, beat, grant, held_class, play, tell
from trainees.domain.rules import running
from trainees.models import AnomalyFlag, Attendance, WatchVisit

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return held_class(seconds=3600, presence="tap")


@pytest.fixture
def who():
    return people.trainee()


def found(training_class) -> list[str]:
    """Codes of the flags on the class and its people after the rules have looked."""
    running.run_class(training_class)
    return sorted(AnomalyFlag.objects.filter(state="open").values_list("rule", flat=True))


def answers(*numbers, took=6, tries=1):
    checks = [{"number": number, "took": took, "tries": tries} for number in numbers]
    return [beat([], spent=1, check=check, touches=2) for check in checks]


def test_honest_watching_leaves_no_flag(held, who):
    given = grant(who, held)
    hours = [beat([(15 * n, 15 * n + 15)], ago=3600 - 15 * n - 15) for n in range(200)]
    tell(given, *hours, *answers(*range(9)), at=3700)
    assert WatchVisit.objects.get().credited_seconds == 3000
    assert found(held) == []


def test_forged_beats_are_flagged_and_keep_the_participation_from_counting(held, who):
    tell(grant(who, held), *[beat([(60 * n, 60 * n + 60)]) for n in range(10)], at=20)
    assert found(held) == ["R37"]
    flag = AnomalyFlag.objects.get()
    assert flag.severity == "critical"
    assert [subject.enrolment for subject in flag.subjects.all()] == [who.enrolments.get()]


def test_pages_that_play_at_once_are_flagged(held, who):
    one, other = grant(who, held), grant(who, held, at=1)
    for at in range(60, 601, 60):
        play(one, at - 60, at, at=at)
        play(other, at - 60, at, at=at + 1)
    assert "R38" in found(held)


def test_playing_out_of_sight_without_a_hand_is_noted(held, who):
    given = grant(who, held)
    told = [beat([(60 * n, 60 * n + 60)], hidden=55, ago=3600 - 60 * n - 60) for n in range(50)]
    checks = [beat([], spent=0, check={"number": n, "took": 0, "tries": 1}) for n in range(9)]
    tell(given, *told, *checks, at=3700)
    assert found(held) == ["R39", "R40", "R41"]
    assert set(AnomalyFlag.objects.values_list("severity", flat=True)) == {"warning"}


def test_one_device_for_five_people_is_noted_and_a_family_is_not(held):
    for number in range(5):
        tell(grant(people.trainee(), held), beat([(0, 90)]), at=90, device="a" if number else "b")
    assert found(held) == []
    tell(grant(people.trainee(), held), beat([(0, 90)]), at=90, device="a")
    assert found(held) == ["R42"]


def test_watching_that_arrives_after_the_class_is_flagged(held, who, django_user_model):
    given = grant(who, held)
    by = django_user_model.objects.create_user("closer")
    type(held).objects.update(state="closed", closed_at=after(1000), closed_by=by)
    tell(given, beat([(0, 400)], ago=1500), at=2000)
    assert found(held) == ["R43"]


def test_a_video_that_plays_while_somebody_signs_in_is_noted(held, who):
    place = people.enrolment(who, training.training_class(sessions=1, day=dt.date(2026, 3, 1)))
    session = place.training_class.sessions.get()
    marks = {"session": session, "enrolment": place, "mark": "present", "how": "scan"}
    play(grant(who, held), 0, 60, at=120)
    mark = Attendance.objects.create(**marks, marked_at=after(600), marked_by=places.user("door"))
    assert found(place.training_class) == []
    Attendance.objects.filter(pk=mark.pk).update(marked_at=after(90))
    assert found(place.training_class) == ["R12"]


def test_a_day_longer_than_a_day_counts_what_was_watched(who):
    held = held_class(seconds=11 * 3600)
    type(held.programme).objects.update(daily_watch_minutes=1440)
    play(grant(who, held), 0, 3600, at=3600, touches=1)
    assert found(held) == []
    tell(
        grant(who, held, at=3700),
        *[beat([(3600 * n, 3600 * n + 3600)], touches=1) for n in range(1, 8)],
        at=3700 + 7 * 3600,
    )
    assert found(held) == ["R13"]
