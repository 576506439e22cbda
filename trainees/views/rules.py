"""The rules: what each looks for and by which numbers; and the numbers an organiser sets for a programme."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.models import Programme
from trainees.domain.rules import limits, overview
from trainees.forms.flags import LimitsForm
from trainees.models import AnomalyFlag
from trainees.permissions import may_read_flags, may_set_limits

from .gates import for_those_who


def _programmes(user):
    return Programme.objects.visible_to(user).distinct().select_related("region").order_by("-starts_on", "pk")


@require_GET
@for_those_who(may_read_flags)
@never_cache
def rules(request):
    """Each rule with its limits as they hold for the chosen programme, the newest one by default."""
    programmes = list(_programmes(request.user))
    asked = request.GET.get("programme", "")
    programme = next((one for one in programmes if str(one.pk) == asked), next(iter(programmes), None))
    versions = limits.versions_of(programme)
    is_open, last_run = overview.open_by_rule(AnomalyFlag.objects.visible_to(request.user)), overview.last_runs()
    context = {
        "programmes": programmes,
        "programme": programme,
        "versions": versions,
        "rules": [
            {
                "rule": rule,
                "explanation": rule.explain(limits.of(rule, versions[0].values if versions else {})),
                "limits": limits.standing(rule, versions),
                "reads": [model._meta.verbose_name for model in rule.reads],
                "open": is_open.get(rule.code, 0),
                "last_run": last_run.get(rule.code),
            }
            for rule in overview.in_order()
        ],
        "may_set": programme is not None and may_set_limits(request.user, programme),
    }
    return render(request, "trainees/rules.html", context)


@require_http_methods(["GET", "POST"])
@for_those_who(may_read_flags)
@never_cache
def rule_limits(request, pk):
    """A new version of the limits of one programme, with its reason."""
    programme = get_object_or_404(_programmes(request.user), pk=pk)
    if not may_set_limits(request.user, programme):
        raise PermissionDenied
    form = LimitsForm(request.POST or None, held=limits.set_for(programme))
    if form.is_valid():
        try:
            made = limits.change(programme, form.values(), reason=form.cleaned_data["reason"], by=request.user)
        except limits.LimitsRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            kept = _("Version %(version)d of the limits is kept. The next run of the rules goes by it.")
            told = kept % {"version": made.version} if made else _("Nothing was changed, so there is no new version.")
            messages.success(request, told)
            return redirect(f"{request.path.partition('limits/')[0]}?programme={programme.pk}")
    return render(request, "trainees/rule_limits.html", {"programme": programme, "form": form})
