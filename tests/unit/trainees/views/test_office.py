"""The desk of officers: the hub, the classes to the mark, the log."""

import datetime as dt

import pytest

from courses.domain import officers
from lms.kit import audit
from lms.kit.clock import now, today
from tests.factories import people, places, training
from trainees.models import Attendance, Target

pytestmark = pytest.mark.django_db
ROLES = ("organiser", "follow_up", "township", "auditor")
ELSEWHERE = "433126000000"


@pytest.fixture
def as_role(client):
    def sign_in(role, within=None):
        client.force_login(places.officer(role, within=within))
        return client

    return sign_in


def text_of(response) -> str:
    return response.content.decode()


def mark(enrolment, session, kind="present"):
    return Attendance.objects.create(
        session=session, enrolment=enrolment, mark=kind, how="hand", marked_at=now(), marked_by=None
    )


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        ("auditor", {"/register/", "/office/classes/", "/office/events/"}, {"/cms/"}),
        ("organiser", {"/register/", "/office/classes/", "/office/events/", "/cms/"}, set()),
        ("township", {"/register/", "/office/classes/"}, {"/office/events/", "/cms/"}),
        ("follow_up", {"/register/", "/office/classes/"}, {"/office/events/", "/cms/"}),
    ],
)
def test_hub_shows_each_role_its_work(as_role, role, there, not_there):
    page = text_of(as_role(role).get("/office/")).partition("<main")[2]

    assert all(f'href="{address}"' in page for address in there)
    assert not any(f'href="{address}"' in page for address in not_there)


def test_hub_counts_only_the_own_area(as_role):
    people.trainee(region=places.village(1, township=1))
    people.trainee(region=places.village(1, township=2))
    counts = as_role("township", within=places.village(1, township=1).parent).get("/office/").context["counts"]

    assert [(count.address, count.value) for count in counts][:1] == [("register_list", 1)]


def test_hub_is_closed_to_trainers_and_trainees(client):
    for user in (places.officer("trainer"), places.user()):
        client.force_login(user)
        assert client.get("/office/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_classes_cost_the_same_queries_and_count_who_came(as_role, django_assert_num_queries, rows):
    for _row in range(rows):
        made = training.training_class()
        people.enrolment(people.trainee(), made, state="completed")
        people.enrolment(people.trainee(), made, state="not_completed")
        people.enrolment(people.trainee(), made, state="waiting")
    client = as_role("auditor")

    with django_assert_num_queries(6):
        page = client.get("/office/classes/").context["page_obj"]
    assert [(one.enrolled, one.completed) for one in page] == [(2, 1)] * rows


def test_classes_filter_by_track_state_place_and_dates(as_role):
    old = training.training_class(day=dt.date(2020, 5, 4), state="void")
    cadre = training.training_class(page=training.course("cadre"), day=dt.date(2024, 3, 1))
    village = training.training_class(day=dt.date(2024, 6, 1), region=places.village(1, township=2))
    client = as_role("auditor")

    def found(query):
        return {one.pk for one in client.get(f"/office/classes/?{query}").context["page_obj"]}

    assert found("") == {old.pk, cadre.pk, village.pk}
    assert found("track=cadre") == {cadre.pk}
    assert found("state=void") == {old.pk}
    assert found(f"region={village.region.parent_id}") == {village.pk}
    assert found("start=2024-03-01&end=2024-05-31") == {cadre.pk}
    assert found("start=2024-03-01&track=nonsense&state=%00") == {cadre.pk, village.pk}


def test_classes_of_another_county_stay_out_unless_own_people_learn_there(as_role):
    county = places.region(ELSEWHERE)
    theirs = training.training_class(region=county)
    shared = training.training_class(region=county)
    own = people.enrolment(people.trainee(name="田自己"), shared)
    other = people.enrolment(people.trainee(name="彭外县", region=places.region("433126101201")), shared)
    client = as_role("township", within=own.trainee.region.parent)
    roster = client.get(f"/office/classes/{shared.pk}/")

    assert {one.pk for one in client.get("/office/classes/").context["page_obj"]} == {shared.pk}
    assert client.get(f"/office/classes/{theirs.pk}/").status_code == 404
    assert own.trainee.name in text_of(roster)
    assert other.trainee.name not in text_of(roster)
    assert roster.context["elsewhere"] == 1
    assert f"/classes/{shared.pk}/certificates/" not in text_of(roster)


@pytest.mark.parametrize("rows", [1, 3])
def test_class_shows_marks_per_session_and_gaps_in_few_queries(as_role, django_assert_num_queries, rows):
    made = training.training_class(sessions=2)
    first, second = made.sessions.order_by("number")
    for _row in range(rows):
        enrolment = people.enrolment(people.trainee(), made)
        mark(enrolment, first)
        mark(enrolment, second, "absent")
    client = as_role("auditor")

    with django_assert_num_queries(13):
        roster = client.get(f"/office/classes/{made.pk}/").context["roster"]
    assert [[one.mark for _session, one in marks] for _enrolment, marks in roster] == [["present", "absent"]] * rows


def event(action="trainees.trainee.unmask", who=None, about=None, region=places.COUNTY, **details):
    return audit.record(action, about or people.trainee(), by=who, region=region, **details)


@pytest.mark.parametrize("role", ["organiser", "auditor"])
def test_log_shows_only_events_of_the_own_area(as_role, role):
    here = event(purpose="电话核实身份")
    event(region=ELSEWHERE, about=people.trainee(name="彭外县", region=places.region("433126101201")))
    event(region="")
    event("trainees.enrolment.request")
    answer = as_role(role).get("/office/events/")

    assert [one.pk for one in answer.context["page_obj"].object_list] == [here.pk]
    assert "电话核实身份" in text_of(answer)
    assert "彭外县" not in text_of(answer)


@pytest.mark.parametrize("rows", [1, 3])
def test_log_names_classes_and_sessions_in_two_queries(as_role, rows, django_assert_num_queries):
    for _ in range(rows):
        held = training.training_class(sessions=1)
        event("courses.class.close", about=held)
        event("courses.session.close", about=held.sessions.get())
    client = as_role("auditor")

    with django_assert_num_queries(8):
        page = text_of(client.get("/office/events/"))

    assert str(held) in page
    assert str(held.sessions.get()) in page


def test_log_names_programmes_places_and_trainers(as_role):
    things = [places.programme(), places.region(), training.trainer(places.user("laoshi"))]
    for thing in things:
        event("courses.thing.change", about=thing)

    page = text_of(as_role("auditor").get("/office/events/"))
    for thing in things:
        assert f">{thing}</td>" in page


@pytest.mark.parametrize("role", ["township", "follow_up", "trainer"])
def test_log_is_closed_to_everybody_else(as_role, role):
    assert as_role(role).get("/office/events/").status_code == 403


def test_log_filters_by_kind_person_and_days(as_role):
    anna, bo = places.user("anna"), places.user("bo")
    seen = event(who=anna)
    closed = event("courses.class.close", who=bo, about=training.training_class())
    marked = event("trainees.attendance.mark", who=bo, mark="present", before="absent")
    event("trainees.attendance.mark", who=bo, mark="present")
    client = as_role("auditor")

    def found(query):
        return {one.pk for one in client.get(f"/office/events/?{query}").context["page_obj"].object_list}

    assert found("") == {seen.pk, closed.pk, marked.pk}
    assert found("kind=unmask") == {seen.pk}
    assert found("kind=closing") == {closed.pk}
    assert found("kind=correction") == {marked.pk}
    assert found(f"who={anna.pk}") == {seen.pk}
    assert found(f"who={bo.pk}&kind=closing") == {closed.pk}
    assert found("end=2020-01-01") == set()
    assert found(f"start=2020-01-01&end={today()}&kind=nonsense&who=x") >= {seen.pk}


@pytest.mark.parametrize("rows", [1, 3])
def test_log_costs_the_same_queries_for_any_number_of_rows(as_role, django_assert_num_queries, rows):
    for number in range(rows):
        event(who=places.user(f"user{number}"))
    client = as_role("auditor")

    with django_assert_num_queries(7):
        client.get("/office/events/")


@pytest.mark.parametrize("address", ["/office/classes/", "/office/events/"])
@pytest.mark.parametrize("name", ["page", "start", "end", "region", "who", "kind", "track", "state"])
def test_lists_survive_hostile_addresses(as_role, address, name):
    client = as_role("organiser")

    for value in ("-1", "%00", "x", "9" * 20, "9999-99-99", "0001-01-01", "9999-12-31", "%27"):
        assert client.get(f"{address}?{name}={value}").status_code == 200, value


def test_filters_stay_when_the_log_turns_its_page(as_role):
    anna = places.user("anna")
    about = people.trainee()
    for _number in range(51):
        event(who=anna, about=about)
    page = text_of(as_role("auditor").get(f"/office/events/?kind=unmask&who={anna.pk}"))

    assert f"?kind=unmask&amp;who={anna.pk}&amp;page=2" in page


def test_hub_sets_figures_of_the_whole_county_against_its_targets(as_role):
    programme = places.programme()
    Target.objects.create(programme=programme, indicator="basic_person_times", value=6000, unit="person_times")
    made = training.training_class(day=dt.date(2024, 3, 1))
    for _number in range(2):
        people.enrolment(people.trainee(), made, state="completed")
    page = text_of(as_role("auditor").get("/office/"))

    assert "6000" in page


def test_hub_of_a_township_shows_no_target_of_the_county(as_role):
    programme = places.programme()
    Target.objects.create(programme=programme, indicator="basic_person_times", value=6000, unit="person_times")
    answer = as_role("township", within=places.village().parent).get("/office/")

    assert answer.context["figures"]
    assert "6000" not in text_of(answer)


def test_log_tells_of_failed_sign_ins_and_of_roles_given(client):
    officers.appoint(places.user("wang"), "trainer", places.region(), by=None)
    client.post("/accounts/login/", {"login": "wang", "password": "wrong"})
    client.force_login(places.officer("auditor"))
    for kind, action in (("entrance", "lms.user.fail_sign_in"), ("grant", "courses.scope.appoint")):
        [event] = client.get("/office/events/", {"kind": kind}).context["page_obj"].object_list
        assert event.action == action
