"""The annual plan and what was held of it as a workbook."""

from django.utils.translation import gettext as _

from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.domain.training_plans import Line


def write(found: list[Line], *, year: int, by) -> bytes:
    """Two clean tables: the plan line by line, and the classes behind the numbers."""
    plan = [_headings(), *map(_cells, found)]
    classes = [
        [_("Course"), _("Class"), _("First day"), _("Last day"), _("Held in"), _("Trainer"), _("Person-times")],
        *(
            [
                *(line.course.title, each.training_class.number, each.training_class.starts_on),
                *(each.training_class.ends_on, each.training_class.region.name, each.training_class.trainer.name),
                each.person_times,
            ]
            for line in found
            for each in line.held
        ),
    ]
    mark = watermark(by, purpose=_("Annual training plan %(year)d") % {"year": year})
    return write_workbook([(_("Plan"), plan), (_("Classes held"), classes)], mark=mark)


def _headings() -> list[str]:
    return [
        *(_("Course"), _("For whom"), _("Goal"), _("Months"), _("Outline"), _("Certificate")),
        *(_("Classes planned"), _("Classes held"), _("Person-times planned"), _("Person-times held")),
    ]


def _cells(line: Line) -> list:
    plan = line.planned
    if plan is None:
        return [line.course.title, _("not in the plan"), "", "", "", "", 0, line.classes, 0, line.person_times]
    months = f"{plan.first_month}–{plan.last_month}"
    return [
        *(line.course.title, plan.audience, plan.goal, months, plan.outline, plan.certificate),
        *(plan.classes, line.classes, plan.person_times, line.person_times),
    ]
