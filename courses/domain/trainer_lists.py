"""The trainer pool as a workbook to take away; logged."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Trainer
from courses.models.training import HOUR
from lms.kit import audit
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark

from .trainers import Taught, taught_by


def write(trainers: QuerySet[Trainer], *, by) -> bytes:
    """A clean table: one line a trainer, one more sheet with their papers."""
    found = list(trainers.select_related("region").prefetch_related("qualifications").order_by("name", "pk"))
    taught = taught_by(found)
    people = [_headings(), *(_cells(each, taught.get(each.pk, Taught())) for each in found)]
    papers = [
        [_("Trainer"), _("Name of the paper"), _("Issued by"), _("Issued on"), _("Valid until"), _("State")],
        *(
            [each.name, paper.name, paper.issuer, paper.issued_on, paper.expires_on, str(paper.standing.label)]
            for each in found
            for paper in each.qualifications.all()
        ),
    ]
    where = found[0].region_id if found else ""
    audit.record("courses.trainer.export", None, by=by, region=where, rows=len(found))
    mark = watermark(by, purpose=_("Trainer pool"))
    return write_workbook([(_("Trainers"), people), (_("Papers"), papers)], mark=mark)


def _headings() -> list[str]:
    return [
        *(_("Name"), _("County"), _("Works at"), _("Qualification"), _("Subjects"), _("Tracks"), _("Pay class")),
        *(_("Sessions held"), _("Classes"), _("Theory hours"), _("Practice hours"), _("Left the pool on")),
    ]


def _cells(trainer: Trainer, taught: Taught) -> list:
    return [
        *(trainer.name, trainer.region.name, trainer.workplace, trainer.title, trainer.subjects),
        *(trainer.tracks_in_words, trainer.get_pay_class_display(), taught.sessions, taught.classes),
        *(round(taught.theory_seconds / HOUR, 1), round(taught.practice_seconds / HOUR, 1), trainer.left_on),
    ]
