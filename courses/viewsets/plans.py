"""Lines of the annual training plan at the organiser's desk; plan against what was held is a page of the office."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permission_policies.base import ModelPermissionPolicy

from courses.forms.plans import PlannedTrainingForm
from courses.models import PlannedTraining
from courses.permissions import may_organise
from lms.kit import audit

from .scoped import ScopedCreate, ScopedDelete, ScopedEdit, ScopedIndex, ScopedViewSet


class OrganisersPolicy(ModelPermissionPolicy):
    """Organisers write the plan of the programmes they organise."""

    def user_has_permission(self, user, action):
        return action in {"add", "change", "delete", "view"} and user.is_active and may_organise(user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class OfCounty:
    """Lines are where their programme is."""

    region_field = "programme__region"


class PlanIndex(OfCounty, ScopedIndex):
    template_name = "courses/admin/planned_trainings.html"
    default_ordering = "-year"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("course", "programme")

    @property
    def columns(self):
        def page(line):
            return reverse("planned_trainings:edit", args=[line.pk])

        return [
            TitleColumn("course", label=_("course"), get_url=page),
            Column("year", label=_("year"), sort_key="year"),
            Column("audience", label=_("for whom")),
            Column("months", label=_("months"), accessor=lambda line: f"{line.first_month}–{line.last_month}"),
            Column("classes", label=_("classes")),
            Column("person_times", label=_("person-times")),
        ]


class Kept:
    """A change of the plan is written down with its numbers."""

    verb = ""

    def save_instance(self):
        with transaction.atomic():
            line = super().save_instance()
            audit.record(
                f"courses.plan.{self.verb}",
                line,
                by=self.request.user,
                region=line.programme.region_id,
                classes=line.classes,
                person_times=line.person_times,
            )
        return line


class PlanCreate(Kept, OfCounty, ScopedCreate):
    verb = "add"


class PlanEdit(Kept, OfCounty, ScopedEdit):
    verb = "change"


class PlanDelete(OfCounty, ScopedDelete):
    def delete_action(self):
        audit.record("courses.plan.remove", self.object, by=self.request.user, region=self.object.programme.region_id)
        super().delete_action()


class PlannedTrainingViewSet(ScopedViewSet):
    model = PlannedTraining
    name = "planned_trainings"
    url_prefix = "training-plan"
    icon = "list-ul"
    menu_label = _("Annual plan")
    menu_hook = "register_classes_menu_item"
    menu_order = 20
    index_view_class, add_view_class = PlanIndex, PlanCreate
    edit_view_class, delete_view_class = PlanEdit, PlanDelete
    search_fields = ["course__title", "audience", "goal"]

    @property
    def permission_policy(self):
        return OrganisersPolicy(self.model)

    def get_form_class(self, for_update=False):
        return PlannedTrainingForm
