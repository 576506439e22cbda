"""People who may stand in the register twice: the list, two of them side by side, and taking a merge back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trainees.domain import consequences, look_alikes, looking, lookup, merging, side_by_side
from trainees.forms.merging import DecisionForm, LookAlikeFilters, TakeApartForm
from trainees.models import LookAlike, Trainee, TraineeAlias
from trainees.permissions import may_merge, may_merge_anybody

from .gates import for_those_who, posted_id

PER_PAGE = 30
MOST_FOUND = 20


@require_http_methods(["GET", "POST"])
@for_those_who(may_merge_anybody)
@never_cache
def look_alike_list(request):
    """Pairs to decide, or decided. A POST has the officer's area looked through again in the background."""
    if request.method == "POST":
        looking.ask_about_the_area_of(request.user)
        return redirect("look_alike_list")
    filters = LookAlikeFilters(request.GET, user=request.user)
    pairs = filters.pairs().select_related("one__region__parent", "other__region__parent")
    context = {
        "filters": filters,
        "page_obj": Paginator(pairs, PER_PAGE).get_page(request.GET.get("page")),
        "job": looking.under_way_for(request.user),
    }
    return render(request, "trainees/look_alike_list.html", context)


@require_http_methods(["GET", "POST"])
@for_those_who(may_merge_anybody)
@never_cache
def look_alike(request, pk):
    """Two people side by side, with what every statistic becomes if they are one."""
    pairs = LookAlike.objects.visible_to(request.user).select_related("one__region__parent", "other__region__parent")
    pair = get_object_or_404(pairs, pk=pk)
    if pair.one.itself == pair.other.itself:
        return redirect("person", pk=pair.one.itself.pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        return _decide(request, pair, **form.cleaned_data)
    people = [pair.one.itself, pair.other.itself]
    context = {
        "pair": pair,
        "form": form,
        "people": people,
        "facts": side_by_side.facts(people, user=request.user),
        "consequences": consequences.of_merging(*people, by=request.user),
    }
    return render(request, "trainees/look_alike.html", context)


def _decide(request, pair, *, decision, because):
    if decision == LookAlike.Decision.DIFFERENT:
        look_alikes.decide_different(pair, by=request.user)
        messages.success(request, _("Kept as two people. Nobody will be asked about them again."))
        return redirect("look_alike_list")
    known_by = look_alikes.decide_same(pair, because=because, by=request.user)
    messages.success(request, _("They are one person now. This can be taken back on the person's page."))
    return redirect("person", pk=known_by.pk)


@require_http_methods(["GET", "POST"])
@for_those_who(may_merge_anybody)
@never_cache
def person_compare(request, pk):
    """Look for the person's second entry; a POST puts the two side by side."""
    people = Trainee.objects.in_register_of(request.user).canonical().select_related("region__parent")
    trainee = get_object_or_404(people, pk=pk)
    if not may_merge(request.user, trainee):
        raise PermissionDenied
    if request.method == "POST":
        other = get_object_or_404(people, pk=posted_id(request, "other"))
        if not may_merge(request.user, other):
            raise PermissionDenied
        try:
            pair = look_alikes.put_side_by_side(trainee, other, by=request.user)
        except merging.MergeRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("person_compare", pk=trainee.pk)
        return redirect("look_alike", pk=pair.pk)
    text = request.GET.get("q", trainee.name)
    if lookup.is_personal_number(text):
        text = ""
    found = (
        lookup.matching(people, text=text, user=request.user).exclude(pk=trainee.pk)[:MOST_FOUND]
        if text.strip()
        else []
    )
    return render(request, "trainees/person_compare.html", {"trainee": trainee, "q": text, "found": found})


@require_http_methods(["GET", "POST"])
@for_those_who(may_merge_anybody)
@never_cache
def take_apart(request, pk):
    """Take a merge back, with what every statistic becomes; foreign keys never moved, so nothing is lost."""
    said = get_object_or_404(
        TraineeAlias.objects.filter(undone_at__isnull=True).select_related(
            "trainee__region__parent", "same_as__region__parent", "trainee__canonical"
        ),
        pk=pk,
        trainee__in=Trainee.objects.in_register_of(request.user),
        same_as__in=Trainee.objects.in_register_of(request.user),
    )
    if not may_merge(request.user, said.trainee, said.same_as):
        raise PermissionDenied
    form, people = TakeApartForm(request.POST or None), [said.same_as, said.trainee]
    try:
        if form.is_valid():
            merging.unmerge(said, because=form.cleaned_data["because"], by=request.user)
            look_alikes.ask_again(*people)
            messages.success(request, _("They are two people again, each with what was written under them."))
            return redirect("person", pk=said.same_as_id)
        changes = consequences.of_taking_apart(said, by=request.user)
    except merging.SameIdNumber as refusal:
        messages.error(request, str(refusal))
        return redirect("person", pk=said.trainee.itself.pk)
    facts = side_by_side.facts(people, user=request.user, each_row=True)
    context = {"said": said, "form": form, "people": people, "facts": facts, "consequences": changes}
    context["together"] = consequences.settled_together(said)
    return render(request, "trainees/take_apart.html", context)
