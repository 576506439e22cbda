"""The desk of officers: where to go, the classes of the area, one class to the mark, and the log."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.models import TrainingClass
from lms.kit.clock import today
from trainees.domain import desk, trail
from trainees.forms.office import ClassFilters, EventFilters
from trainees.models import Attendance, Enrolment
from trainees.models.evidence import dossiers_of
from trainees.permissions import may_read_events, may_read_register

from .findings import findings_about
from .flag_list import flags_about
from .gates import for_those_who

CLASSES_PER_PAGE = 30
EVENTS_PER_PAGE = 50


@require_GET
@for_those_who(may_read_register)
@never_cache
def office(request):
    """The hub: what this officer does, where the area stands, the latest classes."""
    user = request.user
    figures = desk.figures_of(user)
    context = {
        "figures": figures,
        "has_targets": bool(figures) and desk.holds_whole_programme(user, figures[0].cut.programme),
        "scopes": desk.scopes_in_words(user),
        "works": desk.works_of(user),
        "counts": desk.counts_of(user),
        "classes": trail.classes_in_view(user)[:5],
        "events": trail.describe(trail.events_visible_to(user)[:5], user) if may_read_events(user) else None,
    }
    return render(request, "trainees/office.html", context)


@require_GET
@for_those_who(may_read_register)
def office_classes(request):
    filters = ClassFilters(request.GET, user=request.user)
    page = Paginator(filters.classes(), CLASSES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "trainees/office_classes.html", {"filters": filters, "page_obj": page})


@require_GET
@for_those_who(may_read_register)
@never_cache
def office_class(request, pk):
    """One class, read-only: who was in which session, who completed, what was missing."""
    training_class = get_object_or_404(trail.classes_in_view(request.user), pk=pk)
    sessions = list(training_class.sessions.select_related("venue", "trainer").order_by("number"))
    marks = Prefetch("attendances", Attendance.objects.standing(), to_attr="marks")
    seen = training_class.enrolments.visible_to(request.user)
    enrolments = list(seen.select_related("trainee__region").prefetch_related(marks).order_by("trainee__name_pinyin"))
    context = {
        "training_class": training_class,
        "is_here": TrainingClass.objects.visible_to(request.user).filter(pk=pk).exists(),
        "has_dossier": dossiers_of(request.user).filter(pk=pk).exists(),
        "sessions": sessions,
        "roster": [(enrolment, desk.marks_by_session(enrolment, sessions)) for enrolment in enrolments],
        "elsewhere": Enrolment.objects.filter(training_class=training_class).count() - len(enrolments),
    }
    context |= findings_about("class", training_class, request.user)
    context |= flags_about(training_class, request.user)
    return render(request, "trainees/office_class.html", context)


@require_GET
@for_those_who(may_read_events)
@never_cache
def audit_events(request):
    filters = EventFilters(request.GET, user=request.user)
    page = Paginator(filters.events(), EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = trail.describe(page.object_list, request.user)
    return render(request, "trainees/audit_events.html", {"filters": filters, "page_obj": page, "today": today()})
