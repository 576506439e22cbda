"""Flags for organiser and bureau: the list with its trend, the file to take away, one flag with its life."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.kit import audit
from lms.kit.clock import today
from trainees.domain import workbook
from trainees.domain.rules import REGISTRY, acts, doubt, limits, overview
from trainees.forms.figures import PurposeForm
from trainees.forms.flags import FlagFilters, FlagWordForm
from trainees.models import AnomalyFlag
from trainees.permissions import may_read_flags, may_settle_flag, may_write_findings
from trainees.reports import flags_table
from trainees.reports.flag_trend import plot

from .gates import for_those_who

PER_PAGE = 50
MOST_SUBJECTS = 60
ALONG = ("region__parent", "training_class__course", "session", "settled_by")


@require_GET
@for_those_who(may_read_flags)
@never_cache
def flags(request):
    """The list with a count per state, and what was found and settled week by week."""
    filters = FlagFilters(request.GET, user=request.user)
    of_any_state = filters.flags(any_state=True)
    found = filters.flags().select_related(*ALONG)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = overview.by_state(of_any_state)
    context = {
        "filters": filters,
        "page_obj": page,
        "lines": flags_table.lines(page.object_list),
        "counts": [(state, AnomalyFlag.State(state).label, number) for state, number in counts.items()],
        "all": sum(counts.values()),
        "plot": plot(overview.by_week(of_any_state)),
        "held": filters.chosen.get("held"),
        "purpose": PurposeForm(),
    }
    return render(request, "trainees/flags.html", context)


@require_POST
@for_those_who(may_read_flags)
@never_cache
def flags_export(request):
    """The filtered list as a workbook or CSV, names masked, for a purpose that is written down."""
    filters, form = FlagFilters(request.GET, user=request.user), PurposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(f"{request.path.removesuffix('export/')}?{request.GET.urlencode()}")
    purpose = form.cleaned_data["purpose"]
    kind = "csv" if request.POST.get("kind") == "csv" else "xlsx"
    file = flags_table.write(filters.flags(), kind=kind, purpose=purpose, by=request.user)
    place = workbook.region_of(filters.chosen, request.user)
    audit.record(
        "trainees.flags.export", place, by=request.user, purpose=purpose, region=place.code, rows=file.rows, kind=kind
    )
    response = HttpResponse(file.data, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="flags-{today():%Y%m%d}.{kind}"'
    return response


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_flags)
@never_cache
def flag(request, pk):
    """One flag: what was found, about whom, what the rule reads, what was said; a POST says something more."""
    visible = AnomalyFlag.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("programme", "session__trainer", *ALONG), pk=pk)
    rule = REGISTRY[found.rule]
    form = FlagWordForm(request.POST or None)
    if form.is_valid():
        act, text = form.cleaned_data["act"], form.cleaned_data["text"]
        try:
            getattr(acts, act)(found, word=text, by=request.user)
        except acts.FlagRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Your word is kept with the flag."))
            return redirect("flag", pk=pk)
    context = {
        "flag": found,
        "rule": rule,
        "line": flags_table.line(found),
        "explanation": rule.explain(limits.of(rule, limits.set_for(found.programme if rule.by_programme else None))),
        "reads": [model._meta.verbose_name for model in rule.reads],
        "subjects": flags_table.subjects(found, user=request.user, most=MOST_SUBJECTS),
        "words": found.words.select_related("said_by"),
        "in_doubt": acts.in_doubt(found).count() if found.doubts != AnomalyFlag.Doubts.NOBODY else None,
        "form": form,
        "may_settle": may_settle_flag(request.user, found, trainer_settles=rule.trainer_settles),
        "may_find": may_write_findings(request.user),
    }
    return render(request, "trainees/flag.html", context)


def flags_about(training_class, user) -> dict:
    """What the page of a class shows of its flags, and what they do to its count; nothing for who reads none."""
    if not may_read_flags(user):
        return {"shows_flags": False}
    found = AnomalyFlag.objects.visible_to(user).about(training_class)
    left_out = doubt.left_out(training_class.enrolments.person_times())
    return {
        "shows_flags": True,
        "flagged": {
            "states": overview.by_state(found),
            "waiting": len(left_out.blocked - left_out.disallowed),
            "disallowed": len(left_out.disallowed),
        },
    }
