"""The trainer pool: papers come in as pictures, run out, and are taken away; and what somebody has taught."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Q, Sum
from django.utils.translation import gettext as _

from courses.models import Qualification, Session, Trainer
from courses.models.training import HOUR
from lms.kit import audit, pictures


class PaperIsThere(Exception):
    """The same picture was added to this trainer before."""


@dataclass(frozen=True)
class Taught:
    """What a trainer has held; closed sessions only."""

    sessions: int = 0
    classes: int = 0
    theory_seconds: int = 0
    practice_seconds: int = 0
    first: dt.datetime | None = None
    last: dt.datetime | None = None

    @property
    def hours(self) -> float:
        """In hours of 45 minutes."""
        return (self.theory_seconds + self.practice_seconds) / HOUR


def add_qualification(trainer: Trainer, qualification: Qualification, *, picture, by) -> Qualification:
    """Keep a paper of `trainer` with the uploaded `picture` of it.

    Raises pictures.NotAPicture, pictures.PictureTooLarge, PaperIsThere.
    """
    data = pictures.jpeg(pictures.drawn_anew(picture, most_bytes=settings.EVIDENCE_MAX_BYTES).picture, quality=85)
    qualification.trainer, qualification.added_by = trainer, by
    qualification.sha256 = hashlib.sha256(data).hexdigest()
    qualification.file.save("paper.jpg", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            qualification.save()
            audit.record("courses.qualification.add", qualification, by=by, region=trainer.region_id, to=trainer.pk)
    except IntegrityError as error:
        qualification.file.delete(save=False)
        raise PaperIsThere(_("This picture is there already. Choose the picture of another paper.")) from error
    return qualification


@transaction.atomic
def remove_qualification(qualification: Qualification, *, by) -> None:
    """Take a paper away, with its picture; that it was there stays in the log."""
    trainer, file = qualification.trainer, qualification.file
    audit.record("courses.qualification.remove", qualification, by=by, region=trainer.region_id, was=qualification.name)
    qualification.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def taught_by(trainers: Iterable[Trainer]) -> dict[int, Taught]:
    """What each has held, by trainer id; who held nothing is left out. One query."""
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    held = Session.objects.filter(trainer__in=list(trainers), state=Session.State.CLOSED)
    rows = (
        held.order_by()
        .values("trainer")
        .annotate(
            sessions=Count("pk"),
            classes=Count("training_class", distinct=True),
            theory=Sum(length, filter=Q(kind=Session.Kind.THEORY)),
            practice=Sum(length, filter=Q(kind=Session.Kind.PRACTICE)),
            first=Min("starts_at"),
            last=Max("starts_at"),
        )
    )
    none = dt.timedelta()
    return {
        row["trainer"]: Taught(
            row["sessions"],
            row["classes"],
            int((row["theory"] or none).total_seconds()),
            int((row["practice"] or none).total_seconds()),
            row["first"],
            row["last"],
        )
        for row in rows
    }
