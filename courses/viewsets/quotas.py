"""At the organiser's desk: how many seats of a class each township gets."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.domain import quotas
from courses.domain.clashes import PlanRefused
from courses.forms.quotas import QuotaForm
from courses.models import TrainingClass

from .scoped import Scoped

HOME = "training_classes"


class ShareOut(Scoped, PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One number a township; empty is none."""

    model = TrainingClass
    permission_policy = None
    permission_required = "change"
    form_class = QuotaForm
    template_name = "courses/admin/quotas.html"
    page_title = gettext_lazy("Seats of townships")
    header_icon = "group"
    _show_breadcrumbs = True

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.training_class = get_object_or_404(self.get_queryset().select_related("region"), pk=kwargs["pk"])

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse(f"{HOME}:index"), "label": TrainingClass._meta.verbose_name_plural},
            {"url": self.get_success_url(), "label": str(self.training_class)},
            {"url": "", "label": self.page_title},
        ]

    def get_success_url(self):
        return reverse(f"{HOME}:inspect", args=[self.training_class.pk])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"training_class": self.training_class}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"training_class": self.training_class}

    def form_valid(self, form):
        try:
            quotas.share_out(self.training_class, form.shared, until=form.cleaned_data["until"], by=self.request.user)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        given = sum(form.shared.values())
        messages.success(self.request, _("%(given)d seats are kept for townships.") % {"given": given})
        return super().form_valid(form)
