"""The short test of a class: an attempt is begun, its draw frozen, handed in once; the best result of a person counts.

Kind by default: a time limit is told and never enforced. What arrives late, because the network failed or somebody
reads slowly, is judged like any other and says by how many minutes; what is sent twice is answered with the first
result. An attempt that was begun and never handed in is taken up again: it costs nothing.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain import counting
from courses.models import TrainingClass
from lms.kit import audit
from lms.kit.clock import now, today
from trainees.models import Enrolment, QuizAttempt
from trainees.models.trainee import person

from . import aliases, quiz


class TestRefused(Exception):
    """No attempt can be begun; the text says why."""

    __test__ = False


@dataclass(frozen=True)
class Standing:
    """How one person stands with the test of a class."""

    enrolment: Enrolment
    attempts: list[QuizAttempt]
    needed: Decimal

    @property
    def handed_in(self) -> list[QuizAttempt]:
        return [attempt for attempt in self.attempts if not attempt.is_open]

    @property
    def open(self) -> QuizAttempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def best(self) -> QuizAttempt | None:
        return max(self.handed_in, key=lambda attempt: (attempt.share, -attempt.number), default=None)

    @property
    def is_passed(self) -> bool:
        return self.best is not None and self.best.share >= self.needed

    @property
    def tries_left(self) -> int | None:
        """None: as many as they like."""
        allowed = self.enrolment.training_class.assessment.get("tries")
        return max(0, allowed - len(self.handed_in)) if allowed else None

    @property
    def may_begin(self) -> bool:
        training_class = self.enrolment.training_class
        return (
            training_class.has_test
            and training_class.state == TrainingClass.State.OPEN
            and training_class.starts_on <= today()
            and self.enrolment.state == Enrolment.State.CONFIRMED
            and self.tries_left != 0
        )


def standings(enrolments: Iterable[Enrolment]) -> list[Standing]:
    """In the order given; attempts under another row of the same person in the class are theirs too."""
    rows = list(enrolments)
    persons = aliases.persons_of(rows)
    found = defaultdict(list)
    theirs = QuizAttempt.objects.filter(enrolment__training_class__in={row.training_class_id for row in rows})
    theirs = theirs.filter(aliases.theirs(set(persons.values()), "enrolment__trainee"))
    theirs = theirs.annotate(who=person("enrolment__trainee")).select_related("enrolment").order_by("began_at", "pk")
    for attempt in theirs:
        found[attempt.who, attempt.enrolment.training_class_id].append(attempt)
    rules = counting.in_force(row.training_class.programme for row in rows)
    return [
        Standing(
            row, found[persons[row.pk], row.training_class_id], rules[row.training_class.programme_id].min_test_share
        )
        for row in rows
    ]


def standing(enrolment: Enrolment) -> Standing:
    return standings([enrolment])[0]


def begin(enrolment: Enrolment, *, by) -> QuizAttempt:
    """Draw the questions of a new attempt; the one that is open, if there is one. Raises TestRefused."""
    with transaction.atomic():
        rows = Enrolment.objects.select_related("training_class__programme", "trainee")
        held = rows.select_for_update(of=("self",)).get(pk=enrolment.pk)
        found = standing(held)
        if found.open and found.may_begin:
            return found.open
        if not found.may_begin:
            raise TestRefused(_refusal(found))
        asked = held.training_class.assessment
        bank = held.training_class.course.questions.in_use()
        drawn = quiz.draw(bank, asked["questions"], random.SystemRandom())
        if not drawn:
            raise TestRefused(_("The question bank of this course is empty. Tell the trainer."))
        number = held.attempts.count() + 1
        return QuizAttempt.objects.create(enrolment=held, number=number, drawn=drawn, minutes=asked.get("minutes"))


def _refusal(found: Standing) -> str:
    training_class = found.enrolment.training_class
    if not training_class.has_test:
        return _("This class has no test.")
    if training_class.state != TrainingClass.State.OPEN:
        return _("The class is closed; its test can't be taken any more.")
    if found.enrolment.state != Enrolment.State.CONFIRMED:
        return _("The test is for those who have a place in the class.")
    if training_class.starts_on > today():
        return _("The test opens on the first day of the class.")
    return _("All attempts are used. The best result counts.")


def hand_in(attempt: QuizAttempt, answers: list[list[int]], *, by) -> QuizAttempt:
    """Judge and close the attempt. Handed in again it is answered with what was judged first.

    An attempt begun while the class was open is judged even after it closed: it counts if the class is reopened.
    """
    with transaction.atomic():
        rows = QuizAttempt.objects.select_related("enrolment__training_class")
        held = rows.select_for_update(of=("self",)).get(pk=attempt.pk)
        if not held.is_open:
            return held
        held.answers = answers
        held.points = quiz.judge(held.drawn, answers)
        held.share = share(held.points, held.asked)
        held.handed_in_at, held.handed_in_by = now(), by
        held.save()
        audit.record(
            "trainees.test.hand_in",
            held.enrolment,
            by=by,
            region=held.enrolment.snapshot_region_id or "",
            attempt=held.number,
            points=held.points,
            asked=held.asked,
            late=held.minutes_late,
        )
        return held


def share(points: int, asked: int) -> Decimal:
    """Cut down to three places: what falls short of the share needed never looks reached."""
    return (Decimal(points) / Decimal(asked)).quantize(Decimal("0.001"), rounding=ROUND_DOWN)
