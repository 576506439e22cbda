"""Findings as a workbook to take away: names masked, and a sheet that says who took it, when and what for."""

from django.db.models import Prefetch
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.kit.clock import now
from lms.kit.masking import mask_name
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.models import FindingWord


def write(findings, *, purpose: str, by) -> tuple[bytes, int]:
    """The file, and how many findings are in it."""
    words = Prefetch("words", FindingWord.objects.select_related("said_by"))
    along = ("region__parent", "trainee", "enrolment__trainee", "enrolment__training_class__course", "found_by")
    found = findings.select_related(*along, "training_class__course").prefetch_related(words)
    rows = [_headings(), *map(_cells, found)]
    origin = [
        [_("By"), str(by)],
        [_("At"), f"{localtime(now()):%Y-%m-%d %H:%M}"],
        [_("For"), purpose],
        [_("Findings"), len(rows) - 1],
    ]
    data = write_workbook([(_("Findings"), rows), (_("Origin"), origin)], mark=watermark(by, purpose=purpose))
    return data, len(rows) - 1


def _headings() -> list[str]:
    return [
        *(_("Number"), _("Found on"), _("By"), _("How grave"), _("State"), _("Since"), _("What is wrong")),
        *(_("Person"), _("Class"), _("Place"), _("Figure"), _("What was said of it")),
    ]


def _cells(finding) -> list:
    person, held, region = finding.person, finding.held, finding.region
    said = [f"{localtime(word.said_at):%Y-%m-%d} {word.said_by}: {word}" for word in finding.words.all()]
    return [
        *(finding.pk, localtime(finding.found_at).date(), str(finding.found_by)),
        *(finding.get_severity_display(), finding.get_state_display(), finding.since_on, finding.what),
        *(mask_name(person.name) if person else "", str(held) if held else ""),
        *(region.full_title, finding.indicator, "\n".join(said)),
    ]
