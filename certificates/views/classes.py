"""The certificates of one class: who has earned what, issuing in bulk with its progress, everything as one file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.domain import archives, batches, issuing, overview
from certificates.models import Batch, Certificate, Kind
from certificates.permissions import may_issue
from courses.models import TrainingClass
from lms.kit import audit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_certificates(request, pk):
    """How many may get which paper, who has it; an organiser starts issuing here."""
    training_class = _visible(request.user, pk)
    if request.method == "POST":
        return _issue(request, training_class)
    papers = Certificate.objects.visible_to(request.user).filter(training_class=training_class)
    page = Paginator(papers.order_by("kind", "number"), 50).get_page(request.GET.get("page"))
    context = {
        "training_class": training_class,
        "standings": overview.standings(training_class),
        "statement": papers.valid().filter(kind=Kind.STATEMENT).first(),
        "page_obj": page,
        "may_issue": may_issue(request.user, training_class),
    }
    return render(request, "certificates/class_certificates.html", context)


def _issue(request, training_class):
    _require_issuer(request.user, training_class)
    kind = request.POST.get("kind")
    try:
        if kind == Kind.STATEMENT:
            paper = issuing.issue_statement(training_class, by=request.user)
            return redirect("certificate", pk=paper.pk)
        if kind in {Kind.COMPLETION, Kind.OUTCOME}:
            return redirect("batch", pk=batches.start(training_class, kind, by=request.user).pk)
        messages.error(request, _("Choose which certificate to issue."))
    except batches.REFUSALS as refusal:
        messages.warning(request, str(refusal))
    return redirect("class_certificates", pk=training_class.pk)


@login_required
@require_safe
def batch(request, pk):
    """One batch: the job's progress, and each person with state and reason."""
    found = get_object_or_404(
        Batch.objects.visible_to(request.user).select_related("training_class__course", "created_by"), pk=pk
    )
    items = found.items.select_related("enrolment__trainee", "certificate").order_by("state", "pk")
    context = {
        "batch": found,
        "job": batches.job_of(found),
        "counts": overview.counts(found),
        "page_obj": Paginator(items, 100).get_page(request.GET.get("page")),
    }
    return render(request, "certificates/batch.html", context)


@login_required
@require_POST
def class_archive(request, pk):
    """All valid papers of one kind as a ZIP, made while it is sent; the log says who took it."""
    training_class = _visible(request.user, pk)
    _require_issuer(request.user, training_class)
    kind = request.POST.get("kind", Kind.COMPLETION)
    papers = Certificate.objects.visible_to(request.user).valid().filter(training_class=training_class, kind=kind)
    region = training_class.region_id
    audit.record(
        "certificates.class.download", training_class, by=request.user, region=region, kind=kind, papers=papers.count()
    )
    response = StreamingHttpResponse(archives.stream(papers.order_by("number")), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="certificates-{training_class.number:03d}.zip"'
    return response


def _visible(user, pk) -> TrainingClass:
    classes = TrainingClass.objects.visible_to(user).select_related("course", "programme", "region")
    return get_object_or_404(classes, pk=pk)


def _require_issuer(user, training_class) -> None:
    if not may_issue(user, training_class):
        raise PermissionDenied
