"""Sessions by pattern and the copy of a class: all or nothing, at the same hours."""

import datetime as dt

import pytest
from django.utils.timezone import localtime

from courses.domain import clashes, timetables
from courses.models import Session, TrainingClass
from tests.factories import places, training

NINE, NOON, TWO, FOUR = dt.time(9), dt.time(12), dt.time(14), dt.time(16)


@pytest.mark.parametrize(
    ("first", "days", "weekdays", "found"),
    [
        (dt.date(2026, 12, 30), 3, range(7), ["12-30", "12-31", "01-01"]),
        (dt.date(2026, 3, 6), 3, range(5), ["03-06", "03-09", "03-10"]),
        (dt.date(2028, 2, 28), 2, range(7), ["02-28", "02-29"]),
        (dt.date(2026, 3, 6), 3, [], []),
    ],
)
def test_pattern_is_every_sitting_of_each_teaching_day(first, days, weekdays, found):
    times = timetables.pattern(first, days=days, weekdays=weekdays, sittings=[(NINE, NOON), (TWO, FOUR)])
    assert [f"{day:%m-%d}" for day, start, _end in times if start == NINE] == found
    assert len(times) == 2 * len(found)


@pytest.fixture
def organiser(db):
    return places.officer("organiser")


def three_days(**fields):
    first = dt.date(2026, 3, 2)
    return training.training_class(state="planned", starts_on=first, ends_on=first + dt.timedelta(2), **fields)


def test_plan_pattern_plans_every_morning_or_nothing(organiser):
    held, venue = three_days(), places.venue()
    times = timetables.pattern(held.starts_on, days=3, sittings=[(NINE, NOON)])
    made = timetables.plan_pattern(held, times, venue=venue, trainer=held.trainer, by=organiser)
    assert [session.number for session in made] == [1, 2, 3]
    assert {f"{localtime(session.starts_at):%H:%M}" for session in made} == {"09:00"}

    other = three_days()
    late = timetables.pattern(other.starts_on - dt.timedelta(0), days=4, sittings=[(TWO, FOUR)])
    with pytest.raises(clashes.SessionOutsideClass):
        timetables.plan_pattern(other, late, venue=venue, trainer=other.trainer, by=organiser)
    assert not other.sessions.exists()
    with pytest.raises(timetables.TooManySessions):
        timetables.plan_pattern(other, [], venue=venue, trainer=other.trainer, by=organiser)


def test_copy_class_keeps_hours_and_leaves_people_and_cancelled_sessions_behind(organiser):
    held = three_days(number=4)
    training.session(held, number=1)
    training.session(held, number=2, hour=14, state=Session.State.CANCELLED)

    copy = timetables.copy_class(held, starts_on=dt.date(2026, 12, 31), by=organiser)

    assert (copy.state, copy.number, copy.course) == ("planned", 5, held.course)
    assert copy.ends_on == dt.date(2027, 1, 2)
    assert [f"{localtime(s.starts_at):%m-%d %H:%M}" for s in copy.sessions.all()] == ["12-31 09:00"]
    assert not copy.enrolments.exists()


def test_copy_class_onto_a_taken_room_is_refused_whole(organiser):
    held = three_days()
    training.session(held)
    with pytest.raises(clashes.VenueIsTaken):
        timetables.copy_class(held, starts_on=held.starts_on, by=organiser)
    assert TrainingClass.objects.count() == 1
