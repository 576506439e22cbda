"""Trainer's pages: today, the roll and its closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.domain.clashes import PlanRefused
from courses.models import Session, Trainer, TrainingClass
from trainees import permissions
from trainees.domain import attendance, roll, works
from trainees.domain.operations import settling
from trainees.forms import by_hand
from trainees.models import Attendance

from .gates import for_those_who, posted_id


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
    more = {
        "ready": ready.select_related("course").distinct(),
        "records_waiting": settling.kept_by(request.user).open().count(),
        "works_waiting": works.waiting_for(request.user).count(),
        "own_trainer": Trainer.objects.filter(user=request.user.pk).values_list("pk", flat=True).first(),
    }
    return render(request, "trainees/teach_today.html", roll.sessions_to_keep(own.distinct()) | more)


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def roll_page(request, pk):
    session = session_for(request, pk)
    template = "trainees/_roll.html" if "HX-Request" in request.headers else "trainees/roll.html"
    return render(request, template, _roll(request, session))


def _roll(request, session) -> dict:
    found = roll.of(session)
    return {
        "session": session,
        "roll": found,
        "lines": found.shown(request.GET.get("show", "")),
        "undo": found.saved_together(request.user),
        "marks": Attendance.Mark,
        "may_keep": permissions.may_keep_roll(request.user, session),
        "is_open": session.state == Session.State.PLANNED,
        "show": request.GET.get("show", ""),
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
        minutes = by_hand.minutes(request.POST.get("minutes", ""))
        reason = request.POST.get("reason", "")
        attendance.mark(session, enrolment, kind, minutes=minutes, reason=reason, by=request.user)
    except (by_hand.NotARoll, attendance.MarkRefused) as refusal:
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
