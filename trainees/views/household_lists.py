"""Household lists: upload, what they change, those they don't name any more, the form to fill in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trainees.domain import disclosure, households
from trainees.domain.imports import batches, changes, marked
from trainees.forms.households import BecauseForm
from trainees.forms.imports import HouseholdListForm
from trainees.forms.register import ReasonForm
from trainees.models import Household, ImportBatch, Trainee
from trainees.permissions import may_import_households

from .gates import for_those_who
from .imports import A_PAGE, download


@require_http_methods(["GET", "POST"])
@for_those_who(may_import_households)
@never_cache
def household_lists(request):
    """Earlier household lists, and the upload of another: what comes back is a dry run."""
    form = HouseholdListForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        about = {"source": data["source"], "dated_on": data["dated_on"], "name": data["file"].name}
        try:
            batch = batches.receive(data["region"], kind="poverty", data=data["file"].read(), by=request.user, **about)
        except batches.ListRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_batch", batch.pk)
    mine = _lists(request).select_related("region", "uploaded_by").defer("made")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    status = 422 if form.errors else 200
    return render(request, "trainees/household_lists.html", {"form": form, "page_obj": page}, status=status)


@require_GET
@for_those_who(may_import_households)
def household_list_form(request):
    """The empty household list to fill in."""
    regions = HouseholdListForm(user=request.user).fields["region"].queryset
    return download(marked.form(get_object_or_404(regions[:1]), "poverty"), "household-list.xlsx")


@require_GET
@for_those_who(may_import_households)
@never_cache
def list_changes(request, pk):
    """What the list changes, household by household, with before and after."""
    batch = _list(request, pk)
    found = _chosen(request, batch)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = _told(page.object_list, request.user)
    context = {
        "batch": batch,
        "page_obj": page,
        "kinds": [(kind, kind.label, batch.counts.get(kind.value, 0)) for kind in changes.ORDER],
        "kind": request.GET.get("kind", ""),
        "number": request.GET.get("number", ""),
        "reasons": ReasonForm(),
        "because": BecauseForm() if batch.state == ImportBatch.State.IMPORTED and batch.counts.get("absent") else None,
    }
    return render(request, "trainees/list_changes.html", context)


@require_POST
@for_those_who(may_import_households)
@never_cache
def list_changes_export(request, pk):
    """The changes as a workbook, for a reason; logged."""
    batch, form = _list(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("list_changes", pk)
    try:
        data = changes.take_away(_chosen(request, batch), batch, **form.cleaned_data, by=request.user)
    except disclosure.NoReasonGiven as refusal:
        messages.error(request, str(refusal))
        return redirect("list_changes", pk)
    return download(data, f"list-changes-{batch.pk}.xlsx")


@require_POST
@for_those_who(may_import_households)
def list_end_absent(request, pk):
    """What is said of households that aren't in the list any more ends, for a reason."""
    batch = _list(request, pk)
    try:
        count = households.end_absent(batch, because=request.POST.get("because", ""), by=request.user)
    except households.StatusRefused as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext("Ended for %(count)d household.", "Ended for %(count)d households.", count)
        messages.success(request, told % {"count": count})
    return redirect("list_changes", pk)


def _lists(request):
    return ImportBatch.objects.visible_to(request.user).filter(kind=ImportBatch.Kind.POVERTY)


def _list(request, pk) -> ImportBatch:
    return get_object_or_404(_lists(request).select_related("region").defer("made"), pk=pk)


def _chosen(request, batch):
    return changes.chosen(batch, kind=request.GET.get("kind", ""), number=request.GET.get("number", "")[:30])


def _told(found, user) -> list:
    """The changes of a page in words; names only of people in the user's register."""
    found = list(found)
    known = {change.trainee_id for change in found if change.trainee_id}
    seen = set(Trainee.objects.in_register_of(user).filter(pk__in=known).values_list("pk", flat=True))
    numbers = {change.household_number for change in found}
    homes = dict(Household.objects.visible_to(user).filter(number__in=numbers).values_list("number", "pk"))
    for change in found:
        change.home = homes.get(change.household_number)
        change.before, change.after = changes.before_and_after(change)
        change.person = change.trainee if change.trainee_id in seen else None
    return found
