"""How far a class is with its papers: the figures the organiser's page shows."""

from dataclasses import dataclass

from django.db.models import Count

from certificates.models import Batch, BatchItem, Certificate, Kind
from courses.models import TrainingClass
from lms.kit.models import Job

from . import batches, issuing


@dataclass(frozen=True)
class Standing:
    """One kind of personal paper in one class.

    `held_back` are how many who completed wait for the word on a flag, and how many are disallowed: neither is earned.
    """

    kind: str
    label: str
    earned: int
    valid: int
    waiting: int
    held_back: tuple[int, int]
    batch: Batch | None
    job: Job | None

    @property
    def is_running(self) -> bool:
        return self.job is not None and not self.job.is_finished


def standings(training_class: TrainingClass) -> list[Standing]:
    """Completion and outcome: who earned it, who holds it, who waits; with the latest batch and its job."""
    held_back = issuing.held_back(training_class)
    return [_standing(training_class, kind, held_back) for kind in (Kind.COMPLETION, Kind.OUTCOME)]


def counts(batch: Batch) -> dict[str, int]:
    """Items of a batch by state; states nobody is in are 0."""
    found = dict(batch.items.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in BatchItem.State.values}


def _standing(training_class: TrainingClass, kind: Kind, held_back: tuple[int, int]) -> Standing:
    batch = Batch.objects.filter(training_class=training_class, kind=kind).first()
    earned = issuing.eligible(training_class, kind)
    return Standing(
        kind=kind,
        label=kind.label,
        earned=earned.count(),
        valid=Certificate.objects.valid().filter(training_class=training_class, kind=kind).count(),
        waiting=issuing.without_paper(earned, kind).count(),
        held_back=held_back,
        batch=batch,
        job=batches.job_of(batch) if batch else None,
    )
