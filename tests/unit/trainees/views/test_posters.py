"""Papers of an open class are for everybody; by the poster's code people enrol, and that is noted."""

import pytest
from django.urls import reverse

from tests.factories import people, places, training
from trainees.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "kind"),
    [("class_poster", "application/pdf"), ("class_notice", "application/pdf"), ("class_picture", "image/png")],
)
def test_a_visitor_takes_the_papers_of_an_open_class_only(client, name, kind):
    held = training.training_class(sessions=1)
    answer = client.get(reverse(name, args=[held.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    planned = training.training_class(state="planned")
    assert client.get(reverse(name, args=[planned.pk])).status_code == 404
    client.force_login(places.officer("organiser"))
    assert client.get(reverse(name, args=[planned.pk])).status_code == 200


def test_a_character_without_a_font_is_told_and_not_a_fault(client):
    held = training.training_class(notice="\U0003134f")
    answer = client.get(reverse("class_poster", args=[held.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")


def test_who_comes_by_the_poster_enrols_as_such(client):
    held = training.training_class()
    page = reverse("class_detail", args=[held.pk])
    assert "from%3Dposter" in client.get(page, {"from": "poster"}).content.decode()

    who = people.trainee(user=places.user("someone"))
    client.force_login(who.user)
    assert 'name="from" value="poster"' in client.get(page, {"from": "poster"}).content.decode()
    client.post(reverse("enrol", args=[held.pk]), {"trainee": who.pk, "from": "poster"})
    assert Enrolment.objects.get().source == "poster"


def test_what_to_think_of_is_told_beside_the_button_and_stops_nobody(client):
    who = people.trainee(user=places.user("someone"), away_place="beyond", away_months=9)
    held = training.training_class()
    client.force_login(who.user)
    assert "9" in client.get(reverse("class_detail", args=[held.pk])).context["can_join"][0].told[0]
    client.post(reverse("enrol", args=[held.pk]), {"trainee": who.pk})
    assert Enrolment.objects.get().state == "confirmed"
