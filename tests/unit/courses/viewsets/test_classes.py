"""Planning, opening and voiding a class at the desk; the county next door does not exist there."""

import datetime as dt

import pytest

from courses.models import Session, TrainingClass
from tests.factories import places, training

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
LIST_QUERIES = 12
FORM_QUERIES = 19


def plan(**changes):
    page, trainer, venue = training.course(), training.trainer(), places.venue()
    data = {
        "course": page.pk,
        "programme": places.programme().pk,
        "number": "",
        "region": places.region().pk,
        "mode": "offline",
        "trainer": trainer.pk,
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-02",
        "seats": "40",
        "notice": "带手机",
        "sessions-TOTAL_FORMS": "2",
        "sessions-INITIAL_FORMS": "0",
    }
    for row, (start, end) in enumerate((("09:00", "11:30"), ("14:30", "17:00"))):
        data |= {
            f"sessions-{row}-day": "2026-03-02",
            f"sessions-{row}-start": start,
            f"sessions-{row}-end": end,
            f"sessions-{row}-venue": venue.pk,
            f"sessions-{row}-kind": "theory",
        }
    return data | changes


def test_create_leaves_an_untouched_row_out(client, desk):
    untouched = {"sessions-1-day": "", "sessions-1-venue": "", "sessions-1-kind": "practice"}
    assert client.post("/cms/classes/new/", plan(**untouched)).status_code == 302
    assert Session.objects.count() == 1


def test_create_plans_a_class_with_its_sessions(client, desk):
    response = client.post("/cms/classes/new/", plan())
    made = TrainingClass.objects.get()
    assert response.url == f"/cms/classes/{made.pk}/"
    assert (made.number, made.state, made.track) == (1, "planned", "basic")
    assert list(made.sessions.values_list("number", "trainer")) == [(1, made.trainer_id), (2, made.trainer_id)]
    page = client.get(response.url).content.decode()
    assert "县电商中心 201" in page
    assert "09:00–11:30" in page


def test_create_with_a_clash_says_who_is_where_and_saves_nothing(client, desk):
    response = client.post("/cms/classes/new/", plan(**{"sessions-1-start": "10:00"}))
    assert response.status_code == 200
    assert "2026-03-02 09:00–11:30" in response.content.decode()
    assert not TrainingClass.objects.exists()
    again = client.post("/cms/classes/new/", plan())
    assert again.status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": "2026-03-01"},
        {"sessions-0-end": "08:00"},
        {"sessions-0-venue": ""},
        {"seats": "0"},
        {"sessions-0-day": "gestern"},
        {"sessions-TOTAL_FORMS": "99999"},
        {"course": "0"},
    ],
)
def test_create_with_nonsense_saves_nothing(client, desk, change):
    response = client.post("/cms/classes/new/", plan(**change))
    assert response.status_code == 200
    assert not TrainingClass.objects.exists()


def test_create_with_rows_of_next_door_saves_nothing(client, desk, next_door):
    foreign = {
        "region": next_door.pk,
        "trainer": training.trainer(region=next_door).pk,
        "sessions-0-venue": places.venue(name="保靖教室", region=next_door).pk,
    }
    for name, value in foreign.items():
        assert client.post("/cms/classes/new/", plan(**{name: value})).status_code == 200
    assert not TrainingClass.objects.exists()


def test_edit_of_an_open_class_keeps_course_and_number(client, desk):
    made = training.training_class(day=DAY, number=5, sessions=1)
    other = training.course(title="别的课")
    held = made.sessions.get()
    data = plan(
        course=other.pk,
        number="77",
        programme=made.programme_id,
        trainer=made.trainer_id,
        notice="改了",
        reason="改时间",
    )
    data |= {"sessions-TOTAL_FORMS": "1", "sessions-INITIAL_FORMS": "1", "sessions-0-id": held.pk}
    response = client.post(f"/cms/classes/edit/{made.pk}/", data)
    assert response.status_code == 302
    made.refresh_from_db()
    assert (made.number, made.course.title, made.notice, made.state) == (5, "网店运营基础", "改了", "open")


def test_edit_cancels_a_session_that_is_ticked(client, desk):
    made = training.training_class(day=DAY, sessions=1)
    held = made.sessions.get()
    data = plan(programme=made.programme_id, trainer=made.trainer_id) | {
        "sessions-TOTAL_FORMS": "1",
        "sessions-INITIAL_FORMS": "1",
        "sessions-0-id": held.pk,
        "sessions-0-DELETE": "on",
    }
    refused = client.post(f"/cms/classes/edit/{made.pk}/", data)
    assert "reason" in refused.context["form"].errors
    assert Session.objects.get().state == "planned"
    client.post(f"/cms/classes/edit/{made.pk}/", data | {"reason": "讲师生病"})
    cancelled = Session.objects.get()
    assert (cancelled.state, cancelled.revision, cancelled.revised_because) == ("cancelled", 1, "讲师生病")


def test_open_and_void_are_buttons_and_need_post(client, desk):
    made = training.training_class(state="planned", sessions=1)
    assert client.get(f"/cms/classes/{made.pk}/open/").status_code == 405
    client.post(f"/cms/classes/{made.pk}/open/")
    made.refresh_from_db()
    assert made.state == "open"
    client.post(f"/cms/classes/{made.pk}/void/", {"reason": " "})
    made.refresh_from_db()
    assert made.state == "open"
    client.post(f"/cms/classes/{made.pk}/void/", {"reason": "停课"})
    made.refresh_from_db()
    assert made.state == "void"


@pytest.mark.parametrize("address", ["{}/", "edit/{}/", "{}/open/", "{}/void/"])
def test_a_class_of_next_door_is_not_there(client, desk, next_door, address):
    made = training.training_class(state="planned", region=next_door)
    url = f"/cms/classes/{address.format(made.pk)}"
    assert client.get(url).status_code in {404, 405}
    assert client.post(url, {"reason": "x"}).status_code == 404
    made.refresh_from_db()
    assert made.state == "planned"


def test_list_shows_own_classes_and_filters_them(client, desk, next_door):
    training.training_class(number=31, state="planned", page=training.course("cadre", title="县域战略"))
    training.training_class(number=32)
    training.training_class(number=33, region=next_door)
    everything = client.get("/cms/classes/").content.decode()
    assert "县域战略" in everything
    assert "32" in everything
    assert {row.number for row in client.get("/cms/classes/").context["object_list"]} == {31, 32}
    for query, numbers in (
        ("state=planned", {31}),
        ("track=basic", {32}),
        ("q=县域", {31}),
        ("region=430000000000", {31, 32}),
    ):
        found = client.get(f"/cms/classes/?{query}").context["object_list"]
        assert {row.number for row in found} == numbers, query


def test_list_needs_as_many_queries_for_three_rows_as_for_one(client, desk, django_assert_num_queries):
    training.training_class(sessions=1)
    client.get("/cms/classes/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/cms/classes/")
    for _ in range(2):
        training.training_class(sessions=1, day=DAY)
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/cms/classes/")


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_form_asks_the_same_for_any_number_of_sessions(client, desk, sessions, django_assert_num_queries):
    made = training.training_class(sessions=sessions)
    client.get("/cms/classes/")
    with django_assert_num_queries(FORM_QUERIES):
        text = client.get(f"/cms/classes/edit/{made.pk}/").text
    assert text.count(f">{made.trainer}</option>") == 2 + sessions


@pytest.mark.parametrize("role", ["trainer", "auditor", "township", "follow_up"])
def test_nobody_but_organisers_gets_in(client, role):
    client.force_login(places.officer(role))
    assert client.get("/cms/classes/").status_code == 302
    assert client.get("/cms/").status_code == 302


def test_pattern_plans_several_sessions_or_says_why_not(client, desk):
    made = training.training_class(state="planned", starts_on=DAY, ends_on=DAY + dt.timedelta(2))
    data = {"first": "2026-03-02", "days": "3", "start": "09:00", "end": "11:30", "venue": places.venue().pk}
    data |= {"trainer": made.trainer_id, "kind": "theory", "weekdays": [0, 1, 2, 3, 4, 5, 6]}
    url = f"/cms/classes/{made.pk}/pattern/"
    assert client.get(url).status_code == 200
    assert client.post(url, data | {"days": "4"}).context["form"].non_field_errors()
    assert client.post(url, data | {"second_start": "14:00"}).context["form"].errors
    assert not made.sessions.exists()
    assert client.post(url, data).status_code == 302
    assert made.sessions.count() == 3


@pytest.mark.parametrize("day", ["0001-01-01", "0202-03-02", "9999-12-30"])
def test_a_year_that_nobody_means_is_refused_with_a_sentence(client, desk, day):
    made = training.training_class(day=DAY, sessions=1)
    wrong = f"{int(day[:4])} 有误"
    assert wrong in client.post("/cms/classes/new/", plan(starts_on=day, ends_on=day)).text
    assert wrong in client.post(f"/cms/classes/{made.pk}/pattern/", {"first": day}).text
    assert wrong in client.post(f"/cms/classes/{made.pk}/copy/", {"starts_on": day}, follow=True).text
    assert TrainingClass.objects.count() == 1


def test_copy_opens_the_copy_and_stays_within_the_county(client, desk, next_door):
    made = training.training_class(day=DAY, sessions=1)
    client.post(f"/cms/classes/{made.pk}/copy/", {"starts_on": "2026-04-31"})
    assert TrainingClass.objects.count() == 1
    response = client.post(f"/cms/classes/{made.pk}/copy/", {"starts_on": "2026-04-01"})
    copy = TrainingClass.objects.get(starts_on="2026-04-01")
    assert response.url == f"/cms/classes/{copy.pk}/"
    foreign = training.training_class(region=next_door)
    for address in ("copy", "pattern"):
        assert client.post(f"/cms/classes/{foreign.pk}/{address}/", {"starts_on": "2026-05-01"}).status_code == 404
