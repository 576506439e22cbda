"""Dossiers side by side: how whole each is, what is missing this week, what waits for a review. Reads lines only."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from courses.models import TrainingClass
from courses.models.scope import Role, visible_regions
from lms.kit.clock import today
from trainees.models import DossierLine, EvidenceItem
from trainees.models.evidence import dossiers_of

from .items import ITEMS

AHEAD = dt.timedelta(days=7)
Line = DossierLine.State


@dataclass(frozen=True)
class Missing:
    """What one class lacks that is due within the week, or has been for longer."""

    training_class: TrainingClass
    lines: list[DossierLine]

    @property
    def titles(self) -> list:
        return [ITEMS[line.code].title for line in self.lines if line.code in ITEMS]

    @property
    def since(self) -> dt.date:
        return min(line.due_on for line in self.lines)


def counted(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """`required` and `accepted` items of each class, those due, and `waiting` for a review.

    What the platform keeps and lacks nothing is not overdue: it is only not frozen yet.
    """
    is_required = Q(dossier__is_required=True)
    accepted = is_required & Q(dossier__state=Line.ACCEPTED)
    kept = Q(dossier__state=Line.GROWING, dossier__lack={})
    due = is_required & Q(dossier__due_on__lte=today())
    return classes.annotate(
        required=Count("dossier", filter=is_required),
        accepted=Count("dossier", filter=accepted),
        due=Count("dossier", filter=due),
        overdue=Count("dossier", filter=due & ~Q(dossier__state=Line.ACCEPTED) & ~kept),
        waiting=Count("dossier", filter=Q(dossier__state=Line.TO_REVIEW)),
    )


def classes_of(user) -> QuerySet[TrainingClass]:
    """The classes whose dossier the user may open, void ones left out; the newest first."""
    held = dossiers_of(user).exclude(state=TrainingClass.State.VOID)
    return counted(held).order_by("-starts_on", "-number")


def of_their_own(user) -> QuerySet[TrainingClass]:
    """Classes in whose dossiers the user has something to bring: those they organise or are in charge of."""
    organised = visible_regions(TrainingClass.objects.all(), user, Role.ORGANISER, programme="programme")
    mine = Q(pk__in=organised.values("pk")) | Q(trainer__user=user)
    return TrainingClass.objects.filter(mine).exclude(state=TrainingClass.State.VOID)


def missing_soon(user, *, most: int = 8) -> list[Missing]:
    """What is missing this week in the user's own classes, the longest overdue first. Two queries."""
    lines = DossierLine.objects.lacking().filter(
        training_class__in=of_their_own(user).values("pk"), due_on__lte=today() + AHEAD
    )
    lines = lines.exclude(state__in=[Line.TO_REVIEW, Line.GROWING])
    worst = lines.order_by().values("training_class").annotate(count=Count("pk")).order_by("-count", "-training_class")
    keys = [row["training_class"] for row in worst[:most]]
    along = lines.filter(training_class__in=keys).select_related("training_class__course").order_by("due_on", "code")
    found = {}
    for line in along:
        found.setdefault(line.training_class_id, []).append(line)
    return [Missing(found[key][0].training_class, found[key]) for key in keys if key in found]


def waiting_for(user) -> QuerySet[EvidenceItem]:
    """Pieces the user may review, the oldest first."""
    organised = visible_regions(TrainingClass.objects.all(), user, Role.ORGANISER, programme="programme")
    pieces = EvidenceItem.objects.visible_to(user).exclude(item="").to_review()
    mine = Q(training_class__in=organised.values("pk")) | Q(training_class=None, programme__isnull=False)
    along = ("training_class__course", "training_class__programme", "programme", "uploaded_by", "session")
    return pieces.filter(mine).select_related(*along).order_by("uploaded_at", "pk")
