"""Lists and forms of the organiser's desk: what lies outside the organiser's region does not exist there."""

from django.shortcuts import get_object_or_404
from django.urls import path
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from courses.models import PlannedTraining, Programme, StaffScope, Trainer, TrainingClass, Venue
from courses.models.scope import EVERY, Role, visible_regions

# The way from a row to its programme, as `visible_regions` asks for it; rows of other models belong to none.
PROGRAMME_OF = {
    PlannedTraining: "programme",
    Programme: "pk",
    StaffScope: "programme",
    Trainer: EVERY,
    TrainingClass: "programme",
    Venue: EVERY,
}


class Scoped:
    """Views of the rows in the regions the user organises."""

    region_field = "region"

    def get_queryset(self):
        return visible_regions(
            self.model.objects.all(),
            self.request.user,
            Role.ORGANISER,
            field=self.region_field,
            programme=PROGRAMME_OF.get(self.model),
        )


class ScopedIndex(Scoped, generic.IndexView):
    def get_base_queryset(self):
        return Scoped.get_queryset(self)

    def get_queryset(self):
        return generic.IndexView.get_queryset(self)


class ScopedCreate(generic.CreateView):
    pass


class ScopedEdit(Scoped, generic.EditView):
    pass


class ScopedDelete(Scoped, generic.DeleteView):
    pass


class ScopedInspect(Scoped, generic.InspectView):
    def get_object(self, queryset=None):
        return get_object_or_404(self.get_queryset(), pk=self.pk)


class ScopedViewSet(ModelViewSet):
    """A ModelViewSet without history, usage and copy: who did what is in our own log."""

    index_view_class = ScopedIndex
    add_view_class = ScopedCreate
    edit_view_class = ScopedEdit
    delete_view_class = ScopedDelete
    inspect_view_class = ScopedInspect
    copy_view_enabled = False
    delete_view_enabled = True
    search_backend_name = None
    add_to_reference_index = False
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs):
        more = {"history_url_name": None, "usage_url_name": None}
        if not self.delete_view_enabled:
            more["delete_url_name"] = None
        return super().get_common_view_kwargs(**more, **kwargs)

    def get_urlpatterns(self):
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
        ]
        if self.delete_view_enabled:
            patterns.append(path("delete/<int:pk>/", self.delete_view, name="delete"))
        if self.inspect_view_enabled:
            patterns.append(path("<int:pk>/", self.inspect_view, name="inspect"))
        return patterns
