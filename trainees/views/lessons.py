"""The page of a lesson."""

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trainees.domain import grants, learning, lessons, notes

from . import player
from .devices import name_device


@login_required
@never_cache
@require_GET
def lesson(request, pk, key):
    """The page of a lesson; for who has a place in the class, with a grant to report watching."""
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
    return _page(request, opened)


@require_GET
def kept_lessons(request):
    """The list of lessons on this phone: it opens without sign-in, and what stands on it comes from the phone."""
    return render(request, "trainees/kept_lessons.html")


def _granted(opened) -> dict:
    """`{"report", "checks"}`: where to report watching, and when to ask who watches; empty where nothing is counted."""
    if opened.trainee is None or not opened.is_playable:
        return {}
    words, plan = grants.give(opened.trainee, opened.training_class, opened.lesson)
    return {"report": grants.address(words), "checks": plan.for_page()}


def _page(request, opened):
    granted, shown = _granted(opened), player.context(request, opened)
    response = render(
        request,
        "trainees/lesson.html",
        shown
        | {
            "granted": granted,
            "checks": json.dumps(granted.get("checks") or [], ensure_ascii=False) if granted else "",
            "seen_runs": json.dumps([[run["start"], run["start"] + run["seconds"]] for run in opened.runs])
            if granted
            else "",
            "uncounted": opened.uncounted if granted else [],
            "notes": notes.of(opened.trainee, opened.lesson["key"]) if opened.trainee else [],
        },
    )
    name_device(request, response)
    player.remember(request, response, shown["chosen"])
    return response
