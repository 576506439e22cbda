"""Programmes at the desk: made and changed by a superuser, read by organisers; their counting rules in versions."""

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.domain import counting
from courses.forms.programmes import ABILITIES, AWAY_PLACES, ProgrammeForm, RulesForm, in_words
from courses.models import Programme
from lms.kit import audit

from .scoped import Scoped, ScopedCreate, ScopedEdit, ScopedIndex, ScopedInspect, ScopedViewSet

HOME = "programmes"


class ProgrammeIndex(ScopedIndex):
    default_ordering = "-starts_on"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("region")

    @property
    def columns(self):
        def page(programme):
            return reverse(f"{HOME}:inspect", args=[programme.pk])

        return [
            TitleColumn("name", label=_("programme"), get_url=page),
            Column("region", label=_("county")),
            Column("starts_on", label=_("starts on"), sort_key="starts_on"),
            Column("ends_on", label=_("ends on"), sort_key="ends_on"),
        ]


def _told(value) -> str:
    """A value as the log keeps it: of a row its key."""
    return "" if value is None else str(getattr(value, "pk", value))


class Kept:
    """A change of a programme is written down, with its first version of the rules."""

    logged_as = ""

    def save_instance(self):
        with transaction.atomic():
            programme = super().save_instance()
            counting.begin(programme, by=self.request.user)
            given = {"by": self.request.user, "region": programme.region_id}
            audit.record(self.logged_as, programme, **given, changed=self._changes())
        return programme

    def _changes(self) -> dict[str, list[str]]:
        """What was filled in otherwise than before: field → [before, after]."""
        form = self.form
        return {
            name: [_told(form.get_initial_for_field(form.fields[name], name)), _told(form.cleaned_data.get(name))]
            for name in sorted(form.changed_data)
        }

    def get_success_url(self):
        return reverse(f"{HOME}:inspect", args=[self.object.pk])

    def get_success_buttons(self):
        return []


class ProgrammeCreate(Kept, ScopedCreate):
    logged_as = "courses.programme.create"


class ProgrammeEdit(Kept, ScopedEdit):
    logged_as = "courses.programme.change"


class ProgrammePage(ScopedInspect):
    """The programme with its rules; its targets come in by a tag of a higher floor."""

    page_title = _("Programme")
    template_name = "courses/admin/programme_page.html"

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse(f"{HOME}:index"), "label": Programme._meta.verbose_name_plural},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs):
        programme = self.object
        rules = counting.rules_of(programme)
        return super().get_context_data(**kwargs) | {
            "programme": programme,
            "rules": rules,
            "able_to_work": in_words(rules.able_to_work, ABILITIES),
            "away_places": in_words(rules.away_places, AWAY_PLACES),
            "versions": programme.counting_rules.select_related("made_by"),
            "may_change": self.permission_policy.user_has_permission(self.request.user, "change"),
        }


class ChangeRules(Scoped, PermissionCheckedMixin, View):
    """The rules in force as a form; saving adds a version."""

    model = Programme
    permission_policy = None
    permission_required = "change"

    def get(self, request, pk, form=None):
        programme = get_object_or_404(self.get_queryset(), pk=pk)
        rules = counting.rules_of(programme)
        form = form or RulesForm(instance=rules, initial={"reason": ""})
        title = _("Counting rules")
        context = {
            "programme": programme,
            "rules": rules,
            "form": form,
            "page_title": title,
            "header_title": title,
            "header_icon": "clipboard-list",
            "breadcrumbs_items": [
                {"url": reverse(f"{HOME}:index"), "label": Programme._meta.verbose_name_plural},
                {"url": reverse(f"{HOME}:inspect", args=[pk]), "label": str(programme)},
                {"url": "", "label": title},
            ],
        }
        return render(request, "courses/admin/rules_form.html", context, status=422 if form.errors else 200)

    def post(self, request, pk):
        programme = get_object_or_404(self.get_queryset(), pk=pk)
        form = RulesForm(request.POST, instance=counting.rules_of(programme).__class__(programme=programme, version=0))
        if form.is_valid():
            try:
                made = counting.change_rules(
                    programme, reason=form.cleaned_data["reason"], by=request.user, **form.changed()
                )
            except counting.RulesRefused as refusal:
                form.add_error("reason", str(refusal))
            else:
                messages.success(request, _("Figures count by %(rules)s from now on.") % {"rules": made})
                return redirect(f"{HOME}:inspect", pk)
        return self.get(request, pk, form=form)


class ProgrammeViewSet(ScopedViewSet):
    model = Programme
    name = HOME
    icon = "clipboard-list"
    menu_hook = "register_settings_menu_item"
    menu_order = 10
    index_view_class, add_view_class, edit_view_class = ProgrammeIndex, ProgrammeCreate, ProgrammeEdit
    inspect_view_class = ProgrammePage
    inspect_view_enabled = True
    delete_view_enabled = False
    search_fields = ["name"]

    def get_form_class(self, for_update=False):
        return ProgrammeForm

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/rules/", self.construct_view(ChangeRules), name="rules")]
