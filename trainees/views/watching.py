"""Reports of watching, as players send them."""

import json

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.kit.clock import now
from trainees.domain import beats, grants, watching
from trainees.domain.seen import told_of

from .devices import device_of

MOST_BYTES = 256 * 1024


@csrf_exempt
@require_POST
def report(request, grant):
    """Hear `{"beats": […]}` (see `trainees.domain.beats`) under the grant in the address.

    A page being closed can send no token, so none is asked for: the grant is one, given to one sign-in; the session
    must be that sign-in's, and JSON can't come from a form on another site. 404 means: not under this sign-in, keep
    it; 410: too late, forget it; 400: no report.
    """
    if not request.user.is_authenticated or request.content_type != "application/json":
        raise Http404
    try:
        given = grants.read(grant)
    except grants.NoGrant as error:
        raise Http404 from error
    except grants.GrantIsOld:
        return JsonResponse({"note": _("This was watched too long ago to be counted.")}, status=410)
    at = now()
    try:
        told = beats.read(_read(request), granted_at=given.granted_at, at=at)
        answer = watching.hear(given, told, at=at, device=device_of(request), by=request.user)
    except beats.BeatIsNonsense as refusal:
        return JsonResponse({"note": str(refusal)}, status=400)
    except grants.NoGrant as error:
        raise Http404 from error
    return JsonResponse(told_of(answer))


def _read(request) -> dict:
    """The body as a mapping. Raises BeatIsNonsense."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise beats.BeatIsNonsense
        told = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise beats.BeatIsNonsense from error
    if not isinstance(told, dict):
        raise beats.BeatIsNonsense
    return told
