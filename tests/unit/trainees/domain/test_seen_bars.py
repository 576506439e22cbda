"""The bars on the page of a class say what the lesson's page says."""

import pytest
from django.urls import reverse

from tests.factories import people, places
from tests.factories.watching import beat, grant, held_class, play, tell
from trainees.domain import aliases, learning, seen_bars
from trainees.domain.seen import Stretch

pytestmark = pytest.mark.django_db


def bars_of(held):
    rows = held.enrolments.order_by("pk").select_related("trainee", "training_class__programme")
    return [[one.bar for one in each.lessons] for each in seen_bars.with_bars(learning.participations(rows))]


def test_bar_has_what_is_seen_missing_and_refused_with_its_reason():
    held = held_class(lessons=2)
    given = grant(people.trainee(), held)
    play(given, 0, 60, at=60)
    tell(given, beat([(100, 400)], spent=30), at=90)
    first, second = bars_of(held)[0]
    assert first.runs == [Stretch(0, 60), Stretch(100, 161)]
    assert first.missing == [Stretch(60, 100), Stretch(161, 600)]
    (refused,) = first.uncounted
    assert (refused.reason, refused.stretches) == ("fast", [Stretch(161, 400)])
    assert (second.runs, second.missing, second.uncounted) == ([], [], [])


def test_bar_takes_the_rows_of_one_person_together():
    held, one, other = held_class(), people.trainee(), people.trainee()
    play(grant(one, held), 0, 30, at=30)
    play(grant(other, held), 30, 60, at=60)
    other.canonical = one
    other.save()
    assert aliases.seconds_seen({one.pk}).popitem()[1] == 60
    assert bars_of(held)[0][0].runs == [Stretch(0, 60)]


@pytest.mark.parametrize("lessons", [1, 3])
def test_bars_cost_the_same_for_any_number_of_lessons(lessons, django_assert_num_queries):
    held = held_class(lessons=lessons)
    for number in range(lessons):
        play(grant(people.trainee(), held, lesson=number), 0, 30, at=30)
    rows = held.enrolments.select_related("trainee", "training_class__programme")
    shown = learning.participations(rows)
    with django_assert_num_queries(2):
        seen_bars.with_bars(shown)


def test_family_finds_the_lessons_of_each_under_their_name(client):
    held, user = held_class(), places.user("family")
    for name in ("向秀英", "田小满"):
        play(grant(people.trainee(user=user, name=name), held), 0, 30, at=30)
    client.force_login(user)
    html = client.get(reverse("class_detail", args=[held.pk])).content.decode()
    address = reverse("lesson", args=[held.pk, held.lessons[0]["key"]])
    for who in user.trainees.all():
        assert f"<h3>{who.name}</h3>" in html
        assert f'{address}?trainee={who.pk}"' in html
        assert f"{address}?at=30&amp;trainee={who.pk}" in html
