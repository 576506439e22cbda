"""Personal data that leaves its mask: every whole number shown and every list taken away has a reason and a trace.

Rules: domain.md 7 (PIPL 51, DJBH 2.0: each user, each important act) and "Masking defaults".
"""

import dataclasses
import re

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kit import audit
from trainees.models import Trainee
from trainees.permissions import may_export, may_unmask, role_in

UNMASK = "trainees.trainee.unmask"
PHONE_SHOWN = "trainees.phone.show"
EXPORT = "trainees.register.export"
LEAST_LETTERS = 4


class Reason(models.TextChoices):
    """What somebody needs the whole numbers for."""

    CALL = "call", gettext_lazy("to call or visit the person")
    CORRECT = "correct", gettext_lazy("to correct the register")
    CERTIFICATE = "certificate", gettext_lazy("to issue a certificate")
    SUBSIDY = "subsidy", gettext_lazy("to check a subsidy")
    SAMPLE = "sample", gettext_lazy("to check a sample")
    OTHER = "other", gettext_lazy("something else")


class MayNotDisclose(Exception):
    """This officer's role does not go with whole numbers or lists of people."""


class NoReasonGiven(Exception):
    """Nobody could tell later what it was for."""


@dataclasses.dataclass(frozen=True)
class Disclosed:
    id_number: str
    phone: str


def unmask(trainee: Trainee, *, reason: str, note: str, by) -> Disclosed:
    """The whole ID number and phone number, shown once and logged. Raises MayNotDisclose, NoReasonGiven."""
    if not may_unmask(by, trainee):
        raise MayNotDisclose(_("Your role does not show whole numbers. Ask the organiser or the HR bureau."))
    reason, note = checked(reason, note)
    with transaction.atomic():
        audit.record(
            UNMASK,
            trainee,
            by=by,
            purpose=note,
            region=trainee.region_id,
            reason=reason,
            role=role_in(by, trainee.region_id),
        )
    return Disclosed(id_number=trainee.id_number, phone=trainee.phone)


def show_phone(trainee: Trainee, *, by) -> None:
    """Log that whoever follows the person up gets the whole phone number to call; the need lies in the contact due."""
    audit.record(
        PHONE_SHOWN,
        trainee,
        by=by,
        region=trainee.region_id,
        reason=str(Reason.CALL),
        role=role_in(by, trainee.region_id),
    )


def check_export(*, reason: str, note: str, by) -> tuple[str, str]:
    """The reason as it will be kept. Raises MayNotDisclose, NoReasonGiven."""
    if not may_export(by):
        raise MayNotDisclose(_("Your role does not take lists of people away. Ask the organiser or the HR bureau."))
    return checked(reason, note)


def record_export(region, *, reason: str, note: str, rows: int, numbers: str, by) -> None:
    """Log that a list of `rows` people of `region` is taken away, with `numbers` masked or whole.

    Raises MayNotDisclose, NoReasonGiven.
    """
    reason, note = check_export(reason=reason, note=note, by=by)
    with transaction.atomic():
        audit.record(
            EXPORT,
            region,
            by=by,
            purpose=note,
            region=region.code,
            reason=reason,
            role=role_in(by, region.code),
            rows=rows,
            numbers=str(numbers),
        )


def checked(reason: str, note: str) -> tuple[str, str]:
    note = " ".join(note.split())
    if reason not in Reason.values:
        raise NoReasonGiven(_("Choose what you need it for."))
    if len(note) < LEAST_LETTERS:
        raise NoReasonGiven(
            _("Write in at least %(least)d characters what you need it for: the person may read it.")
            % {"least": LEAST_LETTERS}
        )
    if re.search(r"\d{8}", re.sub(r"[\s\-]", "", note)):
        raise NoReasonGiven(_("Leave numbers of people out of the reason: it is kept in the log as it stands."))
    return reason, note
