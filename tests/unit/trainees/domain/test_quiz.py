"""Drawing and judging a test, without a database."""

import random

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Question
from trainees.domain import quiz


def question(kind="single", options=("甲", "乙", "丙"), right=(1,), pk=1):
    return Question(pk=pk, kind=kind, text=f"第{pk}题", options=list(options), right=list(right))


BANK = [
    question(pk=1),
    question("multiple", right=[0, 2], pk=2),
    question("true_false", options=(), right=[1], pk=3),
    question("order", right=[0, 1, 2], pk=4),
]


def form(**fields):
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name.replace("_", "-"), [str(value) for value in values])
    return data.getlist


def right_form(drawn):
    """What somebody sends who knows everything."""
    fields = {}
    for number, asked in enumerate(drawn):
        if asked["kind"] == "order":
            for place, option in enumerate(asked["right"], start=1):
                fields[f"q{number}_{option}"] = [place]
        else:
            fields[f"q{number}"] = asked["right"]
    return form(**fields)


@given(st.integers(0, 2**32))
def test_who_knows_everything_has_all_right_however_it_is_shuffled(seed):
    drawn = quiz.draw(BANK, 4, random.Random(seed))
    answers = quiz.read(drawn, right_form(drawn))
    assert quiz.judge(drawn, answers) == 4
    assert quiz.unanswered(answers) == []
    by_text = {asked["text"]: asked for asked in drawn}
    single, order = by_text["第1题"], by_text["第4题"]
    assert [single["options"][place] for place in single["right"]] == ["乙"]
    assert [order["options"][place] for place in order["right"]] == ["甲", "乙", "丙"]
    assert order["options"] != ["甲", "乙", "丙"]


@given(st.integers(0, 2**32), st.integers(1, 9))
def test_draw_takes_different_questions_and_no_more_than_there_are(seed, number):
    drawn = quiz.draw(BANK, number, random.Random(seed))
    keys = [asked["question"] for asked in drawn]
    assert len(keys) == len(set(keys)) == min(number, 4)


def asked(kind, right, options=("甲", "乙", "丙")):
    return {"kind": kind, "options": list(options), "right": list(right), "text": "", "question": 1, "mark": ""}


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"q0": [1]}, [1]),
        ({"q0": [1, 2]}, [1]),  # a radio sends one; whoever sends two has chosen the first
        ({"q0": [3]}, []),
        ({"q0": ["x"]}, []),
        ({"q0": ["-1"]}, []),
        ({"q0": ["９"]}, []),
        ({"q0": ["1" * 5000]}, []),
        ({}, []),
    ],
)
def test_read_takes_nothing_that_was_not_asked(sent, answer):
    assert quiz.read([asked("single", [1])], form(**sent)) == [answer]


def test_several_right_answers_count_all_or_nothing():
    paper = [asked("multiple", [0, 2])]
    assert quiz.judge(paper, quiz.read(paper, form(q0=[2, 0]))) == 1
    assert quiz.judge(paper, quiz.read(paper, form(q0=[0]))) == 0
    assert quiz.judge(paper, quiz.read(paper, form(q0=[0, 1, 2]))) == 0


def test_an_order_needs_every_place_once():
    paper = [asked("order", [2, 0, 1])]
    assert quiz.read(paper, form(q0_0=[2], q0_1=[3], q0_2=[1])) == [[2, 0, 1]]
    assert quiz.judge(paper, [[2, 0, 1]]) == 1
    assert quiz.read(paper, form(q0_0=[1], q0_1=[1], q0_2=[2])) == [[]]
    assert quiz.read(paper, form(q0_0=[1])) == [[]]
    assert quiz.unanswered([[]]) == [1]


def test_true_or_false_has_two_answers():
    paper = [asked("true_false", [1], options=())]
    assert quiz.judge(paper, quiz.read(paper, form(q0=[1]))) == 1
    assert quiz.read(paper, form(q0=[2])) == [[]]
