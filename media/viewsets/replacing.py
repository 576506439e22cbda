"""Replacing a video by a better recording."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from media.domain import replacing
from media.forms.videos import ReplaceForm
from media.models import Video


class ReplaceVideo(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """The new file is uploaded and looked at first; here it takes the old one's place."""

    model = None
    permission_required = "change"
    form_class = ReplaceForm
    template_name = "media/admin/replace.html"
    page_title = _("Replace the video")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.video = get_object_or_404(Video.objects.current(), pk=kwargs["pk"])

    def get_breadcrumbs_items(self):
        videos = {"url": reverse("videos:index"), "label": Video._meta.verbose_name_plural}
        video = {"url": reverse("videos:inspect", args=[self.video.pk]), "label": str(self.video)}
        return [videos, video, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"videos": replacing.candidates(self.video)}

    def get_context_data(self, **kwargs):
        back = reverse("videos:inspect", args=[self.video.pk])
        return super().get_context_data(**kwargs) | {"video": self.video, "back": back}

    def form_valid(self, form):
        new = form.cleaned_data["new"]
        try:
            replacing.replace(self.video, new, by=self.request.user)
        except replacing.NotReplaced as refusal:
            form.add_error("new", str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request, _("Lessons now show “%(new)s”. Who watched the old one keeps it.") % {"new": new}
        )
        return redirect("videos:inspect", new.pk)
