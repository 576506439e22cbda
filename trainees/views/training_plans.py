"""The annual plan against what was held, for whoever organises or audits; each number opens to its classes."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from courses.models import Programme
from courses.models.scope import Role, has_role
from lms.kit import audit
from lms.kit.clock import today
from trainees.domain import training_plans
from trainees.permissions import may_read_plan
from trainees.reports import training_plan as workbook

from .gates import for_those_who

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@for_those_who(may_read_plan)
@never_cache
def training_plan(request):
    programmes = list(Programme.objects.visible_to(request.user).select_related("region"))
    programme = _chosen(request.GET, programmes)
    year = _year(request.GET, programme)
    found = training_plans.lines(programme, year, user=request.user) if programme else []
    return render(
        request,
        "trainees/training_plan.html",
        {
            "programmes": programmes,
            "programme": programme,
            "years": training_plans.years(programme) if programme else [],
            "year": year,
            "lines": found,
            "sums": training_plans.sums(found),
            "may_write": has_role(request.user, Role.ORGANISER),
        },
    )


@require_POST
@for_those_who(may_read_plan)
def training_plan_export(request):
    programme = _chosen(request.POST, list(Programme.objects.visible_to(request.user)))
    if programme is None:
        raise Http404
    year = _year(request.POST, programme)
    found = training_plans.lines(programme, year, user=request.user)
    audit.record("courses.plan.export", programme, by=request.user, region=programme.region_id, year=year)
    response = HttpResponse(workbook.write(found, year=year, by=request.user), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="training-plan-{year}.xlsx"'
    return response


def _chosen(data, programmes) -> Programme | None:
    """The programme named, else the one that runs, else the newest."""
    wanted, day = data.get("programme", ""), today()
    named = [each for each in programmes if str(each.pk) == wanted]
    running = [each for each in programmes if each.starts_on <= day <= each.ends_on]
    return next(iter([*named, *running, *programmes]), None)


def _year(data, programme) -> int:
    """The year named if it is one of the programme's; else this one, or the programme's last."""
    years = training_plans.years(programme) if programme else []
    wanted = data.get("year", "")
    named = [year for year in years if str(year) == wanted]
    return next(iter([*named, *(year for year in years if year == today().year), *years]), today().year)
