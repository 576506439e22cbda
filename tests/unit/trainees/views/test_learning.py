"""Trainee pages: my learning, a class, getting and giving back a place."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.models import Enrolment

pytestmark = pytest.mark.django_db
State = Enrolment.State


@pytest.fixture
def family(client):
    """A signed-in phone."""
    user = places.user("family")
    client.force_login(user)
    return user


def page(client, training_class, status=200):
    answer = client.get(reverse("class_detail", args=[training_class.pk]))
    assert answer.status_code == status
    return answer.content.decode()


def enrol(client, training_class, **data):
    return client.post(reverse("enrol", args=[training_class.pk]), data, follow=True)


@pytest.mark.parametrize("count", [1, 3])
def test_my_learning_costs_the_same_for_any_number(client, family, count, django_assert_num_queries):
    for _ in range(count):
        people.enrolment(people.trainee(user=family), training.training_class(sessions=2))
    with django_assert_num_queries(11):
        html = client.get(reverse("my_learning")).content.decode()
    assert html.count('class="card participation"') == count


def test_my_learning_shows_what_is_missing_and_what_is_over(client, family):
    who = people.trainee(user=family)
    people.enrolment(who, training.training_class(sessions=1))
    people.enrolment(who, training.training_class(title="春季班"), state="completed")
    people.enrolment(who, training.training_class(title="退掉的班"), state="withdrawn")

    answer = client.get(reverse("my_learning"))

    (going,), (past,) = answer.context["ongoing"], answer.context["past"]
    assert [gap["code"] for gap in going.gaps] == ["attendance"]
    assert past.enrolment.state == State.COMPLETED
    assert "退掉的班" not in answer.content.decode()


def test_my_learning_masks_numbers_and_shows_nobody_else(client, family):
    own = people.trainee(user=family, phone="+8613812345678")
    stranger = people.enrolment(people.trainee(name="邻居老王"))

    html = client.get(reverse("my_learning")).content.decode()

    assert own.id_number not in html
    assert "13812345678" not in html
    assert own.id_number[-4:] in html
    assert stranger.trainee.name not in html


def test_my_learning_without_a_person_leads_to_join(client, family):
    assert reverse("join") in client.get(reverse("my_learning")).content.decode()


def test_class_detail_is_open_to_visitors_while_the_class_is_open(client):
    page(client, training.training_class(sessions=2))
    for state in ("planned", "closed", "void"):
        page(client, training.training_class(state=state), status=404)


def test_class_past_its_last_day_offers_no_place(client, family):
    people.trainee(user=family)
    assert 'name="trainee"' in page(client, training.training_class())

    over = training.training_class(day=today() - dt.timedelta(1))

    assert 'name="trainee"' not in page(client, over)
    enrol(client, over)
    assert not Enrolment.objects.exists()


def test_class_detail_of_a_closed_class_is_for_its_people(client, family):
    enrolment = people.enrolment(
        people.trainee(user=family),
        training.training_class(state="closed"),
        state="not_completed",
        gaps=[{"code": "attendance", "params": {"share": 37, "needed": 80}}],
    )
    assert "37" in page(client, enrolment.training_class)
    page(client, people.enrolment(training_class=training.training_class(state="closed")).training_class, status=404)


@pytest.mark.parametrize("count", [1, 3])
def test_class_detail_costs_the_same_for_any_number(client, family, count, django_assert_num_queries):
    a_class = training.training_class(sessions=count)
    for _ in range(count):
        people.enrolment(people.trainee(user=family), a_class)
    with django_assert_num_queries(15):
        page(client, a_class)


def test_enrol_gives_the_place_at_once(client, family):
    who, a_class = people.trainee(user=family), training.training_class()

    answer = enrol(client, a_class)

    enrolment = Enrolment.objects.get()
    assert (enrolment.trainee, enrolment.state, enrolment.source) == (who, State.CONFIRMED, "self")
    assert who.name in answer.content.decode()


def test_enrol_in_a_full_class_waits(client, family):
    people.trainee(user=family)
    a_class = training.training_class(seats=1)
    people.enrolment(training_class=a_class)

    enrol(client, a_class)

    assert Enrolment.objects.of(family).get().state == State.WAITING


def test_enrol_asks_which_of_a_family(client, family):
    people.trainee(user=family)
    second = people.trainee(user=family)
    a_class = training.training_class()

    assert client.post(reverse("enrol", args=[a_class.pk])).status_code == 404
    enrol(client, a_class, trainee=second.pk)

    assert Enrolment.objects.get().trainee == second


def test_enrol_of_the_neighbour_is_not_found(client, family):
    people.trainee(user=family)
    neighbour = people.trainee(user=places.user("neighbour"))

    assert enrol(client, training.training_class(), trainee=neighbour.pk).status_code == 404
    assert not Enrolment.objects.exists()


def test_enrol_in_a_class_that_closed_meanwhile_says_so(client, family):
    enrolment = people.enrolment(
        people.trainee(user=family), training.training_class(state="closed"), state="withdrawn"
    )

    answer = enrol(client, enrolment.training_class)

    enrolment.refresh_from_db()
    assert enrolment.state == State.WITHDRAWN
    assert len(answer.context["messages"]) == 1


def test_enrol_without_a_person_goes_by_join_and_comes_back(client, family):
    a_class = training.training_class()
    answer = client.post(reverse("enrol", args=[a_class.pk]))
    assert answer.url == f"{reverse('join')}?next=%2Fclasses%2F{a_class.pk}%2F"


def test_enrol_of_a_stranger_leads_to_sign_in(client):
    a_class = training.training_class()
    answer = client.post(reverse("enrol", args=[a_class.pk]))
    assert answer.status_code == 302
    assert "login" in answer.url


def test_withdraw_gives_the_place_back(client, family):
    enrolment = people.enrolment(people.trainee(user=family), training.training_class(day=today() + dt.timedelta(1)))

    client.post(reverse("withdraw", args=[enrolment.training_class_id]), {"trainee": enrolment.trainee_id})

    enrolment.refresh_from_db()
    assert enrolment.state == State.WITHDRAWN


def test_withdraw_of_the_neighbour_is_not_found(client, family):
    neighbour = people.enrolment(people.trainee(user=places.user("neighbour")))
    for trainee in (neighbour.trainee_id, "", "x"):
        answer = client.post(reverse("withdraw", args=[neighbour.training_class_id]), {"trainee": trainee})
        assert answer.status_code == 404
    neighbour.refresh_from_db()
    assert neighbour.state == State.CONFIRMED
