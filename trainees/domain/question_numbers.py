"""How the questions of a course did: how often each was asked and right, and what was answered instead.

Counted over what attempts froze, so a question that was changed begins anew. Of each person all attempts count: it is
the question that is judged here, nobody's knowledge. Nothing here writes, and nothing here names anybody.
"""

from collections import Counter
from dataclasses import dataclass, field

from courses.models import CoursePage, Question, TrainingClass
from trainees.models import QuizAttempt

from . import quiz

MOST_ATTEMPTS = 5000  # the newest; a bank is judged by what it asks these days
ENOUGH = 10
TOO_HARD, TOO_EASY = 0.3, 0.95


@dataclass
class Numbers:
    """What became of one question. `chosen` counts the options by their text; an order is right or wrong only."""

    question: Question
    asked: int = 0
    right: int = 0
    empty: int = 0
    chosen: Counter = field(default_factory=Counter)

    @property
    def share(self) -> float | None:
        return self.right / self.asked if self.asked else None

    @property
    def remark(self) -> str:
        """`hard` or `easy` once it was asked often enough to tell; empty for what is fine."""
        if self.asked < ENOUGH:
            return ""
        return "hard" if self.share < TOO_HARD else "easy" if self.share > TOO_EASY else ""

    @property
    def options(self) -> list[dict]:
        """`{"text", "is_right", "chosen", "share"}` of each option, in the order of the bank."""
        if self.question.kind == quiz.Kind.ORDER:
            return []
        texts = self.question.options or ["对", "错"]
        return [
            {
                "text": text,
                "is_right": place in self.question.right,
                "chosen": self.chosen[text],
                "share": self.chosen[text] / self.asked if self.asked else 0,
            }
            for place, text in enumerate(texts)
        ]


def of_course(course: CoursePage, *, user) -> list[Numbers]:
    """All questions of the bank, the one most often wrong first, what was never asked last.

    From attempts in classes `user` may see; three queries.
    """
    found = {question.pk: Numbers(question) for question in course.questions.all()}
    marks = {key: numbers.question.mark for key, numbers in found.items()}
    classes = TrainingClass.objects.visible_to(user).filter(course=course)
    attempts = QuizAttempt.objects.handed_in().filter(enrolment__training_class__in=classes.values("pk"))
    for drawn, answers in attempts.order_by("-handed_in_at").values_list("drawn", "answers")[:MOST_ATTEMPTS]:
        for asked, answer in zip(drawn, answers, strict=False):
            if marks.get(asked["question"]) == asked["mark"]:
                _count(found[asked["question"]], asked, answer)
    return sorted(found.values(), key=lambda numbers: (not numbers.asked, numbers.share or 0, numbers.question.pk))


def of_question(question: Question, *, user) -> Numbers:
    return next(each for each in of_course(question.course, user=user) if each.question.pk == question.pk)


def _count(numbers: Numbers, asked: dict, answer: list[int]) -> None:
    numbers.asked += 1
    numbers.right += quiz.is_right(asked, answer)
    numbers.empty += not answer
    if asked["kind"] != quiz.Kind.ORDER:
        texts = asked["options"] or ["对", "错"]
        numbers.chosen.update(texts[place] for place in answer)
