"""A lesson and the reports of watching it."""

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lms.kit.clock import length, now
from media.domain import playback
from trainees.domain import bitmap, learning, lessons, watching
from trainees.models import WatchVisit

FORM_COOKIE = "form"
BEAT_BYTES = 64 * 1024
# 40 to 60 MB an hour: what a village's network carries.
USUAL_SIDE = 360


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def lesson(request, pk, key):
    """The page of a lesson; POST begins a visit and answers `{"beat": address}` for its reports."""
    classes = learning.may_look_at(request.user).select_related("programme", "course")
    training_class = get_object_or_404(classes, pk=pk)
    try:
        opened = lessons.open_lesson(training_class, str(key), trainee=request.GET.get("trainee", ""), by=request.user)
    except lessons.UnknownLesson as error:
        raise Http404 from error
    except lessons.NotYourLesson as refusal:
        return render(
            request, "trainees/lesson_refused.html", {"refusal": refusal, "training_class": training_class}, status=403
        )
    if request.method == "POST":
        return _start(opened)
    return _page(request, opened)


def _start(opened) -> JsonResponse:
    if opened.trainee is None or not opened.is_playable:
        raise Http404
    visit = watching.start(opened.trainee, opened.lesson)
    return JsonResponse({"beat": reverse("beat", args=[visit.pk])})


def _page(request, opened):
    """The form asked for stays the choice of this device."""
    forms = sorted(opened.video.renditions.all(), key=lambda form: -form.height) if opened.is_playable else []
    wanted = request.GET.get("form") or request.COOKIES.get(FORM_COOKIE)
    chosen = next((form for form in forms if form.name == wanted), _usual(forms))
    response = render(
        request,
        "trainees/lesson.html",
        {
            "opened": opened,
            "forms": [(form, _called(form)) for form in forms],
            "chosen": chosen,
            "play": playback.grant(opened.video) if opened.is_playable else "",
            "stream": _stream(chosen),
            "is_best": chosen in forms[:1],
        },
    )
    if "form" in request.GET and chosen:
        response.set_cookie(FORM_COOKIE, chosen.name, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


def _usual(forms: list):
    """What plays unless something else is chosen: the best that a thin network carries; sharper ones are a choice."""
    pictures = [form for form in forms if form.height]
    fit = [form for form in pictures if _side(form) <= USUAL_SIDE]
    return next(iter(fit or pictures[::-1] or forms), None)


def _side(form) -> int:
    """The shorter side of the picture, by which a form is named; 0 for sound alone."""
    return int(form.name.removesuffix("p")) if form.height else 0


def _called(form) -> str:
    names = {720: _("High definition"), 480: _("Sharp picture"), 360: _("Usual picture"), 1: _("Save data")}
    return next((name for least, name in names.items() if _side(form) >= least), _("Listen only"))


def _stream(chosen) -> str:
    """The playlist for the form chosen; the player goes below it where the network is slow, never above."""
    if chosen is None:
        return ""
    return "master.m3u8" if chosen.height else "audio.m3u8"


@csrf_exempt
@require_POST
def beat(request, visit):
    """Report what was played: `{"ranges": [[start, end], …], "position"}` in seconds of media.

    A page being closed can send no token, so none is asked for: the address itself is one (122 random bits, given
    to one sign-in), the session must be that sign-in's, and JSON can't come from a form on another site.
    """
    if not request.user.is_authenticated or request.content_type != "application/json":
        raise Http404
    found = get_object_or_404(WatchVisit, pk=visit, progress__trainee__user=request.user)
    try:
        told = _read(request)
        answer = watching.beat(found, ranges=told.get("ranges"), position=told.get("position"), at=now())
    except watching.BeatIsNonsense as refusal:
        return JsonResponse({"reason": str(refusal)}, status=400)
    found.progress.refresh_from_db()
    seconds = found.progress.video.seconds
    return JsonResponse(
        {
            "credited": answer.credited,
            "refused": answer.refused,
            "reason": answer.reason,
            "text": _("%(seen)s of %(all)s watched") % {"seen": length(answer.seen_seconds), "all": length(seconds)},
            "runs": bitmap.runs(bitmap.load(found.progress.seen), seconds),
        }
    )


def _read(request) -> dict:
    """The body as a mapping. Raises BeatIsNonsense."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > BEAT_BYTES:
            raise watching.BeatIsNonsense
        told = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise watching.BeatIsNonsense from error
    if not isinstance(told, dict):
        raise watching.BeatIsNonsense
    return told
