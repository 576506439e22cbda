"""What certificates add to a person's history; trainees never names certificates."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from certificates.models import Certificate
from trainees.domain.history import SOURCES
from trainees.domain.moments import Moment
from trainees.models import Enrolment


def moments(enrolments: list[Enrolment]) -> Iterator[Moment]:
    """Papers issued for these participations, and taken back."""
    for paper in Certificate.objects.filter(enrolment__in=enrolments).select_related("issued_by", "revoked_by"):
        about = {"detail": f"{paper.get_kind_display()} · {paper.number}", "link": ("certificate", paper.pk)}
        is_struck = paper.state != Certificate.State.VALID
        yield Moment(
            paper.issued_at, "award", _("Certificate issued"), by=paper.issued_by, is_struck=is_struck, **about
        )
        if paper.revoked_at:
            why = f"{paper.number} · {paper.revoked_because}"
            yield Moment(
                paper.revoked_at,
                "circle-x",
                _("Certificate revoked"),
                **(about | {"detail": why}),
                by=paper.revoked_by,
            )


SOURCES.append(moments)
