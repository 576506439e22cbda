"""Ratings of trainers from anonymous answers, by class and by session; hidden below five. Nothing here writes."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Avg, Count

from courses.models import Session, Trainer, TrainingClass
from trainees.models import TrainerRating

from .surveys import ENOUGH


@dataclass(frozen=True)
class Mean:
    """A mean with the number of its answers; `value` is None while they are too few to hide who gave them."""

    answers: int
    value: float | None = None

    @classmethod
    def of(cls, answers: int, mean: float | None) -> "Mean":
        return cls(answers, mean if answers >= ENOUGH else None)


@dataclass(frozen=True)
class OfClass:
    """How a class rated a trainer, and each of the sessions they held in it."""

    training_class: TrainingClass
    mean: Mean
    sessions: list[tuple[Session, Mean]]


def of_trainer(trainer: Trainer, *, user=None) -> tuple[Mean, list[OfClass]]:
    """The trainer's mean and its history, the newest class first; of classes `user` sees, or of all. Three queries.

    The whole mean is made of those classes only where enough answered, so that no difference gives one away.
    """
    rows = _seen_by(user).filter(trainer=trainer)
    per_class = {row["training_class"]: row for row in rows.order_by().values("training_class").annotate(**_told())}
    per_session = rows.filter(session__isnull=False).order_by().values("session").annotate(**_told())
    told = {row["session"]: Mean.of(row["answers"], row["mean"]) for row in per_session}
    sessions = defaultdict(list)
    for session in Session.objects.filter(pk__in=told).order_by("starts_at"):
        sessions[session.training_class_id].append((session, told[session.pk]))
    classes = TrainingClass.objects.filter(pk__in=per_class).select_related("course").order_by("-ends_on", "-pk")
    found = [
        OfClass(held, Mean.of(per_class[held.pk]["answers"], per_class[held.pk]["mean"]), sessions[held.pk])
        for held in classes
    ]
    return _together([each.mean for each in found if each.mean.value is not None]), found


def means_of(trainers, *, user=None) -> dict[int, Mean]:
    """The mean of each trainer by key, as `of_trainer` gives it; whom too few have rated is not in it. One query."""
    rows = _seen_by(user).filter(trainer__in=trainers).order_by().values("trainer", "training_class")
    found = defaultdict(list)
    for row in rows.annotate(**_told()).filter(answers__gte=ENOUGH):
        found[row["trainer"]].append(Mean(row["answers"], row["mean"]))
    return {trainer: _together(means) for trainer, means in found.items()}


def of_class(training_class: TrainingClass) -> dict[int, Mean]:
    """How a class rated each of its trainers, by key; whom too few have rated is not in it. One query."""
    rows = TrainerRating.objects.filter(training_class=training_class).order_by().values("trainer").annotate(**_told())
    return {row["trainer"]: Mean(row["answers"], row["mean"]) for row in rows.filter(answers__gte=ENOUGH)}


def _seen_by(user):
    """Ratings of the classes `user` sees, or of all."""
    rows = TrainerRating.objects.all()
    if user is None:
        return rows
    return rows.filter(training_class__in=TrainingClass.objects.visible_to(user).values("pk"))


def _told() -> dict:
    return {"answers": Count("pk"), "mean": Avg("score")}


def _together(means: list[Mean]) -> Mean:
    answers = sum(mean.answers for mean in means)
    return Mean(answers, sum(mean.answers * mean.value for mean in means) / answers if answers else None)
