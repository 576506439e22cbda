"""The wall: what it shows when, to whom, and at what cost."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from lms.kit.clock import local, today
from tests.factories import people, places, training
from trainees.domain import attendance, room_code
from trainees.views import wall

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _nine_o_clock():
    with time_machine.travel(local(DAY, dt.time(9)), tick=False):
        yield


@pytest.fixture
def session():
    """Today from nine to eleven."""
    return training.session(training.training_class(trainer=training.trainer(places.user("trainer")), day=DAY))


@pytest.fixture
def teacher(client, session):
    client.force_login(session.trainer.user)
    return session.trainer.user


def get(client, name, pk):
    return client.get(reverse(name, args=[pk]))


def test_projector_shows_a_code_that_signs_in_and_masked_names(client, session, teacher):
    enrolment = people.enrolment(people.trainee(name="田小满"), session.training_class)
    attendance.mark(session, enrolment, "present", by=teacher)

    for name in ("projector", "session_qr"):
        html = get(client, name, session.pk).content.decode()
        assert "<svg" in html
        assert "田**" in html
        assert "田小满" not in html


def test_projector_draws_the_address_of_the_scan(client, session, teacher, monkeypatch):
    drawn = []
    real = wall.segno.make
    monkeypatch.setattr(wall.segno, "make", lambda text, **options: drawn.append(text) or real(text, **options))
    get(client, "session_qr", session.pk)

    assert drawn == [f"http://testserver/s/{room_code.make(session)}/"]


def test_projector_of_a_closed_session_shows_no_code(client, session, teacher):
    attendance.close_session(session, by=teacher)
    assert get(client, "session_qr", session.pk).context["code"] == ""


def test_projector_of_another_day_shows_no_code(client, session, teacher):
    coming = training.session(session.training_class, number=2, day=today() + dt.timedelta(1))
    context = get(client, "session_qr", coming.pk).context
    assert (context["code"], context["is_today"]) == ("", False)


@pytest.mark.parametrize(
    ("after", "inward", "outward"),
    [(-61, False, False), (-60, True, True), (0, True, True), (120, True, True), (121, False, True)],
)
def test_projector_shows_each_code_in_its_time(client, session, teacher, after, inward, outward):
    with time_machine.travel(session.starts_at + dt.timedelta(minutes=after), tick=False):
        shown = [
            bool(client.get(reverse("session_qr", args=[session.pk]) + way).context["code"]) for way in ("", "?out=1")
        ]
    assert shown == [inward, outward]


def test_projector_to_leave_by_counts_and_names_who_left(client, session, teacher):
    rows = [people.enrolment(people.trainee(name=name), session.training_class) for name in ("田小满", "向大山")]
    for row in rows:
        attendance.mark(session, row, "present", by=teacher)
    attendance.sign_out(session, rows[1], by=teacher)

    wall = client.get(reverse("projector", args=[session.pk]) + "?out=1").context["wall"]

    assert (wall.present, wall.places, wall.names) == (1, 2, ["向大山"])


@pytest.mark.parametrize("count", [1, 3])
def test_projector_costs_the_same_for_any_class(client, session, teacher, count, django_assert_num_queries):
    for _ in range(count):
        row = people.enrolment(training_class=session.training_class)
        attendance.mark(session, row, "present", by=teacher)
    with django_assert_num_queries(7):
        get(client, "session_qr", session.pk)
