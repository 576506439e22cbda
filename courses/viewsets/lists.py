"""Lists about places at the desk: upload, what would change, apply; and the poor villages and numbers they gave."""

from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies.base import ModelPermissionPolicy

from courses.domain import officers, place_lists
from courses.domain.succession import Kind, Plan
from courses.forms.lists import PlaceListForm
from courses.models import Denominator, PlaceList, PoorVillage, Region
from courses.permissions import may_organise

from .scoped import Scoped, ScopedCreate, ScopedIndex, ScopedInspect, ScopedViewSet

HOME = "place_lists"
A_PAGE = 100


def iso(name: str):
    """A date as 2020-04-30, which leaves room in a narrow list."""
    return lambda row: date_format(getattr(row, name), "Y-m-d") if getattr(row, name) else ""


class OrganisersPolicy(ModelPermissionPolicy):
    """Organisers do all of this for their own counties; what is applied is never changed or deleted."""

    def user_has_permission(self, user, action):
        return action in {"add", "view"} and user.is_active and may_organise(user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class ListIndex(ScopedIndex):
    default_ordering = "-uploaded_at"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("region").defer("data", "successors")

    @property
    def columns(self):
        def page(place_list):
            return reverse(f"{HOME}:inspect", args=[place_list.pk])

        return [
            TitleColumn("name", label=_("list"), get_url=page),
            Column("kind", label=_("what it lists"), accessor="get_kind_display"),
            Column("region", label=_("county")),
            Column("dated_on", label=_("valid from, or as of"), sort_key="dated_on", accessor=iso("dated_on")),
            Column("state", label=_("state")),
        ]


class ListCreate(ScopedCreate):
    success_message = _("Look through the list; nothing has changed yet.")

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except place_lists.ListRefused as refusal:
            form.add_error("file", str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self):
        return place_lists.receive(self.form.filled_in(), by=self.request.user)

    def get_success_url(self):
        return reverse(f"{HOME}:inspect", args=[self.object.pk])

    def get_success_buttons(self):
        return []


class ListPage(ScopedInspect):
    """What a list would change, or what it has changed."""

    page_title = _("List of places")
    template_name = "courses/admin/place_list.html"

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse(f"{HOME}:index"), "label": PlaceList._meta.verbose_name_plural},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {"place_list": self.object}
        if self.object.applied_at:
            return context | {"to_give_anew": self._left_behind()}
        try:
            found = place_lists.look_through(self.object)
        except place_lists.ListRefused as refusal:
            return context | {"refusal": str(refusal)}
        return context | (self._plan(found) if isinstance(found, Plan) else self._sheet(found))

    def _left_behind(self):
        """After an applied list of divisions: roles in what was withdrawn, for a person to give anew."""
        if self.object.kind != PlaceList.Kind.REGIONS:
            return []
        withdrawn = Region.objects.inside(self.object.region).filter(withdrawn_on__isnull=False)
        return officers.left_behind(withdrawn.values_list("pk", flat=True))

    def _plan(self, plan):
        shown = self.request.GET.get("show", "")
        changes = plan.of(shown) if shown in Kind.values else list(plan.changes)
        return {
            "plan": plan,
            "counts": [(kind, number) for kind, number in plan.counts.items() if number],
            "shown": shown,
            "page_obj": Paginator(changes, A_PAGE).get_page(self.request.GET.get("page")),
            "may_apply": bool(plan.changes),
            "following": officers.left_behind(change.code for change in plan.of(Kind.RECODED)),
            "to_give_anew": officers.left_behind(change.code for change in plan.of(Kind.MERGED, Kind.SPLIT, Kind.GONE)),
        }

    def _sheet(self, sheet):
        rows = sheet.refused or sheet.taken
        return {
            "sheet": sheet,
            "page_obj": Paginator(rows, A_PAGE).get_page(self.request.GET.get("page")),
            "may_apply": bool(sheet.taken and not sheet.refused),
        }


class ApplyList(Scoped, PermissionCheckedMixin, View):
    """The button of the page of a list."""

    model = PlaceList
    permission_policy = None
    permission_required = "add"

    def get(self, request, pk):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, pk):
        place_list = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            place_lists.apply(place_list, expected=request.POST.get("plan", ""), by=request.user)
        except place_lists.ListRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(list)s is applied.") % {"list": place_list})
        return redirect(f"{HOME}:inspect", pk)


class PlaceListViewSet(ScopedViewSet):
    model = PlaceList
    name = HOME
    url_prefix = "place-lists"
    icon = "globe"
    menu_hook = "register_settings_menu_item"
    menu_order = 12
    index_view_class, add_view_class, inspect_view_class = ListIndex, ListCreate, ListPage
    inspect_view_enabled = True
    delete_view_enabled = False
    search_fields = ["name", "source"]

    @property
    def permission_policy(self):
        return OrganisersPolicy(self.model)

    def get_form_class(self, for_update=False):
        return PlaceListForm

    def get_urlpatterns(self):
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "edit"]
        return [*kept, path("<int:pk>/apply/", self.construct_view(ApplyList), name="apply")]


class ReadOnlyPolicy(OrganisersPolicy):
    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)


class FactIndex(ScopedIndex):
    """Rows that come from lists only, each with a link to its list."""

    default_ordering = "region"
    fact_columns = ()

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("region__parent", "place_list").defer("place_list__data")

    def get_edit_url(self, instance):
        return None

    @property
    def columns(self):
        def page(fact):
            return reverse(f"{HOME}:inspect", args=[fact.place_list_id]) if fact.place_list_id else None

        return [
            TitleColumn(
                "region",
                label=_("region"),
                accessor=lambda fact: fact.region.full_title,
                get_url=page,
            ),
            *self.fact_columns,
        ]


class DenominatorIndex(FactIndex):
    fact_columns = (
        Column("kind", label=_("who is counted"), accessor="get_kind_display"),
        Column("value", label=_("people"), sort_key="value"),
        Column("as_of", label=_("as of"), sort_key="as_of", accessor=iso("as_of")),
        Column("place_list", label=_("list")),
    )


class PoorVillageIndex(FactIndex):
    fact_columns = (
        Column("kind", label=_("list"), accessor="get_kind_display"),
        Column("valid_from", label=_("on the list from"), sort_key="valid_from", accessor=iso("valid_from")),
        Column("valid_until", label=_("until"), sort_key="valid_until", accessor=iso("valid_until")),
        Column("source", label=_("source")),
    )


class FactViewSet(ScopedViewSet):
    icon = "list-ul"
    menu_hook = "register_settings_menu_item"
    inspect_view_enabled = delete_view_enabled = False
    list_filter = ("kind",)
    search_fields = ["region__name", "region__code"]

    @property
    def permission_policy(self):
        return ReadOnlyPolicy(self.model)

    def get_form_class(self, for_update=False):
        return PlaceListForm

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]


class DenominatorViewSet(FactViewSet):
    model = Denominator
    name = "denominators"
    menu_order = 13
    index_view_class = DenominatorIndex


class PoorVillageViewSet(FactViewSet):
    model = PoorVillage
    name = "poor_villages"
    url_prefix = "poor-villages"
    menu_order = 14
    index_view_class = PoorVillageIndex
