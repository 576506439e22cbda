"""At the door: someone without a place is registered, enrolled and put on the roll, at once."""

from dataclasses import dataclass

from django.db import transaction

from courses.models import Region, Session
from trainees.models import Attendance, Enrolment, Trainee

from . import attendance, enrolments, joining, register, rights
from .identity import IdentityRefused

REFUSALS = (attendance.MarkRefused, enrolments.ClassTakesNobody, register.RegistrationRefused, IdentityRefused)


@dataclass(frozen=True)
class Comer:
    """What the trainer wrote down of someone at the door; texts as typed."""

    name: str
    id_number: str
    phone: str
    village: Region


@transaction.atomic
def let_in(session: Session, comer: Comer, *, by) -> Attendance:
    """Register, enrol and mark present in one step; nothing stays when one of them is refused (see REFUSALS)."""
    return attendance.walk_in(session, _registered(comer, by=by), by=by)


@transaction.atomic
def admit(session: Session, comer: Comer, *, by) -> Enrolment:
    """The same without the mark: the place in the class."""
    return enrolments.admit_at_the_door(_registered(comer, by=by), session.training_class, by=by)


def _registered(comer: Comer, *, by) -> Trainee:
    trainee, is_new = register.register(comer.name, comer.id_number, comer.phone, region=comer.village, by=by)
    if is_new:
        rights.give_consent(trainee, version=joining.CONSENT_VERSION, by=by)
    return trainee
