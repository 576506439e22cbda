"""Plans and targets at the desk: a programme from a plan, and targets by hand. Only a superuser promises anything."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from courses.models import Programme
from lms.kit import audit
from trainees.domain import programmes, promises
from trainees.forms.targets import StartForm, TargetForm
from trainees.models import Target
from trainees.permissions import may_promise


def for_those_who_promise(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not may_promise(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@for_those_who_promise
def plans(request):
    """All plans there are."""
    context = _frame(_("New programme from a plan")) | {"plans": programmes.presets().values()}
    return render(request, "trainees/admin/plans.html", context)


@require_http_methods(["GET", "POST"])
@for_those_who_promise
def plan(request, key):
    """What a plan promises; sent, its programme in the chosen counties."""
    preset = programmes.presets().get(key)
    if preset is None:
        raise Http404
    known, missing = programmes.counties_of(preset)
    form = StartForm(request.POST or None, counties=known)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = [programmes.start(preset, county, by=request.user) for county in form.cleaned_data["counties"]]
        except programmes.ProgrammeRefused as refusal:
            form.add_error("counties", str(refusal))
        else:
            messages.success(request, _("%(programme)s is there.") % {"programme": "、".join(map(str, made))})
            return redirect("programmes:inspect", made[0].pk)
    targets = preset.unsaved_targets()
    context = _frame(preset.name, (reverse("plans"), _("New programme from a plan"))) | {
        "plan": preset,
        "form": form,
        "known": known,
        "missing": missing,
        "targets": targets,
        "notes": promises.notes(targets),
    }
    return render(request, "trainees/admin/plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_those_who_promise
def target_add(request, pk):
    programme = get_object_or_404(Programme, pk=pk)
    return _target(request, Target(programme=programme), _("Add a target"))


@require_http_methods(["GET", "POST"])
@for_those_who_promise
def target_edit(request, pk):
    target = get_object_or_404(Target.objects.select_related("programme"), pk=pk)
    return _target(request, target, promises.title_of(target.indicator))


@require_POST
@for_those_who_promise
def target_remove(request, pk):
    """Take a target back; the log keeps what it said."""
    target = get_object_or_404(Target.objects.select_related("programme"), pk=pk)
    with transaction.atomic():
        _log("remove", target, by=request.user)
        target.delete()
    return redirect("programmes:inspect", target.programme_id)


def _target(request, target: Target, title: str):
    form = TargetForm(request.POST or None, instance=target)
    if form.is_valid():
        verb = "change" if target.pk else "add"
        with transaction.atomic():
            saved = form.save()
            saved.milestones.all().delete()
            for milestone in form.cleaned_data["days"]:
                milestone.target = saved
                milestone.save()
            _log(verb, saved, by=request.user)
        return redirect("programmes:inspect", target.programme_id)
    programme = target.programme
    context = _frame(title, (reverse("programmes:inspect", args=[programme.pk]), str(programme))) | {
        "form": form,
        "target": target,
        "programme": programme,
    }
    return render(request, "trainees/admin/target_form.html", context, status=422 if form.errors else 200)


def _log(verb: str, target: Target, *, by) -> None:
    audit.record(
        f"trainees.target.{verb}",
        target,
        by=by,
        region=target.programme.region_id,
        indicator=target.indicator,
        value=str(target.value),
        clause=target.clause,
        due_on=str(target.due_on or ""),
    )


def _frame(title: str, *above: tuple[str, str]) -> dict:
    """What Wagtail's page frame asks for."""
    home = (reverse("programmes:index"), Programme._meta.verbose_name_plural)
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (home, *above, ("", title))],
    }
