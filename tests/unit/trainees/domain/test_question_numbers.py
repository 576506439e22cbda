"""What became of each question, over the classes somebody may see."""

import pytest

from tests.factories import people, places, training
from trainees.domain import question_numbers, testing

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return training.course_with_test(bank=2)


def took(page, *answers, region=None):
    """Somebody answers each question with the option of that text, in the order of the bank."""
    a_class = training.training_class(page=page, **({"region": region} if region else {}))
    attempt = testing.begin(people.enrolment(training_class=a_class), by=None)
    said = dict(zip([question.pk for question in page.questions.all()], answers, strict=True))
    found = []
    for asked in attempt.drawn:
        text = said[asked["question"]]
        found.append([asked["options"].index(text)] if text else [])
    testing.hand_in(attempt, found, by=None)


def test_numbers_count_what_was_chosen_most_often_wrong_first(page):
    took(page, "乙", "甲")
    took(page, "乙", "丙")
    took(page, "甲", "")
    second, first = question_numbers.of_course(page, user=places.officer("organiser"))
    assert (first.asked, first.right, first.empty) == (3, 2, 0)
    assert (second.asked, second.right, second.empty) == (3, 0, 1)
    assert [(option["text"], option["is_right"], option["chosen"]) for option in first.options] == [
        ("甲", False, 1),
        ("乙", True, 2),
        ("丙", False, 0),
    ]


def test_a_question_that_was_changed_begins_anew(page):
    took(page, "乙", "乙")
    changed = page.questions.first()
    changed.text = "换了说法"
    changed.save()
    numbers = {
        each.question.pk: each.asked for each in question_numbers.of_course(page, user=places.officer("organiser"))
    }
    assert numbers[changed.pk] == 0
    assert sorted(numbers.values()) == [0, 1]


def test_classes_out_of_sight_are_not_counted(page):
    took(page, "乙", "乙", region=places.region("433122000000"))
    found = question_numbers.of_course(page, user=places.officer("organiser"))
    assert [each.asked for each in found] == [0, 0]
    assert [each.share for each in found] == [None, None]


def test_remarks_wait_until_there_is_enough_to_tell(page):
    numbers = question_numbers.Numbers(page.questions.first(), asked=9, right=0)
    assert numbers.remark == ""
    assert question_numbers.Numbers(numbers.question, asked=10, right=2).remark == "hard"
    assert question_numbers.Numbers(numbers.question, asked=20, right=20).remark == "easy"
    assert question_numbers.Numbers(numbers.question, asked=20, right=15).remark == ""
