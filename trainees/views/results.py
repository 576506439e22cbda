"""The end of a class: who completes, who lacks what, and the closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.domain.clashes import PlanRefused
from courses.models import Session, TrainingClass
from lms.kit import audit
from lms.kit.clock import today
from trainees import permissions
from trainees.domain import completion, matrix, reopening
from trainees.forms.figures import ExportForm
from trainees.reports import result_workbook

from .gates import for_those_who

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _class(request, pk) -> TrainingClass:
    visible = TrainingClass.objects.visible_to(request.user).select_related("course", "programme", "trainer")
    training_class = get_object_or_404(visible, pk=pk)
    if not permissions.may_read_result(request.user, training_class):
        raise Http404
    return training_class


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def class_result(request, pk):
    training_class = _class(request, pk)
    found = matrix.of_class(training_class)
    asked = {name: request.GET.get(name, "") for name in ("show", "lacks", "sort")}
    sessions = training_class.sessions.select_related("venue")
    return render(
        request,
        "trainees/class_result.html",
        {
            "training_class": training_class,
            "matrix": found,
            "lines": found.chosen(**asked),
            "missing": found.missing(),
            "asked": asked,
            "complete": found.chosen(show="complete"),
            "short": found.chosen(show="short"),
            "sessions": sessions,
            "still_open": [session for session in sessions if session.state == Session.State.PLANNED],
            "may_close": permissions.may_close_class(request.user, training_class),
            "may_reopen": permissions.may_reopen_class(request.user, training_class),
            "reopened": reopening.last(training_class),
            "purpose": ExportForm() if permissions.may_export_result(request.user, training_class) else None,
            "is_closed": training_class.state == TrainingClass.State.CLOSED,
        },
    )


@require_POST
@for_those_who(permissions.may_open_rolls)
@never_cache
def class_result_export(request, pk):
    """The whole matrix as a workbook, for a purpose that is written down."""
    training_class = _class(request, pk)
    if not permissions.may_export_result(request.user, training_class):
        raise PermissionDenied
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write in at least 4 characters what the list is for. It is kept."))
        return redirect("class_result", pk)
    purpose, found = form.cleaned_data["purpose"], matrix.of_class(training_class)
    data = result_workbook.write(training_class, found, purpose=purpose, by=request.user)
    audit.record(
        "trainees.result.export",
        training_class,
        by=request.user,
        purpose=purpose,
        region=training_class.region_id,
        rows=len(found.lines),
    )
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="result-{training_class.pk}-{today():%Y%m%d}.xlsx"'
    return response


@require_POST
@for_those_who(permissions.may_open_rolls)
def close_class(request, pk):
    training_class = _class(request, pk)
    if not permissions.may_close_class(request.user, training_class):
        raise PermissionDenied
    try:
        completion.close_class(training_class, by=request.user)
    except (PlanRefused, completion.NothingToProve) as refusal:
        messages.error(request, str(refusal))
    else:
        done = training_class.enrolments.person_times().count()
        messages.success(request, _("The class is closed: %(done)d completed it.") % {"done": done})
    return redirect("class_result", training_class.pk)


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_open_rolls)
@never_cache
def reopen_class(request, pk):
    """Say first which published numbers change; then reopen."""
    training_class = _class(request, pk)
    if not permissions.may_reopen_class(request.user, training_class):
        raise PermissionDenied
    if request.method == "GET":
        context = {"training_class": training_class, "effect": reopening.effect(training_class)}
        return render(request, "trainees/reopen_class.html", context)
    try:
        reopening.reopen_class(training_class, reason=request.POST.get("reason", ""), by=request.user)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The class is open again. Correct what is wrong, then close it once more."))
    return redirect("class_result", training_class.pk)
