"""Findings: the bureau writes them where it looks, the organiser answers, both read the list and take it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import Region
from lms.kit import audit
from lms.kit.clock import today
from trainees.domain import findings, indicators, workbook
from trainees.forms.figures import PurposeForm
from trainees.forms.findings import FindingFilters, FindingForm, WordForm
from trainees.models import Finding
from trainees.permissions import (
    may_answer_finding,
    may_find,
    may_read_findings,
    may_settle_finding,
    may_write_findings,
)
from trainees.reports import findings_workbook

from .gates import for_those_who

PER_PAGE = 50
ALONG = ("region__parent", "trainee", "enrolment__trainee", "enrolment__training_class__course", "found_by")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@for_those_who(may_read_findings)
@never_cache
def finding_list(request):
    filters = FindingFilters(request.GET, user=request.user)
    found = filters.findings().select_related(*ALONG, "training_class__course")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page_obj": page, "purpose": PurposeForm()}
    return render(request, "trainees/finding_list.html", context)


@require_POST
@for_those_who(may_read_findings)
@never_cache
def findings_export(request):
    """The filtered list as a workbook, for a purpose that is written down."""
    filters, form = FindingFilters(request.GET, user=request.user), PurposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("finding_list")
    purpose = form.cleaned_data["purpose"]
    data, rows = findings_workbook.write(filters.findings(), purpose=purpose, by=request.user)
    place: Region = workbook.region_of(filters.chosen, request.user)
    audit.record("trainees.findings.export", place, by=request.user, purpose=purpose, region=place.code, rows=rows)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="findings-{today():%Y%m%d}.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@for_those_who(may_write_findings)
@never_cache
def find(request, about, pk):
    """Write a finding about a person, a participation or a class; `figure` in the address says behind which figure."""
    if about not in findings.ABOUT:
        raise Http404
    subject = get_object_or_404(findings.visible_subjects(about, request.user), pk=pk)
    if not may_find(request.user, subject):
        raise PermissionDenied
    indicator = indicators.find(request.GET.get("figure", ""))
    form = FindingForm(request.POST or None)
    if form.is_valid():
        code = f"{indicator.code} v{indicator.version}" if indicator else ""
        try:
            made = findings.write(subject, **form.cleaned_data, indicator=code, by=request.user)
        except findings.FindingRefused as refusal:
            form.add_error("what", str(refusal))
        else:
            messages.success(request, _("The finding is written. The organiser sees it and answers."))
            return redirect("finding", pk=made.pk)
    context = {"form": form, "about": about, "subject": subject, "indicator": indicator}
    return render(request, "trainees/find.html", context)


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_findings)
@never_cache
def finding(request, pk):
    """One finding with what was said of it; a POST says something more."""
    visible = Finding.objects.visible_to(request.user).select_related(*ALONG, "training_class__course")
    found = get_object_or_404(visible, pk=pk)
    form = WordForm(request.POST or None)
    if form.is_valid():
        act, text = form.cleaned_data["act"], form.cleaned_data["text"]
        try:
            {"answer": findings.answer, "send_back": findings.send_back, "settle": findings.settle}[act](
                found, text=text, by=request.user
            )
        except findings.FindingRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Your word is kept with the finding."))
            return redirect("finding", pk=pk)
    is_open = found.state != Finding.State.SETTLED
    context = {
        "finding": found,
        "words": found.words.select_related("said_by"),
        "form": form,
        "may_answer": is_open and may_answer_finding(request.user, found),
        "may_settle": is_open and may_settle_finding(request.user, found),
    }
    return render(request, "trainees/finding.html", context)


def findings_about(about: str, subject, user) -> dict:
    """What the page of a person or a class shows of its findings; nothing for who does not read them."""
    if not may_read_findings(user):
        return {"shows_findings": False}
    found = Finding.objects.visible_to(user).about(subject).select_related(*ALONG, "training_class__course")
    return {
        "shows_findings": True,
        "findings": list(found),
        "about": about,
        "subject": subject,
        "may_find": may_find(user, subject),
    }
