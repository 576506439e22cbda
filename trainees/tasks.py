"""Background work of the trainees."""

from celery import shared_task

from lms.kit.queue import JobRefused, job_task
from trainees.models import DossierExport, ImportBatch, RegisterExport

from .domain import disclosure, enrolments, exports, looking, texting
from .domain.dossier import closing, contents
from .domain.dossier import exports as dossier_exports
from .domain.imports import batches
from .domain.rules import running


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
    """Delete the lists and dossiers that were there for their day; safe to run again."""
    exports.forget_old()
    dossier_exports.forget_old()


@job_task(running.RUN, queue="render")
def run_rules(lease):
    """The anomaly rules over everything or one class; running again raises nothing twice."""
    return running.run_subject(lease.job.subject, report=lease.report)


@shared_task(name="trainees.run_rules_nightly")
def run_rules_nightly() -> int:
    """Ask for all rules over everything; the key of its job."""
    return running.ask_about_everything().pk


@shared_task(name="trainees.work_out_dossiers")
def work_out_dossiers() -> int:
    """How every dossier stands, for lists and figures; how many there are."""
    return closing.work_out_all()


@job_task(texting.SEND, queue="fast")
def send_texts(lease):
    """Text messages that are due; running again sends nothing twice."""
    texting.send_due()


@shared_task(name="trainees.ask_for_texts")
def ask_for_texts() -> None:
    """Ask for the messages that waited for the morning; safe to run again."""
    texting.ask_again()


@shared_task(name="trainees.move_up_nightly")
def move_up_nightly() -> int:
    """Seats that were kept until yesterday go to who waits: how many people moved up. Safe to run again."""
    return enrolments.fill_after_quotas()


@job_task(dossier_exports.MAKE, queue="render")
def make_dossier(lease):
    """A dossier to take away; running again makes and logs it once."""
    export = DossierExport.objects.select_related("training_class", "asked_by").get(pk=lease.job.subject)
    try:
        dossier_exports.make(export, report=lease.report)
    except (dossier_exports.MayNotTake, contents.FileAltered) as refusal:
        raise JobRefused(str(refusal)) from refusal
