"""What a sign-in sees of learning."""

import pytest
from django.contrib.auth.models import AnonymousUser

from media.models import Video
from tests.factories import people, places, training
from trainees.domain import learning
from trainees.models import WatchProgress

pytestmark = pytest.mark.django_db


def blended(videos: int = 2):
    made = [Video.objects.create(title="课", state="ready", folder="x", duration=100) for _ in range(videos)]
    return training.training_class(page=training.course(videos=[*made, None]), mode="blended")


def watched(who, lesson, seconds):
    WatchProgress.objects.create(trainee=who, lesson_key=lesson["key"], video_id=lesson["video"], seen_seconds=seconds)


def test_participations_carry_on_with_the_first_lesson_not_seen_to_its_end():
    enrolment = people.enrolment(training_class=blended())
    first, second, _text = enrolment.training_class.lessons
    (shown,) = learning.participations([enrolment])
    assert shown.carry_on == first

    watched(enrolment.trainee, first, 100)
    (shown,) = learning.participations([enrolment])
    assert shown.carry_on == second
    assert [seen.share for seen in shown.lessons] == [1.0, 0.0, None]

    watched(enrolment.trainee, second, 100)
    (shown,) = learning.participations([enrolment])
    assert shown.carry_on is None


def test_participations_of_a_class_in_a_room_call_videos_advice():
    enrolment = people.enrolment(training_class=blended())
    assert [seen.counts for seen in learning.participations([enrolment])[0].lessons] == [True, True, False]
    enrolment.training_class.mode = "offline"
    assert [seen.counts for seen in learning.participations([enrolment])[0].lessons] == [False, False, False]


def test_participations_show_what_was_frozen_once_the_class_closed():
    gap = {"code": "attendance", "params": {"share": 37, "needed": 80}}
    enrolment = people.enrolment(training_class=blended(), state="not_completed", gaps=[gap])
    assert learning.participations([enrolment])[0].gaps == [gap]


def test_mine_puts_what_goes_on_first_and_belongs_to_this_sign_in():
    user = places.user()
    who = people.trainee(user=user)
    past = people.enrolment(who, training.training_class(state="closed"), state="completed")
    going = people.enrolment(who, training.training_class())
    people.enrolment(who, training.training_class(), state="withdrawn")
    people.enrolment()
    assert [each.enrolment for each in learning.mine(user)] == [going, past]


def test_may_look_at_gives_visitors_the_open_classes_only():
    open_class = training.training_class()
    closed = training.training_class(state="closed")
    user = places.user()
    people.enrolment(people.trainee(user=user), closed, state="completed")
    assert set(learning.may_look_at(AnonymousUser())) == {open_class}
    assert set(learning.may_look_at(places.user("other"))) == {open_class}
    assert set(learning.may_look_at(user)) == {open_class, closed}
