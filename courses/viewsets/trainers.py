"""The trainer pool (师资库) at the organiser's desk: the list, a trainer with their papers and what they taught."""

import django_filters
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.domain import trainer_lists, trainers
from courses.forms.trainers import QualificationForm, TrainerForm
from courses.models import Qualification, Session, Track, Trainer
from lms.kit import pictures

from .columns import RatingColumn
from .scoped import Scoped, ScopedIndex, ScopedInspect, ScopedViewSet

HOME = "trainers"
MOST_SESSIONS = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TrainerFilters(WagtailFilterSet):
    track = django_filters.ChoiceFilter(label=gettext_lazy("track"), choices=Track.choices, method="by_track")
    pay_class = django_filters.ChoiceFilter(label=gettext_lazy("pay class"), choices=Trainer.PayClass.choices)

    class Meta:
        model = Trainer
        fields = ["track", "pay_class"]

    def by_track(self, queryset, name, value):
        # JSON lists can't be asked alike on both databases; the three words don't stand in each other.
        return queryset.filter(Q(tracks__icontains=f'"{value}"')) if value in Track.values else queryset


class TrainerIndex(ScopedIndex):
    page_title = gettext_lazy("Trainer pool")
    template_name = "courses/admin/trainers.html"
    filterset_class = TrainerFilters
    default_ordering = "name"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("region")

    @property
    def columns(self):
        def page(trainer):
            return reverse(f"{HOME}:inspect", args=[trainer.pk])

        return [
            TitleColumn("name", label=gettext_lazy("trainer"), get_url=page, sort_key="name"),
            Column("workplace", label=gettext_lazy("works at")),
            Column("title", label=gettext_lazy("qualification")),
            Column("subjects", label=gettext_lazy("subjects")),
            Column("tracks", label=gettext_lazy("tracks"), accessor="tracks_in_words"),
            Column("pay_class", label=gettext_lazy("pay class"), accessor="get_pay_class_display"),
            RatingColumn("rating", label=gettext_lazy("rating")),
            Column("left_on", label=gettext_lazy("left the pool on"), sort_key="left_on"),
        ]


class TrainerPage(ScopedInspect):
    """A trainer with their papers, what they have taught and what comes next."""

    page_title = gettext_lazy("Trainer")
    template_name = "courses/admin/trainer_page.html"

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse(f"{HOME}:index"), "label": gettext_lazy("Trainer pool")},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs):
        trainer = self.object
        sessions = Session.objects.visible_to(self.request.user).filter(trainer=trainer)
        sessions = sessions.select_related("training_class__course", "venue").order_by("-starts_at")
        return super().get_context_data(**kwargs) | {
            "trainer": trainer,
            "taught": trainers.taught_by([trainer]).get(trainer.pk, trainers.Taught()),
            "coming": list(sessions.filter(state=Session.State.PLANNED).order_by("starts_at")[:10]),
            "held": list(sessions.filter(state=Session.State.CLOSED)[:MOST_SESSIONS]),
            "qualifications": trainer.qualifications.all(),
            "form": getattr(self, "form", None) or QualificationForm(),
        }

    def post(self, request, *args, **kwargs):
        """A paper is added on the page itself."""
        self.form = QualificationForm(request.POST, request.FILES)
        if self.form.is_valid():
            try:
                trainers.add_qualification(
                    self.object, self.form.instance, picture=self.form.cleaned_data["picture"], by=request.user
                )
            except (pictures.NotAPicture, pictures.PictureTooLarge, trainers.PaperIsThere) as refusal:
                self.form.add_error("picture", str(refusal))
            else:
                messages.success(request, _("The paper is kept."))
                return redirect(f"{HOME}:inspect", self.object.pk)
        return self.render_to_response(self.get_context_data(), status=422)


class OfTrainer(Scoped, PermissionCheckedMixin, View):
    """Something about one trainer of the organiser's own region."""

    model = Trainer
    permission_policy = None
    permission_required = "change"

    def paper(self, pk, paper) -> Qualification:
        trainer = get_object_or_404(self.get_queryset(), pk=pk)
        return get_object_or_404(trainer.qualifications, pk=paper)


class ShowPaper(OfTrainer):
    def get(self, request, pk, paper):
        found = self.paper(pk, paper)
        return FileResponse(found.file.open("rb"), content_type="image/jpeg", filename=f"paper-{found.pk}.jpg")


class RemovePaper(OfTrainer):
    def post(self, request, pk, paper):
        trainers.remove_qualification(self.paper(pk, paper), by=request.user)
        messages.success(request, _("The paper is taken away."))
        return redirect(f"{HOME}:inspect", pk)


class TakeAway(OfTrainer):
    """The pool as a workbook."""

    permission_required = "view"

    def post(self, request):
        response = HttpResponse(trainer_lists.write(self.get_queryset(), by=request.user), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="trainers.xlsx"'
        return response


class TrainerViewSet(ScopedViewSet):
    model = Trainer
    name = HOME
    icon = "user"
    menu_label = gettext_lazy("Trainer pool")
    menu_hook = "register_classes_menu_item"
    menu_order = 40
    index_view_class, inspect_view_class = TrainerIndex, TrainerPage
    inspect_view_enabled = True
    search_fields = ["name", "subjects", "title", "workplace", "profile"]

    def get_form_class(self, for_update=False):
        return TrainerForm

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("export/", self.construct_view(TakeAway), name="export"),
            path("<int:pk>/papers/<int:paper>/", self.construct_view(ShowPaper), name="paper"),
            path("<int:pk>/papers/<int:paper>/remove/", self.construct_view(RemovePaper), name="paper_remove"),
        ]
