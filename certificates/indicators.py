"""What certificates add to the figures (domain.md C2); trainees never names certificates."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from trainees.domain.indicators import Cut, Indicator, Part, Unit, register
from trainees.domain.indicators.training import person_times

from .models import Certificate, Kind


def certified(_cut: Cut) -> Q:
    """The person-time's certificate of completion is valid; so never more of them than person-times."""
    return Q(Exists(Certificate.objects.valid().filter(kind=Kind.COMPLETION, enrolment=OuterRef("pk"))))


CERTIFICATES_ISSUED = register(
    Indicator(
        code="certificates_issued",
        version=1,
        title=_("Certificates issued"),
        definition=_("Person-times with a valid certificate of completion; revoked ones are not counted."),
        numerator=Part(person_times, Unit.PERSON_TIMES, where=certified),
    )
)
