"""What certificates tell the dossier of a class (item 5.2): every paper with its number, day and state."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from certificates.models import Certificate, Kind
from trainees.domain.dossier.tables import Table, provides
from trainees.domain.rules import doubt
from trainees.models import Enrolment


@provides("5.2", goes_on=True)
def papers(training_class) -> Table:
    """Papers of completion, oldest first; revoked and replaced ones stay on the list with their state."""
    found = Certificate.objects.filter(training_class=training_class, kind=Kind.COMPLETION)
    held = list(found.select_related("enrolment__trainee", "issued_by").order_by("issued_at", "number"))
    rows = [
        [
            paper.number, paper.payload.get("name", ""), f"{localtime(paper.issued_at):%Y-%m-%d}",
            str(paper.get_state_display()), paper.revoked_because, str(paper.issued_by or ""),
        ]
        for paper in held
    ]  # fmt: skip
    headings = [_("Number"), _("Name"), _("Issued on"), _("State"), _("Reason"), _("Issued by")]
    earned = doubt.counting(Enrolment.objects.filter(training_class=training_class).person_times())
    without = earned.exclude(certificates__in=found.valid()).count()
    lack = {"code": "people", "params": {"count": without, "all": earned.count()}} if without else {}
    return Table(headings, rows, lack, people=[paper.enrolment.trainee_id for paper in held])
