"""Proof is shown to those who may see whom it is about, and to nobody else."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from trainees.models import EvidenceItem


@require_GET
@login_required
def evidence_file(request, pk):
    item = get_object_or_404(EvidenceItem.objects.visible_to(request.user).exclude(file=""), pk=pk)
    response = FileResponse(item.file.open("rb"), content_type=item.content_type, filename=f"evidence-{item.pk}.jpg")
    response["Cache-Control"] = "private, max-age=3600"
    return response
