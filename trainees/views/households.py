"""One household: who lives there, what it was from when to when, and saying by hand what it is."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.kit.clock import today
from trainees.domain import households
from trainees.forms.households import StatusForm
from trainees.models import Household, Trainee
from trainees.permissions import may_change_status, may_read_register

from .gates import for_those_who


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_register)
@never_cache
def household(request, pk):
    """The household's people and statuses; who may say what it is finds the form below."""
    found = get_object_or_404(Household.objects.visible_to(request.user).select_related("region__parent"), pk=pk)
    may_change = may_change_status(request.user, found)
    form = StatusForm(request.POST or None) if may_change else None
    if request.method == "POST" and may_change and form.is_valid():
        try:
            form.say(found, by=request.user)
        except households.StatusRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down. Places confirmed before keep what was true on their day."))
            return redirect("household", pk)
    status = 403 if request.method == "POST" and not may_change else 422 if form and form.errors else 200
    return render(request, "trainees/household.html", _shown(found, request.user) | {"form": form}, status=status)


def _shown(found: Household, user) -> dict:
    mine = Trainee.objects.in_register_of(user).visible_to(user)
    members = found.members.filter(trainee__in=mine).select_related("trainee", "listed_by")
    statuses = found.statuses.select_related("recorded_by", "ended_by").order_by("-valid_from", "-pk")
    return {
        "household": found,
        "members": members.order_by("valid_until", "-is_head", "pk"),
        "statuses": statuses,
        "today": today(),
    }
