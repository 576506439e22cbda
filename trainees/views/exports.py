"""Taking a list of people away: at once, or made in the background and fetched by who asked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.kit.models import Job
from trainees.domain import disclosure, exports, workbook
from trainees.forms.register import ExportForm, RegisterFilters
from trainees.models import RegisterExport
from trainees.permissions import may_export

from .gates import for_those_who

TYPES = {
    RegisterExport.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    RegisterExport.Kind.CSV: "text/csv; charset=utf-8",
}
REFUSALS = (disclosure.NoReasonGiven, disclosure.MayNotDisclose, exports.ListTooLong)


@require_POST
@for_those_who(may_export)
@never_cache
def register_export(request):
    """The filtered list as a file; a long one is made in the background and fetched from its page."""
    filters, form = RegisterFilters(request.GET, user=request.user), ExportForm(request.POST)
    if not form.is_valid():
        return _back_with(request, next(iter(form.errors.values()))[0])
    wish = form.cleaned_data | {"region": workbook.region_of(filters.chosen, request.user), "by": request.user}
    try:
        if exports.is_long(filters.kept(), by=request.user):
            return redirect("register_export_page", exports.ask(filters.kept(), **wish).pk)
        return _file(exports.take_away(filters.kept(), **wish), wish["kind"])
    except REFUSALS as refusal:
        return _back_with(request, str(refusal))


@require_GET
@for_those_who(may_export)
@never_cache
def register_export_page(request, pk):
    """How far the list is, and the button that fetches it."""
    export = _export(request, pk)
    job = Job.objects.about(exports.MAKE, export.pk).first()
    context = {"export": export, "job": None if export.file else job, "reason": disclosure.Reason(export.reason).label}
    return render(request, "trainees/register_export.html", context)


@require_POST
@for_those_who(may_export)
@never_cache
def register_export_file(request, pk):
    """The list that was made; it goes to nobody but who gave the reason for it."""
    export = _export(request, pk)
    try:
        return _file(exports.hand_over(export, by=request.user), export.kind)
    except exports.ListIsGone as gone:
        messages.error(request, str(gone))
        return redirect("register_list")


def _export(request, pk) -> RegisterExport:
    return get_object_or_404(RegisterExport.objects.visible_to(request.user).select_related("region"), pk=pk)


def _file(data: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[RegisterExport.Kind(kind)])
    response["Content-Disposition"] = f'attachment; filename="register-{localtime():%Y%m%d-%H%M}.{kind}"'
    return response


def _back_with(request, sentence):
    messages.error(request, sentence)
    query = request.GET.urlencode()
    response = redirect("register_list")
    response["Location"] += f"?{query}" if query else ""
    return response
