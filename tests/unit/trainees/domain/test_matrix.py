"""A whole class on one page."""

import datetime as dt

import pytest

from lms.kit.clock import now, today
from tests.factories import people, places, training
from trainees.domain import attendance, completion, matrix
from trainees.models import QuizAttempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    trainer = training.trainer(places.user("trainer"))
    held = training.training_class(page=training.course_with_test(), trainer=trainer, day=today() - dt.timedelta(1))
    return training.session(held)


def scored(enrolment, share):
    QuizAttempt.objects.create(enrolment=enrolment, number=1, drawn=[], points=1, share=share, handed_in_at=now())


def person(session, name, *, here=True, share=None):
    enrolment = people.enrolment(people.trainee(name=name, name_pinyin=name), session.training_class)
    if here:
        attendance.mark(session, enrolment, "present", by=session.trainer.user)
    if share is not None:
        scored(enrolment, share)
    return enrolment


def names(lines):
    return [line.enrolment.trainee.name for line in lines]


def test_matrix_says_of_everybody_what_is_done_and_missing(session, settings):
    settings.LANGUAGE_CODE = "en"
    person(session, "a", share="0.900")
    person(session, "b", here=False, share="0.200")
    person(session, "c")
    found = matrix.of_class(session.training_class)
    assert found.columns == ["attendance", "test"]
    told = {line.enrolment.trainee.name: [(cell.state, cell.short) for cell in line.cells] for line in found.lines}
    assert told == {
        "a": [("done", "100%"), ("done", "90%")],
        "b": [("missing", "0%"), ("missing", "20%")],
        "c": [("done", "100%"), ("missing", "not taken")],
    }
    assert found.missing() == {"attendance": 1, "test": 2}


def test_matrix_is_filtered_and_sorted(session):
    person(session, "a", share="0.900")
    person(session, "b", here=False, share="0.200")
    person(session, "c")
    found = matrix.of_class(session.training_class)
    assert names(found.chosen(show="complete")) == ["a"]
    assert names(found.chosen(show="short")) == ["b", "c"]
    assert names(found.chosen(lacks="attendance")) == ["b"]
    assert names(found.chosen(sort="test")) == ["c", "b", "a"]
    assert names(found.chosen(show="nonsense", lacks="nonsense", sort="nonsense")) == ["a", "b", "c"]


def test_a_closed_class_shows_what_was_settled(session):
    done, short = person(session, "a", share="0.900"), person(session, "b", here=False)
    attendance.close_session(session, by=session.trainer.user)
    completion.close_class(session.training_class, by=session.trainer.user)
    found = matrix.of_class(type(session.training_class).objects.get(pk=session.training_class_id))
    assert [(line.is_complete, [gap["code"] for gap in line.gaps]) for line in found.lines] == [
        (True, []),
        (False, ["attendance", "test"]),
    ]
    done.refresh_from_db()
    short.refresh_from_db()
    assert (str(done.test_share), short.test_share) == ("0.900", None)


@pytest.mark.parametrize("count", [1, 60])
def test_matrix_costs_the_same_for_sixty_people(session, count, django_assert_num_queries):
    for number in range(count):
        person(session, f"p{number:02d}", share="0.700")
    training_class = type(session.training_class).objects.select_related("programme").get()
    with django_assert_num_queries(4):
        assert len(matrix.of_class(training_class).lines) == count
