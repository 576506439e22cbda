"""Background work of the trainees."""

from celery import shared_task

from lms.kit.queue import JobRefused, job_task
from trainees.models import ImportBatch, RegisterExport

from .domain import disclosure, exports, looking
from .domain.imports import batches


@job_task(batches.CHECK, queue="render")
def check_import(lease):
    """The dry run of a list; safe to run again."""
    batch = ImportBatch.objects.get(pk=lease.job.subject)
    batches.check(batch, report=lease.report)


@job_task(batches.BRING_IN, queue="render")
def bring_in_import(lease):
    """Bring a checked list in; running again brings nobody in twice."""
    batch = ImportBatch.objects.get(pk=lease.job.subject)
    try:
        batches.bring_in(batch, by=lease.job.created_by, report=lease.report)
        looking.ask_about_the_new(by=lease.job.created_by)
    except batches.ListRefused as refusal:
        raise JobRefused(str(refusal)) from refusal


@job_task(batches.UNDO, queue="render")
def undo_import(lease):
    """Take a batch back; running again changes nothing."""
    batches.undo(ImportBatch.objects.get(pk=lease.job.subject), by=lease.job.created_by)


@job_task(looking.LOOK, queue="render")
def find_look_alikes(lease):
    """Propose who may stand in the register twice; running again proposes nobody twice."""
    return looking.look(lease.job.subject, report=lease.report)


@shared_task(name="trainees.look_nightly")
def look_nightly() -> int:
    """Ask for the look at who is new; the key of its job."""
    return looking.ask_about_the_new().pk


@job_task(exports.MAKE, queue="render")
def make_export(lease):
    """A long list of people to take away; running again makes and logs it once."""
    try:
        exports.make(RegisterExport.objects.get(pk=lease.job.subject), report=lease.report)
    except disclosure.MayNotDisclose as refusal:
        raise JobRefused(str(refusal)) from refusal


@shared_task(name="trainees.forget_exports")
def forget_exports() -> None:
    """Delete the lists that were there for their day; safe to run again."""
    exports.forget_old()
