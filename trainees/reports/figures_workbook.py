"""Figures as a workbook that explains itself: indicators, regions, the rows behind, and what was asked by whom."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.kit.clock import now
from lms.kit.spreadsheets import write_workbook
from lms.kit.watermarks import watermark
from trainees.domain import indicators
from trainees.domain.indicators import Cut, Unit

from .figure_rows import Shown


def _shown(value, unit) -> str | int | float:
    """A share as percent with two digits; what has no base says so."""
    if value is None:
        return _("no base")
    if unit == Unit.PERCENT:
        return round(value * 100, 2)
    return round(value, 2)


def write(cut: Cut, *, codes, code: str, part: str, purpose: str) -> tuple[bytes, int]:
    """The .xlsx and the number of detail rows: those behind `part` of `code`, every name masked."""
    indicator = indicators.REGISTRY[code]
    counted = indicator.parts.get(part, indicator.numerator)
    shown = Shown(indicators.rows(code, cut, part), user=None, counted=counted)
    details = [[*shown.headings], *(line.cells for line in shown.lines())]
    rows = len(details) - 1
    sheets = [
        (_("Indicators"), _indicators(cut, codes)),
        (_("By region"), _regions(cut)),
        (_("Details"), details),
        (_("Notes"), _notes(cut, code=code, part=part, purpose=purpose, rows=rows)),
    ]
    return write_workbook(sheets, mark=watermark(cut.user, purpose=purpose)), rows


def _indicators(cut: Cut, codes) -> list[list]:
    head = [
        _("Indicator"),
        _("Value"),
        _("With what waits"),
        _("Unit"),
        _("Numerator"),
        _("Denominator"),
        _("Target"),
        _("Clause"),
        _("Definition"),
    ]
    lines = [head]
    for figure in indicators.compute_all(codes, cut, both=True):
        indicator, target = figure.indicator, figure.target
        lines.append(
            [
                str(indicator.title),
                _shown(figure.value, indicator.unit),
                _shown(figure.value_with_waiting, indicator.unit) if figure.with_waiting else "",
                str(indicator.unit.label),
                figure.numerator,
                "" if figure.denominator is None else figure.denominator,
                float(target.value) if target else "",
                target.clause if target else indicator.clause,
                figure.definition,
            ]
        )
    return lines


def _regions(cut: Cut) -> list[list]:
    table = indicators.by_region(cut)
    if table is None:
        return [[_("Nothing lies below a village.")]]
    lines = [[_("Region"), *(f"{column.title} ({column.unit.label})" for column in table.columns)]]
    lines += ([row.title, *(_shown(cell.value, cell.indicator.unit) for cell in row.cells)] for row in table.rows)
    return lines


def _notes(cut: Cut, *, code: str, part: str, purpose: str, rows: int) -> list[list]:
    indicator = indicators.REGISTRY[code]
    start, end = cut.window
    return [
        [_("What"), _("Value")],
        [_("Programme"), cut.programme.name],
        [_("Region"), cut.region.name if cut.region else _("everywhere in the area of the officer")],
        [_("From"), start],
        [_("Until"), end],
        [_("Track"), cut.track or _("all")],
        [_("Details are the rows of"), f"{indicator.title} ({part})"],
        [_("Code and version"), f"{indicator.code} v{indicator.version}"],
        [_("Definition"), indicator.define(indicators.rules.in_force(cut))],
        [_("Number of rows"), rows],
        *(line for version in indicators.rules.used(cut) for line in _rules(version)),
        [_("Computed at"), date_format(now(), "Y-m-d H:i:s e")],
        [_("Taken by"), str(cut.user)],
        [_("What for"), purpose],
        [_("Personal data"), _("Names and ID numbers are masked.")],
    ]


def _rules(version) -> list[list]:
    return [
        [_("Version of the counting rules"), version.version],
        [_("valid from"), version.valid_from],
        [_("Least share of hours attended"), f"{version.min_attendance_share:.1%}"],
        [_("Least share of a video watched"), f"{version.min_watch_share:.1%}"],
        [_("Most minutes of video counted a day"), version.daily_watch_minutes],
        [_("Most minutes counted of one video"), version.lesson_watch_minutes or _("no limit")],
        [_("Are you there?"), version.get_presence_check_display()],
        [_("Hours are judged"), str(version.get_hours_display())],
        [_("The share watched is"), str(version.get_watch_display())],
        [_("Least share of practice attended"), f"{version.min_practice_share:.1%}"],
        [_("The test must be passed"), str(version.get_test_display())],
        [_("Least share of right answers"), f"{version.min_test_share:.1%}"],
        [_("Practical work must be accepted"), _("yes") if version.work_needed else _("no")],
        [_("Days in which a conversion counts"), version.conversion_window_days],
        [_("The same course again"), version.get_repeat_display()],
        [_("Working age"), f"{version.age_from}–{version.age_until}"],
    ]
