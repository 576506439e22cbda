"""The trainer's page without network: its shell, what it takes along, what it brings back.

The shell holds nobody's data and opens for everybody, so that a phone may keep it and open it when the sign-in has run
out far from any network. Everything else asks who is there; a redirect tells the page to sign in again.
"""

import json

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.kit.clock import now
from trainees import permissions
from trainees.domain.operations import photos, reading, receiving, taking
from trainees.domain.operations.receiving import Answer
from trainees.models import Attendance

from .gates import for_those_who

MOST_BYTES = 512 * 1024


@require_GET
def page(request):
    """The shell: words, empty lists, one script."""
    response = render(request, "trainees/offline.html", {"marks": Attendance.Mark})
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def manifest(request):
    """What puts the page on the home screen of a phone."""
    icon = {"type": "image/png", "purpose": "any maskable"}
    told = {
        "name": _("Roll without network"),
        "short_name": _("Roll"),
        "lang": request.LANGUAGE_CODE,
        "id": reverse("offline"),
        "start_url": reverse("offline"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f2e9",
        "theme_color": "#1b6547",
        "icons": [
            {"src": static(f"trainees/roll-{side}.png"), "sizes": f"{side}x{side}"} | icon for side in (192, 512)
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def roster(request):
    """Who is signed in, what time it is, what waits for a person; and, unless asked to be `brief`, the rolls."""
    told = {
        "who": {"key": taking.key_of(request.user)},
        "now": now().isoformat(),
        "token": get_token(request),
        "open": taking.open_of(request.user, reading.uuid_of(request.GET.get("device"))),
    }
    if "brief" not in request.GET:
        sessions = taking.sessions_of(request.user, permissions.sessions_to_keep(request.user))
        told |= {"sessions": taking.rolls(sessions), "villages": taking.villages_around(sessions)}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@require_POST
@for_those_who(permissions.may_teach)
@never_cache
def operations(request):
    """Acts of a phone, as JSON `{"who", "sent_at", "acts": [...]}`; the answer holds one for each of them."""
    told = _read(request)
    if told is None:
        return JsonResponse({"reason": _("This can't be read. Open the page anew.")}, status=400)
    if told.get("who") != taking.key_of(request.user):
        return JsonResponse({"reason": _("Somebody else is signed in here now.")}, status=409)
    try:
        answers = receiving.receive(told["acts"], sent_at=told.get("sent_at"), by=request.user)
    except receiving.TooMany as refusal:
        return JsonResponse({"reason": str(refusal)}, status=413)
    return JsonResponse({"now": now().isoformat(), "answers": [as_json(answer) for answer in answers]})


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_teach)
@never_cache
def photo(request, sha256):
    """How much of a photo has arrived; POST adds the piece at `offset` of `size` bytes."""
    try:
        if request.method == "GET":
            here = photos.arrived(sha256, by=request.user)
        else:
            offset, size = (_number(request.GET.get(name, "")) for name in ("offset", "size"))
            here = photos.add(sha256, request.body, offset=offset, size=size, by=request.user)
    except photos.PhotoIsBroken as refusal:
        return JsonResponse({"arrived": 0, "reason": str(refusal)}, status=422)
    except photos.PhotoRefused as refusal:
        return JsonResponse({"reason": str(refusal)}, status=400)
    return JsonResponse({"arrived": here})


def as_json(answer: Answer) -> dict:
    """An answer as the phone reads it: names only of the roll that is the sender's to keep."""
    told = {"op_id": answer.op_id, "state": answer.state, "sentence": answer.sentence}
    row = answer.row
    if row is None:
        return told
    told |= {"outcome": row.outcome}
    if row.enrolment_id:
        stands = row.made or row.stood
        told |= {"enrolment": row.enrolment_id, "name": row.enrolment.trainee.name, "stands": taking.said(stands)}
    if row.state == row.State.CONFLICT and row.stood:
        told["stood"] = {
            "by": str(row.stood.marked_by or ""),
            "at": row.stood.received_at.isoformat(),
            "how": str(row.stood.get_how_display()),
        }
    return told


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _read(request) -> dict | None:
    """The body as a mapping with a list of acts, else None."""
    if request.content_type != "application/json" or int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return None
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get("acts"), list) else None
