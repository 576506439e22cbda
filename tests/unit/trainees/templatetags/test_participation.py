"""The tags by which course pages and the home page show classes."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.templatetags.participation import clock_length, whole_percent

pytestmark = pytest.mark.django_db


def render(tag: str, user=None, **context) -> str:
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    return Template("{% load participation %}" + tag).render(Context({"request": request, **context}))


@pytest.mark.parametrize("count", [1, 3])
def test_my_classes_costs_a_visitor_one_query(django_assert_num_queries, count):
    for _ in range(count):
        training.training_class()
    with django_assert_num_queries(1):
        html = render("{% my_classes %}")
    assert html.count("/classes/") == count


@pytest.mark.parametrize("count", [1, 3])
def test_my_classes_costs_a_trainee_the_same_for_any_number(django_assert_num_queries, count):
    user = places.user()
    for _ in range(count):
        people.enrolment(people.trainee(user=user), training.training_class(sessions=2))
    with django_assert_num_queries(7):
        html = render("{% my_classes %}", user)
    assert html.count('class="card participation"') == count


def test_my_classes_leaves_out_what_has_ended_and_what_is_not_open():
    training.training_class(day=today() - dt.timedelta(1), title="昨天的班")
    training.training_class(state="planned", title="计划中的班")
    training.training_class(title="明天的班", day=today() + dt.timedelta(1))

    html = render("{% my_classes %}")

    assert "明天的班" in html
    assert "昨天的班" not in html
    assert "计划中的班" not in html


def test_my_classes_offers_no_class_one_is_in():
    user = places.user()
    enrolment = people.enrolment(people.trainee(user=user))

    html = render("{% my_classes %}", user)

    assert html.count(f"/classes/{enrolment.training_class_id}/") == 1


def test_course_classes_shows_free_seats_and_full_classes():
    page = training.course()
    training.training_class(page=page, seats=3)
    full = training.training_class(page=page, seats=1)
    people.enrolment(training_class=full)
    training.training_class()

    html = render("{% course_classes page %}", page=page)

    assert html.count("/classes/") == 2
    assert "3" in html
    assert html.count("badge-warn") == 1


def test_course_classes_says_so_when_none_is_open():
    assert 'class="empty"' in render("{% course_classes page %}", page=training.course())


def test_whole_percent_never_rounds_up():
    assert [whole_percent(share) for share in (0, 0.7999, 0.29, 1)] == [0, 79, 29, 100]


def test_clock_length_reads_like_a_clock():
    assert [clock_length(seconds) for seconds in (5, 125, 3725)] == ["0:05", "2:05", "1:02:05"]
