"""Taking a dossier away: asked for with its purpose, made in the background, fetched by who asked."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.kit.models import Job
from trainees.domain.dossier import exports
from trainees.forms.dossier import TakeForm
from trainees.models import DossierExport
from trainees.permissions import may_open_dossiers

from .dossier import class_of
from .gates import for_those_who

FILES = {DossierExport.Kind.VOLUME: ("application/pdf", "pdf"), DossierExport.Kind.ARCHIVE: ("application/zip", "zip")}


@require_POST
@for_those_who(may_open_dossiers)
@never_cache
def dossier_take(request, pk):
    training_class, form = class_of(request, pk), TakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("dossier", training_class.pk)
    try:
        return redirect("dossier_export", exports.ask(training_class, **form.cleaned_data, by=request.user).pk)
    except exports.MayNotTake as refusal:
        messages.error(request, str(refusal))
        return redirect("dossier", training_class.pk)


@require_GET
@for_those_who(may_open_dossiers)
@never_cache
def dossier_export(request, pk):
    """How far it is, and the button that fetches it."""
    export = _export(request, pk)
    job = Job.objects.about(exports.MAKE, export.pk).first()
    context = {"export": export, "job": None if export.file else job}
    return render(request, "trainees/dossier_export.html", context)


@require_POST
@for_those_who(may_open_dossiers)
@never_cache
def dossier_export_file(request, pk):
    export = _export(request, pk)
    try:
        pieces = exports.hand_over(export, by=request.user)
    except (exports.DossierIsGone, exports.MayNotTake) as refusal:
        messages.error(request, str(refusal))
        return redirect("dossier", export.training_class_id)
    content_type, ending = FILES[DossierExport.Kind(export.kind)]
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Length"] = str(export.size)
    name = f"dossier-{export.training_class.number}-{localtime(export.asked_at):%Y%m%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _export(request, pk) -> DossierExport:
    mine = DossierExport.objects.visible_to(request.user).select_related("training_class__course", "asked_by")
    return get_object_or_404(mine, pk=pk)
