"""Trainer's pages: today, the wall with its code, the roll and its closing."""

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.domain.clashes import PlanRefused
from courses.models import Session, TrainingClass
from lms.kit.clock import local_date, today
from trainees import permissions
from trainees.domain import attendance, roll, room_code
from trainees.models import Attendance

from .gates import for_those_who, posted_id

ARRIVALS_ON_THE_WALL = 5


def session_for(request, pk, *, write=False) -> Session:
    """The session if the reader may see its roll, else 404; 403 when they would `write` and may not."""
    visible = Session.objects.visible_to(request.user)
    session = get_object_or_404(
        visible.select_related("training_class__course", "training_class__trainer", "trainer", "venue"), pk=pk
    )
    if not permissions.may_read_roll(request.user, session):
        raise Http404
    if write and not permissions.may_keep_roll(request.user, session):
        raise PermissionDenied
    return session


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def teach_today(request):
    """Sessions of today, those left open, the next ones, and the classes that can be closed."""
    sessions = Session.objects.filter(training_class__in=permissions.classes_to_keep(request.user))
    own = sessions | Session.objects.taught_by(request.user)
    ready = permissions.classes_to_keep(request.user).filter(state=TrainingClass.State.OPEN)
    ready = ready.exclude(sessions__state=Session.State.PLANNED).filter(sessions__state=Session.State.CLOSED)
    return render(
        request,
        "trainees/teach_today.html",
        roll.sessions_to_keep(own.distinct()) | {"ready": ready.select_related("course").distinct()},
    )


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def projector(request, pk):
    session = session_for(request, pk, write=True)
    return render(request, "trainees/projector.html", _wall(request, session))


@require_GET
@for_those_who(permissions.may_teach)
@never_cache
def session_qr(request, pk):
    """The part of the wall that changes: the code, the count, the last to arrive."""
    session = session_for(request, pk, write=True)
    return render(request, "trainees/_wall.html", _wall(request, session))


def _wall(request, session) -> dict:
    address = request.build_absolute_uri(reverse("scan", args=[room_code.make(session)]))
    found = roll.of(session)
    is_today = local_date(session.starts_at) == today()
    code = ""
    if is_today and session.state == Session.State.PLANNED:
        code = segno.make(address, error="m", micro=False).svg_inline(scale=8, border=2, omitsize=True)
    return {
        "session": session,
        "code": code,
        "is_today": is_today,
        "roll": found,
        "arrivals": found.latest(ARRIVALS_ON_THE_WALL),
        "seconds": room_code.STEP_SECONDS,
    }


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def roll_page(request, pk):
    session = session_for(request, pk)
    template = "trainees/_roll.html" if "HX-Request" in request.headers else "trainees/roll.html"
    return render(request, template, _roll(request, session))


def _roll(request, session) -> dict:
    return {
        "session": session,
        "roll": roll.of(session),
        "marks": Attendance.Mark,
        "may_keep": permissions.may_keep_roll(request.user, session),
        "is_open": session.state == Session.State.PLANNED,
    }


@require_POST
@for_those_who(permissions.may_open_rolls)
def mark(request, pk):
    session = session_for(request, pk, write=True)
    enrolment = get_object_or_404(session.training_class.enrolments, pk=posted_id(request, "enrolment"))
    kind = request.POST.get("mark", "")
    if kind not in Attendance.Mark.values:
        raise Http404
    try:
        attendance.mark(session, enrolment, kind, reason=request.POST.get("reason", ""), by=request.user)
    except attendance.MarkRefused as refusal:
        messages.error(request, str(refusal))
    if "HX-Request" in request.headers:
        return render(request, "trainees/_roll.html", _roll(request, session))
    return redirect(f"{reverse('roll', args=[session.pk])}#e{enrolment.pk}")


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_open_rolls)
@never_cache
def close_session(request, pk):
    """Say first who becomes absent; then close."""
    session = session_for(request, pk, write=True)
    if request.method == "GET":
        unmarked = attendance.unmarked(session).select_related("trainee").order_by("trainee__name_pinyin")
        return render(request, "trainees/close_session.html", {"session": session, "unmarked": unmarked})
    try:
        attendance.close_session(session, by=request.user)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("roll", session.pk)
