"""The roll by hand: everybody in one form, the rest at once, undone; somebody's going; corrections."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain import attendance
from trainees.models import Attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """Yesterday from nine to eleven."""
    trainer = training.trainer(places.user("trainer"))
    return training.session(training.training_class(trainer=trainer), day=today() - dt.timedelta(days=1))


@pytest.fixture
def teacher(client, session):
    client.force_login(session.trainer.user)
    return session.trainer.user


@pytest.fixture
def rows(session):
    return [people.enrolment(training_class=session.training_class) for _ in range(3)]


def post(client, name, session, **data):
    return client.post(reverse(name, args=[session.pk]), data)


def standing(session) -> list:
    marks = session.attendances.standing().order_by("enrolment")
    return [(mark.mark, mark.late_minutes + mark.early_minutes + mark.leave_minutes, mark.how) for mark in marks]


def test_the_form_saves_marks_minutes_and_the_rest(client, session, teacher, rows):
    sent = {f"mark-{rows[0].pk}": "late", f"minutes-{rows[0].pk}": "15", f"mark-{rows[1].pk}": "leave"}

    answer = post(client, "roll_by_hand", session, how="sheet", rest="present", **sent)

    assert answer.status_code == 302
    assert standing(session) == [("late", 15, "sheet"), ("leave", 0, "sheet"), ("present", 0, "sheet")]


def test_the_form_sent_again_changes_nothing_and_the_rest_are_only_the_unmarked(client, session, teacher, rows):
    attendance.mark(session, rows[2], "leave", by=teacher)
    sent = {f"mark-{rows[0].pk}": "present"}
    for _again in range(2):
        post(client, "roll_by_hand", session, rest="absent", **sent)
    assert [mark for mark, *_ in standing(session)] == ["present", "absent", "leave"]
    assert Attendance.objects.count() == 3


def test_unmarked_people_stay_unmarked_unless_said(client, session, teacher, rows):
    post(client, "roll_by_hand", session, rest="", **{f"mark-{rows[0].pk}": "present"})
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("typed", ["quarter", "-5", "1.5", "99999", "１５", "119 min", "120"])
def test_minutes_that_are_none_save_nothing_and_say_so(client, session, teacher, rows, typed):
    sent = {f"mark-{rows[0].pk}": "late", f"minutes-{rows[0].pk}": typed, f"mark-{rows[1].pk}": "present"}
    answer = post(client, "roll_by_hand", session, **sent)
    assert answer.status_code == 200
    assert list(answer.context["messages"])
    assert not Attendance.objects.exists()


def test_a_mark_that_is_none_and_people_of_other_classes_are_ignored_or_refused(client, session, teacher, rows):
    stranger = people.enrolment()
    post(client, "roll_by_hand", session, **{f"mark-{stranger.pk}": "present"})
    post(client, "roll_by_hand", session, **{f"mark-{rows[0].pk}": "hero"})
    post(client, "roll_by_hand", session, rest="hero")
    assert not Attendance.objects.exists()


def test_a_closed_session_is_corrected_with_a_reason_that_stays_on_the_roll(client, session, teacher, rows):
    attendance.close_session(session, by=teacher)
    sent = {f"mark-{row.pk}": "present" for row in rows[:2]}

    assert post(client, "roll_by_hand", session, **sent).status_code == 200
    assert post(client, "roll_by_hand", session, reason="有纸质签到表", **sent).status_code == 302

    html = client.get(reverse("roll", args=[session.pk])).content.decode()
    assert html.count("有纸质签到表") == 4
    assert [mark for mark, *_ in standing(session)] == ["present", "present", "absent"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_costs_the_same_for_any_class(client, session, teacher, number, django_assert_num_queries):
    rows = [people.enrolment(training_class=session.training_class) for _ in range(number)]
    with django_assert_num_queries(13):
        post(client, "roll_by_hand", session, **{f"mark-{row.pk}": "present" for row in rows})
    with django_assert_num_queries(14):
        post(client, "roll_by_hand", session, **{f"mark-{row.pk}": "absent" for row in rows})
    assert Attendance.objects.standing().filter(mark="absent").count() == number


def test_the_rest_are_present_at_a_press_and_taken_back_at_another(client, session, teacher, rows):
    attendance.mark(session, rows[0], "absent", by=teacher)
    post(client, "mark_rest", session)
    assert [mark for mark, *_ in standing(session)] == ["absent", "present", "present"]

    roll = client.get(reverse("roll", args=[session.pk])).context
    saved_at, number = roll["undo"]
    assert number == 2
    post(client, "take_back", session, saved=saved_at.isoformat())

    assert [mark for mark, *_ in standing(session)] == ["absent"]
    assert client.get(reverse("roll", args=[session.pk])).context["undo"] is None


@pytest.mark.parametrize("saved", ["", "yesterday", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00"])
def test_taking_back_at_no_moment_is_not_found(client, session, teacher, saved):
    assert post(client, "take_back", session, saved=saved).status_code == 404


def test_signing_out_by_hand_needs_a_coming(client, session, teacher, rows):
    post(client, "sign_out", session, enrolment=rows[0].pk)
    assert not Attendance.objects.exists()
    attendance.mark(session, rows[0], "present", by=teacher)
    post(client, "sign_out", session, enrolment=rows[0].pk)
    assert session.attendances.standing().get().left_how == "hand"


@pytest.mark.parametrize(("show", "names"), [("here", 1), ("away", 1), ("unmarked", 1), ("", 3), ("x'", 3)])
def test_the_roll_shows_whom_one_looks_for(client, session, teacher, rows, show, names):
    attendance.mark(session, rows[0], "present", by=teacher)
    attendance.mark(session, rows[1], "absent", by=teacher)
    answer = client.get(reverse("roll", args=[session.pk]), {"show": show})
    assert len(answer.context["lines"]) == names
    assert answer.content.decode().count('id="e') >= names


def test_a_long_roll_has_an_index_by_sound(client, session, teacher):
    for sound in "abcdefghijkl":
        who = people.trainee(name_pinyin=f"{sound}i")
        people.enrolment(who, session.training_class)
    letters = client.get(reverse("roll_by_hand", args=[session.pk])).context["roll"].letters
    assert "".join(letters) == "ABCDEFGHIJKL"
