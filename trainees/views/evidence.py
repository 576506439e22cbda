"""Proof is shown to those who may see whom it is about, and to nobody else."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from trainees.domain.dossier.office_files import DOCX, XLSX
from trainees.models import EvidenceItem

ENDINGS = {"image/jpeg": ".jpg", "application/pdf": ".pdf", "video/mp4": ".mp4", DOCX: ".docx", XLSX: ".xlsx"}


@require_GET
@login_required
def evidence_file(request, pk):
    item = get_object_or_404(EvidenceItem.objects.visible_to(request.user).exclude(file=""), pk=pk)
    # Only pictures, which we drew ourselves, open in the page; everything else is saved.
    name = f"evidence-{item.pk}{ENDINGS.get(item.content_type, '')}"
    file = item.file.open("rb")
    response = FileResponse(file, content_type=item.content_type, filename=name, as_attachment=not item.is_picture)
    response["Cache-Control"] = "private, max-age=3600"
    return response
