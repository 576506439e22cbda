"""At the desk: who is in a class, who asks and who waits; giving, giving back and moving places."""

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from courses.models import TrainingClass
from courses.models.scope import Role, visible_regions
from trainees.domain import admission, advice, enrolments, seats
from trainees.models import Enrolment

from .gates import posted_id

A_PAGE = 100
State = Enrolment.State
# Who waits for an answer stands first.
IN_ORDER = (State.REQUESTED, State.WAITING, State.CONFIRMED, State.COMPLETED, State.NOT_COMPLETED, State.WITHDRAWN)
REFUSALS = (admission.ClassTakesNobody, admission.ClassIsFull, admission.EnrolmentIsSettled)


def class_of_organiser(request, pk) -> TrainingClass:
    """The class if the user organises it, else 404."""
    mine = visible_regions(
        TrainingClass.objects.select_related("course", "programme__region", "trainer", "region"),
        request.user,
        Role.ORGANISER,
        programme="programme",
    )
    return get_object_or_404(mine, pk=pk)


@require_GET
def people_of_class(request, pk):
    training_class = class_of_organiser(request, pk)
    order = Case(*(When(state=state, then=Value(at)) for at, state in enumerate(IN_ORDER)), output_field=IntegerField())
    rows = training_class.enrolments.select_related("trainee__region__parent", "moved_to__training_class__course")
    page = Paginator(rows.order_by(order, "requested_at", "trainee__name_pinyin"), A_PAGE).get_page(
        request.GET.get("page")
    )
    told = advice.about([row.trainee for row in page], training_class)
    kept = seats.still_kept([training_class]).get(training_class.pk, {})
    title = _("People of the class")
    context = {
        "training_class": training_class,
        "page_obj": page,
        "people": [(row, told[row.trainee_id]) for row in page],
        "held": training_class.enrolments.holding_a_seat().count(),
        "asking": training_class.enrolments.filter(state=State.REQUESTED).count(),
        "waiting": training_class.enrolments.filter(state=State.WAITING).count(),
        "kept": sum(kept.values()),
        "others": list(_other_classes(training_class, request.user)),
        "may_act": training_class.state in {TrainingClass.State.PLANNED, TrainingClass.State.OPEN},
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("training_classes:index"), "label": TrainingClass._meta.verbose_name_plural},
            {"url": reverse("training_classes:inspect", args=[pk]), "label": str(training_class)},
            {"url": "", "label": title},
        ],
    }
    return render(request, "trainees/admin/people_of_class.html", context)


@require_POST
def person_of_class(request, pk, enrolment):
    """One place: given, given back, or moved to another class of the course; a refusal becomes a message."""
    training_class = class_of_organiser(request, pk)
    row = get_object_or_404(training_class.enrolments.select_related("trainee"), pk=enrolment)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return HttpResponseNotAllowed(["POST"])
    try:
        messages.success(request, act(request, row))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("people_of_class", pk)


def _confirm(request, row) -> str:
    enrolments.confirm(row, by=request.user)
    return _("%(name)s has a place in this class.") % {"name": row.trainee.name}


def _withdraw(request, row) -> str:
    enrolments.withdraw(row, by=request.user)
    return _("%(name)s has no place in this class any more.") % {"name": row.trainee.name}


def _move(request, row) -> str:
    to = get_object_or_404(_other_classes(row.training_class, request.user), pk=posted_id(request, "to"))
    enrolments.transfer(row, to, reason=request.POST.get("reason", ""), by=request.user)
    return _("%(name)s is moved to class %(number)d.") % {"name": row.trainee.name, "number": to.number}


ACTS = {"confirm": _confirm, "withdraw": _withdraw, "move": _move}


def _other_classes(training_class, user):
    """Where people of this class can be moved."""
    same = TrainingClass.objects.filter(
        course=training_class.course_id,
        programme=training_class.programme_id,
        state__in=[TrainingClass.State.PLANNED, TrainingClass.State.OPEN],
    )
    mine = visible_regions(same, user, Role.ORGANISER, programme="programme")
    return mine.exclude(pk=training_class.pk).select_related("course", "region").order_by("starts_on")
