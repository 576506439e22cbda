"""At the organiser's desk: sessions of a class by a pattern, and the copy of a class."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.domain import timetables
from courses.domain.clashes import PlanRefused
from courses.forms.timetables import PatternForm
from courses.models import TrainingClass

from .scoped import Scoped

HOME = "training_classes"


class PlanPattern(Scoped, PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Every morning for three days, in one form."""

    model = TrainingClass
    permission_policy = None
    permission_required = "change"
    form_class = PatternForm
    template_name = "courses/admin/pattern.html"
    page_title = gettext_lazy("Plan several sessions")
    header_icon = "calendar-alt"
    _show_breadcrumbs = True

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.training_class = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse(f"{HOME}:index"), "label": TrainingClass._meta.verbose_name_plural},
            {"url": self.get_success_url(), "label": str(self.training_class)},
            {"url": "", "label": self.page_title},
        ]

    def get_success_url(self):
        return reverse(f"{HOME}:inspect", args=[self.training_class.pk])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "training_class": self.training_class}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"training_class": self.training_class}

    def form_valid(self, form):
        chosen = {name: form.cleaned_data[name] for name in ("venue", "trainer", "kind", "topic")}
        try:
            made = timetables.plan_pattern(self.training_class, form.times, **chosen, by=self.request.user)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        done = ngettext("%(number)d session is planned.", "%(number)d sessions are planned.", len(made))
        messages.success(self.request, done % {"number": len(made)})
        return super().form_valid(form)


class CopyClass(Scoped, PermissionCheckedMixin, View):
    """One button with a day on the page of a class; the copy opens, or a message says why not."""

    model = TrainingClass
    permission_policy = None
    permission_required = "change"

    def post(self, request, pk):
        training_class = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            starts_on = parse_date(request.POST.get("starts_on", ""))
        except ValueError:
            starts_on = None
        if starts_on is None:
            messages.error(request, _("Choose the first day of the copy."))
            return redirect(f"{HOME}:inspect", pk)
        try:
            copy = timetables.copy_class(training_class, starts_on=starts_on, by=request.user)
        except PlanRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{HOME}:inspect", pk)
        messages.success(request, _("%(class)s is planned as a copy.") % {"class": copy})
        return redirect(f"{HOME}:inspect", copy.pk)
