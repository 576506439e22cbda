"""Progress without names and small groups: of one programme for everybody, of all in an area for the province."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.models import Programme
from trainees.domain import progress
from trainees.permissions import may_read_overview

from .gates import for_those_who


@require_GET
def public_progress(request):
    """The newest programme, or the one the address asks for."""
    programmes = list(Programme.objects.select_related("region"))
    asked = request.GET.get("programme", "")
    chosen = next((each for each in programmes if str(each.pk) == asked), programmes[0] if programmes else None)
    context = {"programmes": programmes, "programme": chosen}
    if chosen:
        context["progress"] = progress.public_progress(chosen)
    return render(request, "trainees/progress.html", context)


@require_GET
@for_those_who(may_read_overview)
@never_cache
def overview(request):
    """The programmes of a province or prefecture side by side: totals only."""
    return render(request, "trainees/overview.html", {"lines": progress.overview(request.user)})
