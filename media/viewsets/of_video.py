"""A page of its own with one form about one video."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from media.models import Video

from .trails import trail


class FormOfVideo(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """`videos` are those the page is there for; the template gets `video` and the address to go `back` to."""

    model = None
    permission_required = "change"
    videos = Video.objects.all()

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.video = get_object_or_404(self.videos.all(), pk=kwargs["pk"])

    def get_breadcrumbs_items(self):
        return trail(self.page_title, video=self.video)

    def get_context_data(self, **kwargs):
        back = reverse("videos:inspect", args=[self.video.pk])
        return super().get_context_data(**kwargs) | {"video": self.video, "back": back}
