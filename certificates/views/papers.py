"""Certificates one by one: the list, one paper and its acts, the PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.domain import batches, issuing, rendering
from certificates.forms.papers import RevokeForm, SearchForm
from certificates.models import Certificate
from certificates.permissions import may_issue, may_search
from lms.kit import audit


@login_required
@require_safe
def certificate_list(request):
    """Every certificate in the officer's scope."""
    if not may_search(request.user):
        raise PermissionDenied
    search = SearchForm(request.GET)
    papers = search.narrow(Certificate.objects.visible_to(request.user)).select_related("training_class__course")
    page = Paginator(papers.order_by("-issued_at", "-pk"), 50).get_page(request.GET.get("page"))
    return render(request, "certificates/certificate_list.html", {"page_obj": page, "search": search})


@login_required
@require_safe
def certificate(request, pk):
    """One certificate as frozen, its state, and what may be done with it."""
    paper = _visible(request.user, pk)
    context = {
        "certificate": paper,
        "form": RevokeForm(),
        "may_issue": may_issue(request.user, paper.training_class),
    }
    return render(request, "certificates/certificate.html", context)


@login_required
@require_safe
def certificate_pdf(request, pk):
    """The paper, for its holder or an officer who may see it; an officer's download is logged."""
    paper = get_object_or_404(Certificate.objects.readable_by(request.user).select_related("training_class"), pk=pk)
    try:
        pdf = rendering.pdf(paper)
    except rendering.RecordAltered as refusal:
        messages.error(request, str(refusal))
        return redirect("verify_code", code=paper.code)
    if not Certificate.objects.held_by(request.user).filter(pk=pk).exists():
        region = paper.training_class.region_id
        audit.record("certificates.certificate.download", paper, by=request.user, region=region, number=paper.number)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def revoke(request, pk):
    paper = _changeable(request.user, pk)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "certificates/certificate.html",
            {"certificate": paper, "form": form, "may_issue": True},
            status=422,
        )
    try:
        issuing.revoke(paper, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("Revoked. The public page says so from now on."))
    except batches.REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("certificate", pk=pk)


@login_required
@require_POST
def reissue(request, pk):
    """Make the newer paper and go to it."""
    paper = _changeable(request.user, pk)
    try:
        newer = issuing.reissue(paper, by=request.user)
    except batches.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("certificate", pk=pk)
    messages.success(request, _("Reissued. The page of the old one points here."))
    return redirect("certificate", pk=newer.pk)


def _visible(user, pk) -> Certificate:
    papers = Certificate.objects.visible_to(user)
    return get_object_or_404(papers.select_related("training_class__course", "supersedes", "superseded_by"), pk=pk)


def _changeable(user, pk) -> Certificate:
    paper = _visible(user, pk)
    if not may_issue(user, paper.training_class):
        raise PermissionDenied
    return paper
