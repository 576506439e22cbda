"""The register for officers: looking people up, one person's story, whole numbers for a reason, a list to take away."""

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lms.kit.clock import today
from trainees.domain import disclosure, history, merging, trail
from trainees.domain.identity import IdentityRefused
from trainees.domain.lookup import is_personal_number, is_tail, poor_on, with_number, with_tail
from trainees.domain.rules import REGISTRY
from trainees.forms.register import ExportForm, ReasonForm, RegisterFilters
from trainees.models import AnomalyFlag, Trainee
from trainees.permissions import (
    gives_codes_in_area,
    may_export,
    may_import,
    may_import_households,
    may_merge,
    may_merge_anybody,
    may_read_events,
    may_read_register,
    may_unmask,
)

from .findings import findings_about
from .gates import for_those_who

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_register)
@never_cache
def register_list(request):
    """People of the officer's area. A POST looks for a whole number, which must not stand in an address."""
    filters = RegisterFilters(request.GET, user=request.user)
    if request.method == "POST":
        return _find_by_post(request, filters)
    return _show_list(request, filters, filters.people(), walked=filters.people(many=True))


def _find_by_post(request, filters):
    text = request.POST.get("q", "").strip()
    if is_tail(text):
        return _show_list(request, filters, with_tail(filters.people(), text, user=request.user))
    if not is_personal_number(text):
        address = request.GET.copy()
        address.pop("page", None)
        address["q"] = text[:60]
        return redirect(f"{request.path}?{address.urlencode()}")
    try:
        found = with_number(_register_of(request.user), text)
    except IdentityRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    if len(found) == 1:
        return redirect("person", pk=found[0].pk)
    if not found:
        messages.info(request, _("Nobody in your register has this number. Check the digits."))
        return redirect(request.path)
    return _show_list(request, filters, found.all())


def _show_list(request, filters, people, *, walked=None):
    page = filters.pages(people, PER_PAGE, walked=walked).get_page(request.GET.get("page"))
    rows = Trainee.objects.select_related("region__parent").annotate(is_poor=poor_on(today()))
    shown = rows.in_bulk(page.object_list)
    page.object_list = [shown[key] for key in page.object_list if key in shown]
    context = {"filters": filters, "page_obj": page, "may_export": may_export(request.user), "reasons": ExportForm()}
    context["may_merge"] = may_merge_anybody(request.user)
    context["may_import"] = may_import(request.user)
    context["may_import_households"] = may_import_households(request.user)
    return render(request, "trainees/register_list.html", context)


@require_GET
@for_those_who(may_read_register)
@never_cache
def person(request, pk):
    """All that happened with the person, under whichever of their rows; a row that hangs on another opens that one."""
    trainee = _person_or_404(request.user, pk)
    if trainee.canonical_id:
        return redirect("person", pk=trainee.canonical_id)
    looks = trail.describe(history.looks_at(trainee)[:20], request.user) if may_read_events(request.user) else None
    return render(
        request,
        "trainees/person.html",
        _profile(trainee, request.user)
        | {
            "open_flags": _open_flags(trainee, request.user),
            "timeline": history.timeline(trainee, user=request.user),
            "looks": looks,
            "merges": merging.words_about(trainee),
            "may_merge": may_merge(request.user, trainee),
            "may_give_code": gives_codes_in_area(request.user, trainee),
        }
        | findings_about("person", trainee, request.user),
    )


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_register)
@never_cache
def unmask(request, pk):
    """GET asks for the reason and shows nothing; POST shows the whole numbers once and logs it."""
    trainee = _person_or_404(request.user, pk)
    form, disclosed = ReasonForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            disclosed = disclosure.unmask(trainee, **form.cleaned_data, by=request.user)
        except disclosure.NoReasonGiven as refusal:
            form.add_error("note", str(refusal))
        except disclosure.MayNotDisclose as refusal:
            form.add_error(None, str(refusal))
    status = 403 if not may_unmask(request.user, trainee) else 200
    context = _profile(trainee, request.user) | {"form": form, "disclosed": disclosed}
    return render(request, "trainees/unmask.html", context, status=status)


def _open_flags(trainee, user) -> list:
    """What rules found about the person and nobody has settled, each with its rule; of the flags the user reads."""
    waiting = AnomalyFlag.objects.visible_to(user).about(trainee).unsettled().order_by("rule", "pk")
    return [(flag, REGISTRY[flag.rule]) for flag in waiting]


def _profile(trainee, user) -> dict:
    """The person with their household of today; of the people in it those whom the user may see, too."""
    household = trainee.household_on(today())
    together = []
    if household:
        members = household.members.filter(valid_until__isnull=True, trainee__in=_register_of(user))
        together = members.exclude(trainee=trainee).select_related("trainee")
    return {
        "trainee": trainee,
        "household": household,
        "statuses": household.statuses.order_by("-valid_from") if household else [],
        "together": together,
        "may_unmask": may_unmask(user, trainee),
    }


def _register_of(user) -> QuerySet[Trainee]:
    return Trainee.objects.known_to(user)


def _person_or_404(user, pk) -> Trainee:
    return get_object_or_404(_register_of(user).select_related("region__parent"), pk=pk)
