"""The result of a class as a workbook: its people, each condition, what is missing; and by which rules."""

from django.utils.translation import gettext as _

from courses.models import TrainingClass
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.domain import conditions
from trainees.domain.matrix import Matrix


def write(training_class: TrainingClass, found: Matrix, *, purpose: str, by) -> bytes:
    """The .xlsx, with names and without numbers of people."""
    head = [_("Name"), _("Village on that day"), _("State"), *(title for _code, title in found.headings), _("Missing")]
    rows = [
        [
            line.enrolment.trainee.name,
            line.enrolment.snapshot_region.name if line.enrolment.snapshot_region else "",
            str(line.enrolment.get_state_display()),
            *(_cell(cell) for cell in line.cells),
            "；".join(conditions.gap_text(gap) for gap in line.gaps),
        ]
        for line in found.lines
    ]
    about = [
        [_("What"), _("Value")],
        [_("Class"), str(training_class)],
        [_("Programme"), training_class.programme.name],
    ]
    about += [[_("What for"), purpose], [_("Taken by"), str(by)]]
    return write_workbook([(_("Result"), [head, *rows]), (_("Notes"), about)], mark=watermark(by, purpose=purpose))


def _cell(cell) -> str:
    signs = {"done": "✓", "missing": "✗", "advice": "–", "": ""}
    return f"{signs[cell.state]} {cell.short}".strip()
