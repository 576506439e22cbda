"""A test without a database: what is drawn, what was answered, how many are right.

`drawn` is what an attempt freezes (see `QuizAttempt`), an answer a list of places counted from 0. A question is right
or wrong as a whole.
"""

import random
from collections.abc import Callable, Iterable

from courses.models import Question

Kind = Question.Kind


def draw(questions: Iterable[Question], number: int, chance: random.Random) -> list[dict]:
    """`number` different questions (all, if there are fewer) in random order, their options shuffled."""
    questions = list(questions)
    return [_as_asked(question, chance) for question in chance.sample(questions, min(number, len(questions)))]


def _as_asked(question: Question, chance: random.Random) -> dict:
    places = list(range(len(question.options)))
    chance.shuffle(places)
    if question.kind == Kind.ORDER and places == sorted(places):
        places.reverse()  # what lies in order already asks nothing
    where = {place: shown for shown, place in enumerate(places)}
    # An order is answered by the options in their order; choices by the places chosen, whatever their order.
    right = [where[place] for place in question.right] if question.options else question.right
    return {
        "question": question.pk,
        "mark": question.mark,
        "kind": question.kind,
        "text": question.text,
        "options": [question.options[place] for place in places],
        "right": right if question.kind == Kind.ORDER else sorted(right),
    }


def read(drawn: list[dict], sent: Callable[[str], list[str]]) -> list[list[int]]:
    """The answers of a form: `sent(name)` gives the values of the field `q<number>`, or of `q<number>-<option>` for the
    place an option takes in an order. What is no answer is none."""
    return [_read_one(asked, f"q{number}", sent) for number, asked in enumerate(drawn)]


def _read_one(asked: dict, name: str, sent) -> list[int]:
    if asked["kind"] == Kind.ORDER:
        places = [_whole(sent(f"{name}-{option}")) for option in range(len(asked["options"]))]
        if sorted(place or 0 for place in places) != list(range(1, len(places) + 1)):
            return []
        return sorted(range(len(places)), key=lambda option: places[option])
    most = len(asked["options"]) or 2
    chosen = {_whole([value]) for value in sent(name)}
    chosen = sorted(place for place in chosen if place is not None and place < most)
    return chosen if asked["kind"] == Kind.MULTIPLE else chosen[:1]


def _whole(values: list[str]) -> int | None:
    value = values[-1] if values else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else None


def unanswered(answers: list[list[int]]) -> list[int]:
    """The numbers, from 1, of questions without an answer."""
    return [number for number, answer in enumerate(answers, start=1) if not answer]


def is_right(asked: dict, answer: list[int]) -> bool:
    return bool(answer) and answer == asked["right"]


def judge(drawn: list[dict], answers: list[list[int]]) -> int:
    """How many are right."""
    return sum(is_right(asked, answer) for asked, answer in zip(drawn, answers, strict=False))
