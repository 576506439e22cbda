"""Rosters at the organiser's desk: upload, what was found, import, the refused rows to mend."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from courses.models import TrainingClass
from courses.models.scope import Role, visible_regions
from trainees.domain import enrolments, rosters, seats
from trainees.forms.rosters import RosterForm
from trainees.models import RosterImport

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 100
SHOWN = ("refused", "warned", "new", "known")


@require_http_methods(["GET", "POST"])
def roster_upload(request, pk):
    """Choose the file; what comes back is a dry run."""
    training_class = _class(request, pk)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            roster = rosters.check(training_class, data=file.read(), name=file.name, by=request.user)
        except rosters.RosterRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("roster", roster.pk)
    earlier = training_class.rosters.select_related("uploaded_by")[:10]
    context = _frame(training_class, _("Import a roster")) | {"form": form, "earlier": earlier}
    return render(request, "trainees/admin/roster_upload.html", context, status=422 if form.errors else 200)


@require_GET
def roster(request, pk):
    """What was found, row by row, and the button that brings the people in."""
    found = _roster(request, pk)
    shown = request.GET.get("show", "")
    findings = [finding for finding in found.findings if _is_shown(finding, shown)]
    context = _frame(found.training_class, found.name) | {
        "roster": found,
        "counts": rosters.counts(found),
        "free_seats": seats.unheld(found.training_class),
        "shown": shown if shown in SHOWN else "",
        "page_obj": Paginator(findings, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "trainees/admin/roster.html", context)


@require_POST
def roster_import(request, pk):
    """Bring in everyone who was not refused."""
    found = _roster(request, pk)
    try:
        done = rosters.bring_in(found, by=request.user)
    except (rosters.RosterRefused, enrolments.ClassTakesNobody) as refusal:
        messages.error(request, str(refusal))
        return redirect("roster", found.pk)
    counts = rosters.counts(done)
    people = counts["new"] + counts["known"]
    text = ngettext(
        "%(people)d person of the roster is in the class.", "%(people)d people of the roster are in the class.", people
    )
    messages.success(request, text % {"people": people})
    return redirect("roster", found.pk)


@require_GET
def roster_refused(request, pk):
    """The refused rows with their reasons, to mend and upload again."""
    found = _roster(request, pk)
    return _download(rosters.refused_rows(found, by=request.user), f"refused-rows-{found.pk}.xlsx")


@require_GET
def roster_template(request, pk):
    return _download(rosters.template(_class(request, pk)), "roster.xlsx")


def _class(request, pk) -> TrainingClass:
    mine = visible_regions(
        TrainingClass.objects.select_related("course", "programme__region"),
        request.user,
        Role.ORGANISER,
        programme="programme",
    )
    return get_object_or_404(mine, pk=pk)


def _roster(request, pk) -> RosterImport:
    found = visible_regions(
        RosterImport.objects.select_related("training_class__course"),
        request.user,
        Role.ORGANISER,
        field="training_class__region",
        programme="training_class__programme",
    )
    return get_object_or_404(found, pk=pk)


def _is_shown(finding: dict, shown: str) -> bool:
    if shown == "warned":
        return finding["verdict"] != "refused" and bool(finding["reasons"])
    return shown not in SHOWN or finding["verdict"] == shown


def _frame(training_class, title: str) -> dict:
    """What Wagtail's page frame asks for."""
    return {
        "training_class": training_class,
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("training_classes:index"), "label": TrainingClass._meta.verbose_name_plural},
            {"url": reverse("training_classes:inspect", args=[training_class.pk]), "label": str(training_class)},
            {"url": "", "label": title},
        ],
    }


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
