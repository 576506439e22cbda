"""Venues, the trainer pool (师资库), programmes and officers' scopes."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import AdminOnlyMenuItem
from wagtail.permission_policies.base import ModelPermissionPolicy

from courses.domain.officers import appoint
from courses.forms.classes import DateInput
from courses.forms.scoped import ScopedForm
from courses.models import Programme, Region, StaffScope, Trainer, Venue
from courses.models.scope import Role, visible_regions
from lms.kit import audit

from .scoped import ScopedCreate, ScopedEdit, ScopedViewSet


class PlacedForm(ScopedForm):
    """Rows that stand in a county or township the organiser works in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Region.objects.current().exclude(level=Region.Level.VILLAGE)
        self.fields["region"].queryset = visible_regions(regions, self.for_user, Role.ORGANISER, field=None)


class VenueForm(PlacedForm):
    class Meta:
        model = Venue
        fields = ("name", "region", "address", "seats")


class TrainerForm(PlacedForm):
    class Meta:
        model = Trainer
        fields = ("name", "region", "title", "subjects", "profile")


class ProgrammeForm(PlacedForm):
    budget_yuan = forms.DecimalField(label=_("Training budget in yuan"), min_value=0, decimal_places=2, max_digits=14)

    class Meta:
        model = Programme
        fields = (
            "name",
            "region",
            "document",
            "starts_on",
            "ends_on",
            "min_attendance_share",
            "min_watch_share",
            "conversion_window_days",
        )
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("budget_yuan", self.instance.budget_fen / 100)

    def save(self, commit=True):
        self.instance.budget_fen = round(self.cleaned_data["budget_yuan"] * 100)
        return super().save(commit)


class ScopeForm(ScopedForm):
    user = forms.ModelChoiceField(
        get_user_model().objects.filter(is_active=True).order_by("username"), label=_("Officer")
    )

    class Meta:
        model = StaffScope
        fields = ("user", "role", "region")


class EndScopeForm(ScopedForm):
    class Meta:
        model = StaffScope
        fields = ("valid_until",)
        widgets = {"valid_until": DateInput()}


class VenueViewSet(ScopedViewSet):
    model = Venue
    name = "venues"
    icon = "home"
    menu_hook = "register_classes_menu_item"
    menu_order = 30
    list_display = ("name", "region", "address", "seats")
    list_filter = ()
    search_fields = ["name", "address", "region__name"]

    def get_form_class(self, for_update=False):
        return VenueForm


class TrainerViewSet(ScopedViewSet):
    model = Trainer
    name = "trainers"
    icon = "user"
    menu_label = _("Trainer pool")
    menu_hook = "register_classes_menu_item"
    menu_order = 40
    list_display = ("name", "title", "subjects", "region")
    search_fields = ["name", "subjects", "title"]

    def get_form_class(self, for_update=False):
        return TrainerForm


class ProgrammeViewSet(ScopedViewSet):
    model = Programme
    name = "programmes"
    icon = "clipboard-list"
    menu_hook = "register_settings_menu_item"
    menu_order = 10
    delete_view_enabled = False
    list_display = ("name", "region", "starts_on", "ends_on")
    search_fields = ["name"]

    def get_form_class(self, for_update=False):
        return ProgrammeForm


class SuperuserPolicy(ModelPermissionPolicy):
    """Only a superuser says who may see what."""

    def user_has_permission(self, user, action):
        return user.is_active and user.is_superuser

    def user_has_any_permission(self, user, actions):
        return self.user_has_permission(user, actions)


class ScopeCreate(ScopedCreate):
    def save_instance(self):
        chosen = self.form.cleaned_data
        return appoint(chosen["user"], chosen["role"], chosen["region"], by=self.request.user)


class ScopeEdit(ScopedEdit):
    """A scope is ended by its last day, never rewritten."""

    def save_instance(self):
        scope = super().save_instance()
        until = str(scope.valid_until or "")
        audit.record("courses.scope.end", scope, by=self.request.user, region=scope.region_id, until=until)
        return scope


class ScopeViewSet(ScopedViewSet):
    model = StaffScope
    name = "scopes"
    icon = "key"
    menu_hook = "register_settings_menu_item"
    menu_item_class = AdminOnlyMenuItem
    menu_order = 20
    add_view_class, edit_view_class = ScopeCreate, ScopeEdit
    delete_view_enabled = False
    list_display = ("user", "role", "region", "valid_from", "valid_until")
    list_filter = ("role",)
    search_fields = ["user__username", "user__name", "region__name"]

    @property
    def permission_policy(self):
        return SuperuserPolicy(self.model)

    def get_form_class(self, for_update=False):
        return EndScopeForm if for_update else ScopeForm
