"""Practical work: handing it in, seeing what waits, looking at it and saying a word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.models import TrainingClass
from trainees import permissions
from trainees.domain import evidence, works
from trainees.forms.works import MarkForm, WorkForm
from trainees.models import Enrolment, PracticalWork

from .gates import for_those_who, posted_id

A_PAGE = 30


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def class_work(request, pk):
    """What each person of this sign-in has handed in, and the form for the next try."""
    rows = Enrolment.objects.of(request.user).holding_a_seat().filter(training_class=pk)
    rows = rows.select_related("trainee", "training_class__course").prefetch_related("works__photos")
    rows = list(rows.order_by("pk"))
    if not rows or not rows[0].training_class.work_task:
        raise Http404
    form, chosen = WorkForm(), None
    if request.method == "POST":
        wanted = posted_id(request, "trainee") or (rows[0].trainee_id if len(rows) == 1 else 0)
        chosen = next((row for row in rows if row.trainee_id == wanted), None)
        if chosen is None:
            raise Http404
        form = WorkForm(request.POST, request.FILES)
        if form.is_valid() and _handed_in(request, chosen, form):
            return redirect("class_work", pk)
    context = {
        "training_class": rows[0].training_class,
        "people": [_person(row, form if row == chosen else WorkForm()) for row in rows],
        "several": len(rows) > 1,
    }
    return render(request, "trainees/class_work.html", context, status=422 if form.errors else 200)


def _person(row: Enrolment, form: WorkForm) -> dict:
    tries = sorted(row.works.all(), key=lambda work: -work.number)
    last = tries[0].state if tries else ""
    is_open = row.training_class.state == TrainingClass.State.OPEN and row.state == Enrolment.State.CONFIRMED
    return {"enrolment": row, "tries": tries, "form": form if is_open and last in {"", "sent_back"} else None}


def _handed_in(request, enrolment: Enrolment, form: WorkForm) -> bool:
    cleaned = form.cleaned_data
    try:
        works.hand_in(enrolment, link=cleaned["link"], photos=form.photos, note=cleaned["note"], by=request.user)
    except (works.WorkRefused, evidence.NotAPicture, evidence.PictureTooLarge) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your work is with the trainer."))
    return True


@require_GET
@login_required
def work_photo(request, pk, number):
    """A photo for the people themselves and for those who may look at the work."""
    mine = PracticalWork.objects.of(request.user) | PracticalWork.objects.visible_to(request.user)
    work = get_object_or_404(mine.distinct(), pk=pk)
    item = get_object_or_404(work.photos.exclude(file=""), pk=number)
    response = FileResponse(item.file.open("rb"), content_type=item.content_type, filename=f"work-{item.pk}.jpg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def work_list(request):
    """What waits to be looked at, the oldest first."""
    page = Paginator(works.waiting_for(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "trainees/work_list.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
@for_those_who(permissions.may_open_rolls)
@never_cache
def work(request, pk):
    """One work with the tries before it; POST accepts it or sends it back, with a word."""
    found = PracticalWork.objects.visible_to(request.user)
    found = found.select_related("enrolment__trainee", "enrolment__training_class__trainer", "marked_by")
    held = get_object_or_404(found, pk=pk)
    training_class = held.enrolment.training_class
    may_mark = permissions.may_close_class(request.user, training_class)
    form = MarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_mark:
            raise PermissionDenied
        if form.is_valid():
            act = works.accept if "accept" in request.POST else works.send_back
            try:
                act(held, word=form.cleaned_data["word"], by=request.user)
            except works.WorkRefused as refusal:
                form.add_error("word", str(refusal))
            else:
                messages.success(request, _("%(name)s reads your word.") % {"name": held.enrolment.trainee.name})
                return redirect("work_list")
    context = {
        "work": held,
        "training_class": training_class,
        "photos": held.photos.exclude(file=""),
        "earlier": held.enrolment.works.filter(number__lt=held.number).order_by("-number"),
        "form": form if may_mark and held.state == PracticalWork.State.WAITING else None,
    }
    return render(request, "trainees/work.html", context, status=422 if form.errors else 200)
