"""Figures for officers: what came out against what was promised, each number open to its rows."""

import logging

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.kit import audit
from lms.kit.clock import now, today
from trainees.domain import indicators
from trainees.forms.figures import FigureFilters, PurposeForm
from trainees.permissions import may_export, may_read_register, may_write_findings
from trainees.reports import figures_workbook
from trainees.reports.figure_rows import Shown

from .gates import for_those_who

logger = logging.getLogger(__name__)
ROWS_PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADLINES = (
    "training_person_times",
    "trained_persons",
    "basic_person_times",
    "practical_person_times",
    "cadre_person_times",
    "poor_village_penetration_rate",
    "completion_rate",
    "follow_up_rate",
    "new_shops",
)
CONVERSION = "entrepreneurship_conversion_rate"
BESIDE_CONVERSION = (
    "conversion_reach_rate",
    "conversion_rate_among_reached",
    "conversion_observing_persons",
    "conversion_rate_all_tracks",
)
POOR = ("poor_person_times", "poor_trained_persons", "poor_trained_households", "poor_shop_conversion_rate")


def all_codes() -> list[str]:
    """Every indicator there is, those of this page first, then what other apps registered."""
    first = [*HEADLINES, CONVERSION, *BESIDE_CONVERSION, *POOR]
    return [*first, *(code for code in indicators.REGISTRY if code not in first)]


@require_GET
@for_those_who(may_read_register)
@never_cache
def figures(request):
    """The page of figures for the cut in the address."""
    filters = FigureFilters(request.GET, user=request.user)
    cut = filters.cut()
    context = {"filters": filters, "cut": cut}
    if cut:
        codes = all_codes()
        found = dict(zip(codes, indicators.compute_all(codes, cut, both=True), strict=True))
        shown = {*HEADLINES, CONVERSION, *BESIDE_CONVERSION, *POOR}
        by_region = indicators.by_region(cut)
        context |= {
            "headlines": [found[code] for code in HEADLINES],
            "conversion": found[CONVERSION],
            "beside": [found[code] for code in BESIDE_CONVERSION],
            "poor": [found[code] for code in POOR],
            "others": [figure for code, figure in found.items() if code not in shown],
            "by_track": indicators.by_track(cut),
            "by_region": by_region and by_region.sorted_by(request.GET.get("sort", "")),
            "by_month": indicators.by_month(cut),
            "person_times": found["training_person_times"],
            "purpose": PurposeForm() if may_export(request.user) else None,
            "as_of": now(),
            "rules": indicators.rules.used(cut),
        }
    return render(request, "trainees/figures.html", context)


def _asked(request, code) -> tuple:
    """The cut, indicator and part an address asks for; 404 for what does not exist."""
    filters = FigureFilters(request.GET, user=request.user)
    cut, indicator = filters.cut(), indicators.find(code)
    part = request.GET.get("part", "numerator")
    if cut is None or indicator is None or part not in {*indicator.parts, indicators.WAITING}:
        raise Http404
    return filters, cut, indicator, part


@require_GET
@for_those_who(may_read_register)
@never_cache
def figure_rows(request, code):
    """The rows a figure is made of; their number stands beside the figure, and an inequality is said aloud."""
    filters, cut, indicator, part = _asked(request, code)
    figure = indicators.compute(code, cut, both=True)
    number = {"denominator": figure.denominator, indicators.WAITING: figure.waits}.get(part, figure.numerator)
    counted = indicator.parts.get(part, indicator.numerator)
    shown = Shown(indicators.rows(code, cut, part), user=request.user, counted=counted)
    page = Paginator(shown.rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = counted.adds_up_to(shown.rows) if counted.weight else page.paginator.count
    if rows != number:
        logger.error("figure %s v%s: %s shown, %s rows (%s)", code, indicator.version, number, rows, part)
    context = {
        "filters": filters,
        "cut": cut,
        "figure": figure,
        "rules": indicators.rules.used(cut),
        "part": part,
        "number": number,
        "made": rows,
        "is_sum": bool(counted.weight),
        "unit": counted.unit,
        "page_obj": page,
        "headings": shown.headings,
        "lines": shown.lines(page.object_list),
        "may_find": may_write_findings(request.user),
        "purpose": PurposeForm() if may_export(request.user) else None,
    }
    return render(request, "trainees/figure_rows.html", context)


@require_POST
@for_those_who(may_read_register)
@never_cache
def figures_export(request):
    """The workbook of the cut in the address, for a purpose that is written down."""
    if not may_export(request.user):
        raise PermissionDenied
    code = request.GET.get("code", "training_person_times")
    _filters, cut, indicator, part = _asked(request, code)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return render(request, "trainees/figures_purpose.html", {"purpose": form, "code": code}, status=422)
    purpose = form.cleaned_data["purpose"]
    data, rows = figures_workbook.write(cut, codes=all_codes(), code=code, part=part, purpose=purpose)
    place = cut.region.code if cut.region else cut.programme.region_id
    named = f"{indicator.code} v{indicator.version}"
    audit.record(
        "trainees.figures.export",
        cut.programme,
        by=request.user,
        purpose=purpose,
        region=place,
        indicator=named,
        rows=rows,
    )
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="figures-{place}-{today():%Y%m%d}.xlsx"'
    return response
