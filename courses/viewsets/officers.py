"""Who may see what: giving roles and ending them, each within the area of whoever gives."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies.base import ModelPermissionPolicy

from courses.domain import officers
from courses.forms.officers import EndScopeForm, ScopeForm
from courses.models import StaffScope
from courses.models.scope import Role, visible_regions

from .scoped import ScopedCreate, ScopedEdit, ScopedIndex, ScopedViewSet


class GrantersPolicy(ModelPermissionPolicy):
    """Who may give any role at all."""

    def user_has_permission(self, user, action):
        return user.is_active and bool(officers.roles_to_grant(user))

    def user_has_any_permission(self, user, actions):
        return self.user_has_permission(user, actions)


class ScopeIndex(ScopedIndex):
    def get_edit_url(self, instance):
        """Only what one may end leads to its end."""
        return super().get_edit_url(instance) if instance.role in self.roles_to_end else None

    @cached_property
    def roles_to_end(self):
        return officers.roles_to_grant(self.request.user)


class ScopeCreate(ScopedCreate):
    def save_instance(self):
        chosen = self.form.cleaned_data
        return officers.appoint(
            chosen["user"],
            chosen["role"],
            chosen["region"],
            programme=chosen["programme"],
            start=chosen["valid_from"],
            until=chosen["valid_until"],
            by=self.request.user,
        )


class ScopeEdit(ScopedEdit):
    """A scope is ended by its last day, never rewritten; what one may not give, one may not end."""

    def get_queryset(self):
        mine = visible_regions(StaffScope.objects.all(), self.request.user, Role.ORGANISER, programme="programme")
        return mine.filter(role__in=officers.roles_to_grant(self.request.user))

    def save_instance(self):
        try:
            return officers.end(
                self.get_queryset().get(pk=self.object.pk),
                until=self.form.cleaned_data["valid_until"],
                by=self.request.user,
            )
        except officers.GrantRefused as refusal:
            raise PermissionDenied(str(refusal)) from refusal


class ScopeViewSet(ScopedViewSet):
    model = StaffScope
    name = "scopes"
    icon = "key"
    menu_label = _("Officers")
    menu_hook = "register_settings_menu_item"
    menu_order = 20
    index_view_class, add_view_class, edit_view_class = ScopeIndex, ScopeCreate, ScopeEdit
    delete_view_enabled = False
    list_display = ("user", "role", "region", "programme", "valid_from", "valid_until")
    list_filter = ("role",)
    search_fields = ["user__username", "user__name", "region__name"]

    @property
    def permission_policy(self):
        return GrantersPolicy(self.model)

    def get_form_class(self, for_update=False):
        return EndScopeForm if for_update else ScopeForm
