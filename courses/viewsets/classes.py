"""Training classes at the organiser's desk: the list, planning one with its sessions, its page, opening and voiding."""

import django_filters
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.domain import scheduling, sittings
from courses.forms.classes import ClassForm, session_formset
from courses.models import Region, Session, Track, TrainingClass
from courses.permissions import may_manage

from .quotas import ShareOut
from .scoped import Scoped, ScopedCreate, ScopedEdit, ScopedIndex, ScopedInspect, ScopedViewSet
from .timetables import CopyClass, PlanPattern

HOME = "training_classes"


def regions_of_classes(request):
    return Region.objects.current().visible_to(request.user).exclude(level=Region.Level.VILLAGE)


class ClassFilters(WagtailFilterSet):
    track = django_filters.MultipleChoiceFilter(label=_("track"), choices=Track.choices)
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=TrainingClass.State.choices)
    region = django_filters.ModelChoiceFilter(label=_("held in"), queryset=regions_of_classes)
    starts_on = django_filters.DateFromToRangeFilter(label=_("first day"), widget=DateRangePickerWidget)

    class Meta:
        model = TrainingClass
        fields = ["track", "state", "region", "starts_on"]


class ClassIndex(ScopedIndex):
    filterset_class = ClassFilters
    default_ordering = "-starts_on"

    def get_base_queryset(self):
        held = Count("sessions", filter=~Q(sessions__state=Session.State.CANCELLED))
        return super().get_base_queryset().select_related("course", "region", "trainer").annotate(held=held)

    @property
    def columns(self):
        def page(training_class):
            return reverse(f"{HOME}:inspect", args=[training_class.pk])

        def days(training_class):
            first, last = training_class.starts_on, training_class.ends_on
            return date_format(first, "Y-m-d") + ("" if first == last else f" – {date_format(last, 'Y-m-d')}")

        return [
            TitleColumn("number", label=_("training class"), accessor=str, get_url=page, sort_key="number"),
            Column("track", label=_("track"), accessor="get_track_display"),
            StatusTagColumn("state", label=_("state"), accessor="get_state_display", primary=_is_open),
            Column("region", label=_("held in")),
            Column("starts_on", label=_("Dates"), accessor=days, sort_key="starts_on"),
            Column("trainer", label=_("trainer in charge")),
            Column("held", label=_("sessions")),
        ]


def _is_open(training_class) -> bool:
    return training_class.state == TrainingClass.State.OPEN


class SessionsBeside:
    """A form of a class with the rows of its sessions, saved together or not at all."""

    template_name = "courses/admin/class_form.html"

    def is_valid(self, form):
        self.formset = session_formset(self.request.POST, instance=form.instance, user=self.request.user)
        rows_are_right = self.formset.is_valid()
        if super().is_valid(form) and rows_are_right:
            return True
        self.produced_error_message = self.get_error_message()
        return False

    def form_valid(self, form):
        is_new = form.instance.pk is None
        try:
            return super().form_valid(form)
        except scheduling.PlanRefused as refusal:
            # What was saved before the refusal is rolled back: the page must not take it for an old row.
            if is_new:
                form.instance.pk = None
            self._show(refusal, form)
            return self.form_invalid(form)

    def save_instance(self):
        training_class = self.form.save(commit=False)
        sessions, cancelled = self.formset.plan(training_class)
        reason = self.form.cleaned_data.get("reason", "")
        return scheduling.plan_class(
            training_class, sessions=sessions, cancelled=cancelled, reason=reason, by=self.request.user
        )

    def _show(self, refusal, form):
        self.produced_error_message = str(refusal)
        if isinstance(refusal, sittings.ReasonIsMissing):
            form.add_error("reason", str(refusal))
        for row in self.formset.forms:
            if row in self.formset.extra_forms:
                row.instance.pk = None
            if row.instance is refusal.session:
                row.add_error(None, str(refusal))

    def get_success_url(self):
        return reverse(f"{HOME}:inspect", args=[self.object.pk])

    def get_success_buttons(self):
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not hasattr(self, "formset"):
            self.formset = session_formset(None, instance=self.form.instance, user=self.request.user)
        return context | {"formset": self.formset}


class ClassCreate(SessionsBeside, ScopedCreate):
    success_message = _("%(object)s is planned. Check it here, then open it for enrolment.")


class ClassEdit(SessionsBeside, ScopedEdit):
    success_message = _("%(object)s is changed.")


class ClassPage(ScopedInspect):
    """What an organiser needs to know and do about one class."""

    page_title = _("Training class")
    template_name = "courses/admin/class_page.html"

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse(f"{HOME}:index"), "label": TrainingClass._meta.verbose_name_plural},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs):
        training_class = self.object
        return super().get_context_data(**kwargs) | {
            "training_class": training_class,
            "sessions": training_class.sessions.select_related("venue", "trainer"),
            "may_manage": may_manage(self.request.user, training_class),
        }


class ActOnClass(Scoped, PermissionCheckedMixin, View):
    """One button of the class page; a refusal becomes a message."""

    model = TrainingClass
    permission_policy = None
    permission_required = "change"
    done = ""

    def post(self, request, pk):
        training_class = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            self.act(training_class)
        except scheduling.PlanRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done % {"class": training_class})
        return redirect(f"{HOME}:inspect", pk)


class OpenClass(ActOnClass):
    done = _("%(class)s is open: people can enrol now.")

    def act(self, training_class):
        scheduling.open_class(training_class, by=self.request.user)


class VoidClass(ActOnClass):
    done = _("%(class)s is void and its planned sessions are cancelled.")

    def act(self, training_class):
        scheduling.void_class(training_class, reason=self.request.POST.get("reason", ""), by=self.request.user)


class TrainingClassViewSet(ScopedViewSet):
    model = TrainingClass
    name = HOME
    url_prefix = "classes"
    icon = "calendar-alt"
    menu_hook = "register_classes_menu_item"
    menu_order = 10
    index_view_class, add_view_class, edit_view_class, inspect_view_class = (
        ClassIndex,
        ClassCreate,
        ClassEdit,
        ClassPage,
    )
    inspect_view_enabled = True
    delete_view_enabled = False
    search_fields = ["title", "course__title", "trainer__name", "region__name"]

    def get_form_class(self, for_update=False):
        return ClassForm

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/open/", self.construct_view(OpenClass), name="open"),
            path("<int:pk>/void/", self.construct_view(VoidClass), name="void"),
            path("<int:pk>/pattern/", self.construct_view(PlanPattern), name="pattern"),
            path("<int:pk>/seats/", self.construct_view(ShareOut), name="quotas"),
            path("<int:pk>/copy/", self.construct_view(CopyClass), name="copy"),
        ]
