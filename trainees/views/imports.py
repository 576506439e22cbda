"""Lists of people: upload, what was found in each cell, bring in, take back, the workbooks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.kit.models import Job
from trainees.domain.imports import batches, changes, marked, reasons
from trainees.forms.imports import ListForm
from trainees.models import ImportBatch, Trainee
from trainees.permissions import may_import, may_open_lists

from .gates import for_those_who

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 50


@require_http_methods(["GET", "POST"])
@for_those_who(may_import)
@never_cache
def imports(request):
    """Earlier lists, and the upload of another: what comes back is a dry run."""
    form = ListForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file, region = form.cleaned_data["file"], form.cleaned_data["region"]
        try:
            batch = batches.receive(region, kind="register", data=file.read(), name=file.name, by=request.user)
        except batches.ListRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_batch", batch.pk)
    mine = ImportBatch.objects.visible_to(request.user).filter(kind=ImportBatch.Kind.REGISTER)
    mine = mine.select_related("region", "uploaded_by").defer("made")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    status = 422 if form.errors else 200
    return render(request, "trainees/imports.html", {"form": form, "page_obj": page}, status=status)


@require_GET
@for_those_who(may_open_lists)
@never_cache
def import_batch(request, pk):
    """What was found, cell by cell, with the buttons that bring the list in or take it back."""
    batch = _batch(request, pk)
    remarks = batch.remarks.all()
    codes = remarks.values("code", "is_refusal").annotate(rows=Count("pk")).order_by("-is_refusal", "-rows")
    shown = request.GET.get("show", "")
    if shown in {"refused", "warned"}:
        remarks = remarks.filter(is_refusal=shown == "refused")
    elif shown:
        remarks = remarks.filter(code=shown)
    page = Paginator(remarks, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = _told(page.object_list, batch, request.user)
    kinds = (batches.CHECK, batches.BRING_IN, batches.UNDO)
    job = Job.objects.filter(kind__in=kinds, subject=str(batch.pk)).order_by("-pk").first()
    context = {
        "batch": batch,
        "job": job if job and (not job.is_finished or job.state == Job.State.FAILED) else None,
        "notes": [reasons.note(note["code"], note["params"]) for note in batch.notes],
        "codes": [code | {"title": reasons.title(code["code"])} for code in codes],
        "shown": shown,
        "page_obj": page,
        "changes": _changes(batch),
        "leaving": batches.leaving(batch) if batch.state == ImportBatch.State.IMPORTED else 0,
    }
    return render(request, "trainees/import.html", context)


@require_POST
@for_those_who(may_open_lists)
def import_bring_in(request, pk):
    batches.ask_to_bring_in(_batch(request, pk), by=request.user)
    return redirect("import_batch", pk)


@require_POST
@for_those_who(may_open_lists)
def import_undo(request, pk):
    batches.ask_to_undo(_batch(request, pk), by=request.user)
    messages.info(request, _("The list is being taken back."))
    return redirect("import_batch", pk)


@require_POST
@for_those_who(may_open_lists)
@never_cache
def import_marked(request, pk):
    """The uploaded list with its cells marked; it holds whole numbers, so taking it is logged."""
    batch = _batch(request, pk)
    return download(marked.marked(batch, by=request.user), f"checked-list-{batch.pk}.xlsx")


@require_GET
@for_those_who(may_import)
def import_form(request):
    """The empty list to fill in, with the villages of the officer's first region."""
    regions = ListForm(user=request.user).fields["region"].queryset
    return download(marked.form(get_object_or_404(regions[:1]), "register"), "list-of-people.xlsx")


def _batch(request, pk) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("region"), pk=pk)


def _changes(batch) -> list[tuple]:
    """What a household list changes: kind, its label, how often."""
    if batch.kind != ImportBatch.Kind.POVERTY or not batch.counts:
        return []
    return [(kind, kind.label, batch.counts.get(kind.value, 0)) for kind in changes.ORDER]


def _told(remarks, batch, user) -> list:
    """The remarks of a page in words; the person only where the user's register has them."""
    remarks, columns = list(remarks), batches.KINDS[batch.kind].COLUMNS
    seen = set(
        Trainee.objects.in_register_of(user)
        .filter(pk__in={remark.trainee_id for remark in remarks})
        .values_list("pk", flat=True)
    )
    for remark in remarks:
        remark.heading = columns[remark.column][0] if remark.column in columns else ""
        remark.text = reasons.sentence(remark.code, remark.params)
        remark.person = remark.trainee_id if remark.trainee_id in seen else None
        remark.sheet_name = batch.sheets[remark.sheet] if len(batch.sheets) > 1 else ""
    return remarks


def download(data: bytes, name: str) -> HttpResponse:
    """A workbook under a name."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
