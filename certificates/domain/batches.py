"""Issuing in bulk: one batch of a class, one item a person, one background job.

Each item is its own transaction: a name that can't be printed fails alone, with its reason. A job that died goes
on where it stopped; starting again takes only people who still have no paper, so nothing is made twice.
"""

import time
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Batch, BatchItem, Kind
from courses.models import TrainingClass
from lms.kit import audit, queue
from lms.kit.fonts import CharacterHasNoFont
from lms.kit.models import Job

from . import issuing, rendering
from .payloads import NameCannotBePrinted

TASK = "certificates.issue_batch"
REFUSALS = (issuing.IssuingRefused, NameCannotBePrinted, CharacterHasNoFont, rendering.PaperTooLarge)
SECONDS_BETWEEN_REPORTS = 2


class NothingToIssue(issuing.IssuingRefused):
    def __str__(self):
        return _("Nobody in this class is waiting for this certificate.")


def start(training_class: TrainingClass, kind: str, *, by) -> Batch:
    """Ask for the papers of everybody who has earned one and has none; the batch at work, when there is one.

    `kind` is a personal one. Raises NothingToIssue.
    """
    with transaction.atomic():
        TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        waiting = Batch.objects.filter(training_class=training_class, kind=kind, items__state=BatchItem.State.WAITING)
        batch = waiting.distinct().first()
        if batch is None:
            batch = _new(training_class, kind, by=by)
        queue.enqueue(TASK, subject=batch.pk, by=by)
    return batch


def _new(training_class: TrainingClass, kind: str, *, by) -> Batch:
    people = list(
        issuing.without_paper(issuing.eligible(training_class, kind), kind).order_by("trainee__name_pinyin", "pk")
    )
    if kind == Kind.STATEMENT or not people:
        raise NothingToIssue
    batch = Batch.objects.create(training_class=training_class, kind=kind, created_by=by)
    BatchItem.objects.bulk_create([BatchItem(batch=batch, enrolment=enrolment) for enrolment in people])
    audit.record(
        "certificates.batch.start", batch, by=by, region=training_class.region_id, kind=kind, papers=len(people)
    )
    return batch


def run(batch_id: int, *, report: Callable[[int, str], None] | None = None) -> str:
    """Issue and render what still waits; returns a sentence for the job. `report(percent, note)` keeps it alive."""
    batch = Batch.objects.select_related("created_by").get(pk=batch_id)
    total, done = batch.items.count(), batch.items.exclude(state=BatchItem.State.WAITING).count()
    told = 0.0
    for item in batch.items.filter(state=BatchItem.State.WAITING).select_related("enrolment").order_by("pk"):
        if report and time.monotonic() - told > SECONDS_BETWEEN_REPORTS:
            told = time.monotonic()
            report(100 * done // total, _("%(done)d of %(total)d papers") % {"done": done, "total": total})
        _settle(item, batch)
        done += 1
    failed = batch.items.filter(state=BatchItem.State.FAILED).count()
    issued = ngettext("%(count)d paper issued", "%(count)d papers issued", total - failed) % {"count": total - failed}
    return issued + (_("; %(count)d failed, see the reasons") % {"count": failed} if failed else "")


def _settle(item: BatchItem, batch: Batch) -> None:
    draft = certificate = None
    try:
        draft = issuing.draft(item.enrolment, batch.kind)
        if draft:  # The press is slow: on SQLite everybody who signs in would wait for it.
            rendering.keep(draft)
        with transaction.atomic():
            code = draft["code"] if draft else ""
            certificate = issuing.issue(item.enrolment, batch.kind, by=batch.created_by, code=code)
            rendering.pdf(certificate)
            _close(item, BatchItem.State.ISSUED, certificate=certificate)
    except REFUSALS as refusal:
        certificate = None
        _close(item, BatchItem.State.FAILED, reason=str(refusal)[:300])
    if draft and (certificate is None or draft != certificate.payload):
        rendering.forget(draft)


def _close(item: BatchItem, state: str, **result) -> None:
    BatchItem.objects.filter(pk=item.pk).update(state=state, **result)


def job_of(batch: Batch) -> Job | None:
    """The newest job that works on `batch`."""
    return Job.objects.about(TASK, batch.pk).first()
