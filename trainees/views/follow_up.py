"""Follow-up on a phone in the village: who is due, one visit on one page, the call, the correction."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.kit.clock import day_bounds, today
from trainees.domain import contacts, disclosure, outcomes
from trainees.domain.evidence import NotAPicture, PictureTooLarge
from trainees.forms.contact import ContactForm, CorrectionForm, DueFilters
from trainees.models import ContactAttempt, FollowUpTask, OutcomeReport
from trainees.permissions import may_follow_up, may_read_follow_up

from .gates import for_those_who

PER_PAGE = 30
SHOWN_AS_DONE = 5
REFUSALS = (contacts.ContactRefused, outcomes.OutcomeRefused, NotAPicture, PictureTooLarge)


@require_GET
@for_those_who(may_read_follow_up)
@never_cache
def due_list(request):
    """Who is due in the officer's area: poverty-registered households first, overdue before due, by village."""
    filters = DueFilters(request.GET, user=request.user)
    page = Paginator(filters.tasks(), PER_PAGE).get_page(request.GET.get("page"))
    made_today = ContactAttempt.objects.filter(made_by=request.user, made_at__gte=day_bounds(today())[0])
    context = {
        "filters": filters,
        "page_obj": page,
        "today": today(),
        "made_today": made_today.select_related("task__enrolment__trainee")[:SHOWN_AS_DONE],
    }
    return render(request, "trainees/due_list.html", context)


def _find(request, pk) -> FollowUpTask:
    tasks = FollowUpTask.objects.visible_to(request.user).select_related(
        "enrolment__trainee__region__parent", "enrolment__training_class", "settled_by"
    )
    return get_object_or_404(tasks, pk=pk)


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_follow_up)
@never_cache
def contact(request, pk):
    """One visit: how it went, and what was learnt."""
    task = _find(request, pk)
    may_log = may_follow_up(request.user, task.enrolment.trainee)
    if request.method == "POST" and not may_log:
        raise PermissionDenied
    form = ContactForm(request.POST, request.FILES) if request.method == "POST" else ContactForm()
    if request.method == "POST" and form.is_valid() and _log(request, task, form):
        return redirect("due_list")
    return _show(request, task, form=form, may_log=may_log)


def _log(request, task, form) -> bool:
    try:
        attempt = contacts.log_contact(task, form.contact(), by=request.user)
    except REFUSALS as refusal:
        form.refuse(refusal)
        return False
    said = {"name": task.enrolment.trainee.name, "result": attempt.get_result_display()}
    if attempt.result == ContactAttempt.Result.REACHED:
        messages.success(request, _("Kept: %(name)s, %(result)s. Done.") % said)
    else:
        messages.success(request, _("Kept: %(name)s, %(result)s. It stays on the list for another try.") % said)
    return True


def _show(request, task, *, form, may_log):
    trainee = task.enrolment.trainee
    context = {
        "task": task,
        "trainee": trainee,
        "form": form,
        "may_log": may_log,
        "days_unreached": contacts.days_unreached(task),
        "attempts": ContactAttempt.objects.filter(task__enrolment__trainee=trainee).select_related("made_by")[:20],
        "reports": trainee.outcomes.standing().select_related("evidence", "reported_by")[:20],
        "needs": task.enrolment.needs.filter(resolved_at__isnull=True),
        "today": today(),
    }
    return render(request, "trainees/contact.html", context, status=200 if form.is_valid() or not form.errors else 422)


@require_POST
@for_those_who(may_read_follow_up)
@never_cache
def call_trainee(request, pk):
    """The whole number, once, to call: shown to who follows the person up, and written down."""
    task = _find(request, pk)
    trainee = task.enrolment.trainee
    if not may_follow_up(request.user, trainee):
        raise PermissionDenied
    disclosure.show_phone(trainee, by=request.user)
    return render(request, "trainees/call.html", {"task": task, "trainee": trainee})


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_follow_up)
@never_cache
def correct_shop(request, pk):
    """Put a right report of a shop in the place of a wrong one."""
    reports = OutcomeReport.objects.visible_to(request.user).standing().filter(kind=OutcomeReport.Kind.SHOP_OPENED)
    report = get_object_or_404(reports.select_related("trainee", "task"), pk=pk)
    if not may_follow_up(request.user, report.trainee):
        raise PermissionDenied
    known = {name: getattr(report, name) for name in ("platform", "shop_name", "shop_address")}
    form = CorrectionForm(request.POST or None, initial={**known, "opened_on": report.occurred_on})
    if request.method == "POST" and form.is_valid():
        try:
            outcomes.correct_shop(report, shop=form.shop(), by=request.user)
        except outcomes.OutcomeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected. The earlier report stays in the record."))
            return redirect("contact", pk=report.task_id) if report.task_id else redirect("due_list")
    return render(request, "trainees/correct_shop.html", {"report": report, "form": form})
