"""Progress of the programme for everybody: no sign-in, no names, no small groups."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from courses.models import Programme
from trainees.domain import progress


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
