"""Contacts: a try to reach a trainee, and what was learnt when it worked.

A try is always kept. Only a trainee who was reached settles the follow-up; the others stay due.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.kit import audit
from lms.kit.clock import local_date, now, today
from trainees.models import ContactAttempt, EvidenceItem, FollowUpTask

from . import evidence, outcomes

Result = ContactAttempt.Result


class ContactRefused(Exception):
    """The contact can't be kept so; the text says why and what to do."""


class AlreadySettled(ContactRefused):
    pass


class NotOpenYet(ContactRefused):
    pass


class NobodyWasReached(ContactRefused):
    pass


class NotYetMade(ContactRefused):
    pass


class SentElsewhere(ContactRefused):
    pass


@dataclass(frozen=True)
class Contact:
    """What follow-up staff noted. `op_id` names this one act: sent twice it counts once. Money in fen."""

    result: str
    channel: str = ContactAttempt.Channel.VISIT
    note: str = ""
    op_id: uuid.UUID = field(default_factory=uuid.uuid4)
    made_at: dt.datetime | None = None
    shop: outcomes.Shop | None = None
    employment: outcomes.Employment | None = None
    sales_fen: int | None = None
    help_wanted: outcomes.Help | None = None
    photo: object | None = None

    @property
    def has_findings(self) -> bool:
        """Something only a trainee who was reached can have told."""
        found = (self.shop, self.employment, self.sales_fen, self.help_wanted)
        return bool(self.photo) or any(item is not None for item in found)


def log_contact(task: FollowUpTask, contact: Contact, *, by) -> ContactAttempt:
    """Keep a try, with its reports, need and proof when the trainee was reached; reached settles the task.

    The same `op_id` again gives the first answer. Raises AlreadySettled, NotOpenYet, NobodyWasReached,
    NotYetMade, SentElsewhere, and what `outcomes` and `evidence` raise; then nothing is kept.
    """
    picture = evidence.read(contact.photo) if contact.photo else None
    with transaction.atomic():
        task = FollowUpTask.objects.select_for_update().get(pk=task.pk)
        known = ContactAttempt.objects.filter(op_id=contact.op_id).first()
        if known and known.task_id == task.pk:
            return known
        if known:
            raise SentElsewhere(_("This form was sent for somebody else. Open the follow-up again."))
        made_at = contact.made_at or now()
        _check(task, contact, made_at)
        attempt = ContactAttempt.objects.create(
            op_id=contact.op_id,
            task=task,
            channel=contact.channel,
            result=contact.result,
            note=contact.note,
            made_at=made_at,
            made_by=by,
        )
        if contact.result == Result.REACHED:
            _keep_findings(task, contact, picture=picture, on=local_date(made_at), by=by)
            task.outcome, task.settled_at, task.settled_by = FollowUpTask.Outcome.DONE, made_at, by
            task.save(update_fields=["outcome", "settled_at", "settled_by"])
        place = task.enrolment.trainee.region_id
        audit.record("trainees.contact.log", attempt, by=by, region=place, result=str(contact.result))
    return attempt


def _check(task: FollowUpTask, contact: Contact, made_at: dt.datetime):
    if task.settled_at:
        day = date_format(local_date(task.settled_at), "DATE_FORMAT")
        raise AlreadySettled(_("This follow-up was settled on %(day)s. Go back to the list.") % {"day": day})
    if task.opens_on > today():
        day = date_format(task.opens_on, "DATE_FORMAT")
        raise NotOpenYet(_("This follow-up can be logged from %(day)s on.") % {"day": day})
    if made_at > now():
        raise NotYetMade(_("The contact lies in the future. Check the clock of your phone."))
    if contact.result != Result.REACHED and contact.has_findings:
        raise NobodyWasReached(
            _("You noted a shop, work, sales, help or a photo. Choose “reached”, or empty those fields.")
        )
    # Before the photo is written: a file does not roll back.
    outcomes.check(shop=contact.shop, employment=contact.employment, sales_fen=contact.sales_fen)


def _keep_findings(task: FollowUpTask, contact: Contact, *, picture, on: dt.date, by):
    trainee = task.enrolment.trainee
    proof = None
    if picture:
        proof = evidence.keep_picture(picture, kind=EvidenceItem.Kind.SHOP_PHOTO, trainee=trainee, by=by)
    if contact.shop:
        outcomes.report_shop(trainee, contact.shop, task=task, proof=proof, by=by)
    if contact.employment:
        employment_proof = None if contact.shop else proof
        outcomes.report_employment(trainee, contact.employment, task=task, proof=employment_proof, by=by)
    if contact.sales_fen is not None:
        outcomes.report_sales(trainee, contact.sales_fen, task=task, on=on, by=by)
    if contact.help_wanted:
        outcomes.ask_help(task, contact.help_wanted, by=by)


def days_unreached(task: FollowUpTask) -> int:
    """On how many different days somebody tried this follow-up in vain; from three on the screen says so."""
    tries = task.attempts.exclude(result=Result.REACHED).values_list("made_at", flat=True)
    return len({local_date(made_at) for made_at in tries})
