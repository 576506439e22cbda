"""How far a piece of background work is: a small answer made for asking again and again on a weak network."""

import hashlib

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_GET

from lms.kit.models import Job
from media.permissions import may_see_job


def _wants_html(request) -> bool:
    return (
        "HX-Request" in request.headers or request.get_preferred_type(["application/json", "text/html"]) == "text/html"
    )


def _job(request, pk):
    """The job, read once per request; 404 for whoever may not see it."""
    if not hasattr(request, "_job"):
        request._job = get_object_or_404(Job, pk=pk)
    if not may_see_job(request.user, request._job):
        raise Http404
    return request._job


def _etag(request, pk):
    job = _job(request, pk)
    parts = (job.pk, job.attempt, job.state, job.progress, job.note, get_language(), _wants_html(request))
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


@require_GET
@condition(etag_func=_etag)
def job_status(request, pk):
    """`{"state", "label", "progress", "note", "finished"}`, or the same as a fragment for a page that asks by htmx."""
    job = _job(request, pk)
    if _wants_html(request):
        response = render(request, "components/job_progress.html", {"job": job})
        if job.is_finished:
            response["HX-Refresh"] = "true"
    else:
        response = JsonResponse(
            {
                "state": job.state,
                "label": job.get_state_display(),
                "progress": job.progress,
                "note": job.note,
                "finished": job.is_finished,
            }
        )
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Accept", "HX-Request", "Cookie"])
    return response
