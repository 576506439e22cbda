"""Trainer's pages: today, the wall, the roll and its closing; who may not."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.models import Session
from lms.kit.clock import now, today
from tests.factories import people, places, training
from trainees.domain import attendance
from trainees.models import Attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """A session that began a minute ago, with a trainer who can sign in."""
    trainer = training.trainer(places.user("trainer"))
    a_class = training.training_class(trainer=trainer, seats=30)
    return training.running_session(a_class)


@pytest.fixture
def teacher(client, session):
    client.force_login(session.trainer.user)
    return session.trainer.user


def get(client, name, pk):
    return client.get(reverse(name, args=[pk]))


def post(client, name, pk, **data):
    headers = data.pop("headers", None)
    return client.post(reverse(name, args=[pk]), data, headers=headers)


def as_role(client, role, **fields):
    client.force_login(places.officer(role, username=f"the-{role}", **fields))


@pytest.mark.parametrize("count", [1, 3])
def test_teach_today_costs_the_same_for_any_number(client, session, teacher, count, django_assert_num_queries):
    for number in range(2, count + 1):
        training.session(session.training_class, number=number, hour=21, trainer=training.trainer())
    with django_assert_num_queries(10):
        answer = client.get(reverse("teach_today"))
    assert len(answer.context["today"]) == count


def test_teach_today_sorts_sessions_and_names_classes_ready_to_close(client, session, teacher):
    old = training.training_class(trainer=session.trainer, day=today() - dt.timedelta(3))
    left = training.session(old)
    coming = training.session(session.training_class, number=2, day=today() + dt.timedelta(2))
    ready = training.training_class(trainer=session.trainer, day=today() - dt.timedelta(4))
    training.session(ready, state=Session.State.CLOSED, closed_at=now(), closed_by=teacher)
    training.session(training.training_class(), day=today())

    context = client.get(reverse("teach_today")).context

    assert context["today"] == [session]
    assert context["left_open"] == [left]
    assert context["coming"] == [coming]
    assert list(context["ready"]) == [ready]


def test_teach_today_is_not_for_trainees(client):
    client.force_login(places.user())
    assert client.get(reverse("teach_today")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_roll_costs_the_same_for_any_number(client, session, teacher, count, django_assert_num_queries):
    for _ in range(count):
        enrolment = people.enrolment(training_class=session.training_class)
        attendance.mark(session, enrolment, "present", by=teacher)
    with django_assert_num_queries(8):
        html = get(client, "roll", session.pk).content.decode()
    assert html.count("is-present") == count


def test_roll_stands_in_the_order_of_sounds(client, session, teacher):
    for name, sound in (("张三", "zhang san"), ("安静", "an jing"), ("李四", "li si")):
        who = people.trainee(name=name)
        type(who).objects.filter(pk=who.pk).update(name_pinyin=sound)
        people.enrolment(who, session.training_class)

    lines = get(client, "roll", session.pk).context["roll"].lines

    assert [line.enrolment.trainee.name for line in lines] == ["安静", "李四", "张三"]


def test_roll_names_three_of_many_on_one_phone(client, session, teacher):
    for letter in "甲乙丙丁戊":
        who = people.enrolment(people.trainee(name=f"王{letter}"), session.training_class)
        attendance.scan(session, who.trainee, scanned_at=now(), device="a", by=teacher)
    page = get(client, "roll", session.pk).content.decode()
    assert "与王甲、王乙、王丙等 4 人用同一部手机，人都到了吗？" in page
    assert "王丁、王戊用同一部手机" not in page


def test_roll_flags_one_phone_for_two_people(client, session, teacher):
    first, second, third = (people.enrolment(training_class=session.training_class) for _ in range(3))
    for enrolment, device in ((first, "a"), (second, "a"), (third, "b")):
        attendance.scan(session, enrolment.trainee, scanned_at=now(), device=device, by=teacher)

    lines = {line.enrolment: line for line in get(client, "roll", session.pk).context["roll"].lines}

    assert lines[first].same_phone == [second.trainee.name]
    assert lines[second].same_phone == [first.trainee.name]
    assert lines[third].same_phone == []
    assert Attendance.objects.present().count() == 3


def test_roll_refreshes_as_a_part_and_shows_no_numbers(client, session, teacher):
    enrolment = people.enrolment(training_class=session.training_class)
    answer = client.get(reverse("roll", args=[session.pk]), headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "<html" not in html
    assert enrolment.trainee.name in html
    assert enrolment.trainee.phone[-8:] not in html
    assert enrolment.trainee.id_number not in html


def test_mark_puts_the_mark_and_comes_back_to_the_line(client, session, teacher):
    enrolment = people.enrolment(training_class=session.training_class)

    answer = post(client, "mark", session.pk, enrolment=enrolment.pk, mark="late")

    assert enrolment.attendances.get().mark == "late"
    assert answer.url.endswith(f"#e{enrolment.pk}")
    part = post(client, "mark", session.pk, enrolment=enrolment.pk, mark="leave", headers={"HX-Request": "true"})
    assert part.templates[0].name == "trainees/_roll.html"
    assert enrolment.attendances.standing().get().mark == "leave"


def test_mark_with_nonsense_is_not_found(client, session, teacher):
    here = people.enrolment(training_class=session.training_class)
    elsewhere = people.enrolment()
    for enrolment, mark in ((here.pk, "asleep"), (elsewhere.pk, "present"), ("x", "present"), ("", "")):
        assert post(client, "mark", session.pk, enrolment=enrolment, mark=mark).status_code == 404
    assert not Attendance.objects.exists()


def test_mark_in_a_closed_session_asks_for_the_reason(client, session, teacher):
    enrolment = people.enrolment(training_class=session.training_class)
    attendance.close_session(session, by=teacher)

    post(client, "mark", session.pk, enrolment=enrolment.pk, mark="present")
    assert enrolment.attendances.standing().get().mark == "absent"
    post(client, "mark", session.pk, enrolment=enrolment.pk, mark="present", reason="签到表上有名字")
    assert enrolment.attendances.standing().get().mark == "present"


def test_close_session_says_who_becomes_absent_and_closes_once(client, session, teacher):
    missing = people.enrolment(training_class=session.training_class)
    assert missing.trainee.name in get(client, "close_session", session.pk).content.decode()
    assert not Attendance.objects.exists()

    post(client, "close_session", session.pk)
    session.refresh_from_db()
    closed_at = session.closed_at
    post(client, "close_session", session.pk)
    session.refresh_from_db()

    assert (session.state, session.closed_at) == (Session.State.CLOSED, closed_at)
    assert Attendance.objects.get().mark == "absent"


def test_close_session_that_has_not_begun_says_so(client, session, teacher):
    coming = training.session(session.training_class, number=2, day=today() + dt.timedelta(1))
    answer = client.post(reverse("close_session", args=[coming.pk]), follow=True)
    assert len(answer.context["messages"]) == 1
    coming.refresh_from_db()
    assert coming.state == Session.State.PLANNED


READING = ("roll",)
WRITING_PAGES = ("projector", "session_qr", "close_session", "walk_in")
WRITING = ("mark", "close_session", "walk_in", "admit")


def test_pages_of_another_trainers_session_are_not_found(client, session):
    other = training.trainer(places.user("other"))
    training.training_class(trainer=other, sessions=1)
    client.force_login(other.user)
    for name in READING + WRITING_PAGES:
        assert get(client, name, session.pk).status_code == 404
    for name in WRITING:
        assert post(client, name, session.pk, enrolment=1, mark="present").status_code == 404


def test_pages_are_open_to_the_organiser_of_the_place_and_not_of_another(client, session):
    people.enrolment(training_class=session.training_class)
    as_role(client, "organiser")
    for name in READING + WRITING_PAGES:
        assert get(client, name, session.pk).status_code == 200
    client.force_login(places.officer("organiser", within=places.region("433122000000"), username="far"))
    for name in READING + WRITING_PAGES:
        assert get(client, name, session.pk).status_code == 404


def test_pages_let_the_auditor_read_the_roll_and_change_nothing(client, session):
    enrolment = people.enrolment(training_class=session.training_class)
    as_role(client, "auditor")
    html = get(client, "roll", session.pk).content.decode()
    assert enrolment.trainee.name in html
    assert '<button class="mark"' not in html
    for name in WRITING_PAGES:
        assert get(client, name, session.pk).status_code == 403
    for name in WRITING:
        assert post(client, name, session.pk, enrolment=enrolment.pk, mark="present").status_code == 403
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("role", ["follow_up", "township"])
def test_pages_are_closed_to_officers_who_neither_teach_nor_audit(client, session, role):
    as_role(client, role)
    for name in READING + WRITING_PAGES:
        assert get(client, name, session.pk).status_code == 403


def test_guest_trainer_keeps_the_roll_of_their_session_only(client, session):
    guest = training.trainer(places.user("guest"))
    theirs = training.session(session.training_class, number=2, hour=21, trainer=guest)
    client.force_login(guest.user)
    assert get(client, "roll", theirs.pk).status_code == 200
    assert get(client, "roll", session.pk).status_code == 404
